// How long each page of a datasheet, or section of a playbook, is what one looks at: the one nearest to the upper third.
import { reportOf } from "./report.js";

const TICK = 1000;
const SOON = 4;

// A section of a playbook is its heading and all that follows until the next one.
const top = (place) => place.getBoundingClientRect().top;

function current(places) {
  const line = window.innerHeight / 3;
  const bottom = document.documentElement.scrollHeight - window.innerHeight - window.scrollY < 4;
  const begun = places.filter((place) => top(place) <= line);
  return bottom ? places.at(-1) : (begun.at(-1) ?? places[0]);
}

function mark(root, key) {
  for (const link of root.querySelectorAll("[data-places] a")) {
    if (link.hash === `#${key}` || link.hash === `#page-${key}`) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  }
}

function tick(root, done) {
  const sign = root.querySelector("[data-report-tick]").content;
  for (const link of root.querySelectorAll("[data-places] a")) {
    const key = decodeURIComponent(link.hash.slice(1)).replace(/^page-/, "");
    if (done.includes(key) && !link.querySelector("svg")) link.append(sign.cloneNode(true));
  }
}

function resume(area, places) {
  if (location.hash || !area.dataset.start) return;
  const place = places.find((one) => keyOf(one) === area.dataset.start);
  if (place && place !== places[0]) place.scrollIntoView();
}

const keyOf = (place) => place.dataset.place ?? place.dataset.section;

export function bind(scope = document) {
  for (const area of scope.querySelectorAll("[data-dwell]")) {
    const report = reportOf(area);
    const places = [...area.querySelectorAll("[data-place], [data-section]")];
    if (!report || !places.length || area.dataset.bound) continue;
    area.dataset.bound = "yes";
    resume(area, places);
    report.open();
    let last = performance.now();
    let unsent = 0;
    setInterval(() => {
      const now = performance.now();
      const seconds = Math.min(now - last, 2 * TICK) / 1000;
      last = now;
      if (document.hidden) return;
      const key = keyOf(current(places));
      mark(report.root, key);
      report.dwelt(key, seconds);
      report.place = key;
      unsent += seconds;
      if (unsent < SOON) return;
      unsent = 0;
      report.flush();
    }, TICK);
    report.root.addEventListener("kru:report", ({ detail }) => tick(report.root, detail.places));
  }
}
