// How long each page of a datasheet, or section of a playbook, is looked at. Of several in sight the first that has not
// been looked at long enough is the one; so short ones at the end get their time too.
import { reportOf } from "./report.js";

const TICK = 1000;
const SEND_AFTER = 4;

const keyOf = (place) => place.dataset.place ?? place.dataset.section;
const top = (place) => place.getBoundingClientRect().top;

// A section of a playbook is its heading and all that follows until the next one.
function extents(area, places) {
  const end = area.getBoundingClientRect().bottom;
  return places.map((place, n) => ({ key: keyOf(place), top: top(place), bottom: n + 1 < places.length ? top(places[n + 1]) : end }));
}

function inSight({ top, bottom }) {
  const shown = Math.min(bottom, innerHeight) - Math.max(top, 0);
  return shown >= Math.min(bottom - top, innerHeight) / 2;
}

function lookedAt(all, done) {
  const seen = all.filter(inSight);
  const nearest = all.findLast((one) => one.top <= innerHeight / 3) ?? all[0];
  return seen.find((one) => !done.has(one.key)) ?? seen[0] ?? nearest;
}

const placeOf = (link) => decodeURIComponent(link.hash.slice(1)).replace(/^page-/, "");

function mark(root, key) {
  for (const link of root.querySelectorAll("[data-places] a")) {
    if (placeOf(link) === key) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  }
}

function tick(root, done) {
  const sign = root.querySelector("[data-report-tick]").content;
  for (const link of root.querySelectorAll("[data-places] a")) {
    if (done.includes(placeOf(link)) && !link.querySelector("svg")) link.append(sign.cloneNode(true));
  }
}

function resume(area, places) {
  if (location.hash || !area.dataset.start) return;
  const place = places.find((one) => keyOf(one) === area.dataset.start);
  if (place && place !== places[0]) place.scrollIntoView();
}

function follow(area, places, report) {
  const need = Number(area.dataset.dwell) + 0.5;
  const looked = new Map();
  const done = new Set();
  let last = performance.now();
  let unsent = 0;
  report.root.addEventListener("kru:report", ({ detail }) => {
    for (const key of detail.places) done.add(key);
    tick(report.root, detail.places);
  });
  setInterval(() => {
    const now = performance.now();
    const seconds = Math.min(now - last, 2 * TICK) / 1000;
    last = now;
    if (document.hidden) return;
    const { key } = lookedAt(extents(area, places), done);
    looked.set(key, (looked.get(key) ?? 0) + seconds);
    if (looked.get(key) >= need) done.add(key);
    mark(report.root, key);
    report.dwelt(key, seconds);
    report.place = key;
    unsent += seconds;
    if (unsent < SEND_AFTER) return;
    unsent = 0;
    report.flush();
  }, TICK);
}

export function bind(scope = document) {
  for (const area of scope.querySelectorAll("[data-dwell]")) {
    const report = reportOf(area);
    const places = [...area.querySelectorAll("[data-place], [data-section]")];
    if (!report || !places.length || area.dataset.bound) continue;
    area.dataset.bound = "yes";
    resume(area, places);
    follow(area, places, report);
    report.open();
  }
}
