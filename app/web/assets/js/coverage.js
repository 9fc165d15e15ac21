// Which seconds of a film are really played: reported while it plays, drawn as the server counts them.
import { reportOf } from "./report.js";

const JUMP = 1.5;

function follow(video, report) {
  let at = video.currentTime;
  let rate = 1;
  const step = () => {
    const now = video.currentTime;
    if (!video.seeking && now > at && now - at < JUMP * Math.max(1, rate)) report.played(at, now, rate);
    at = now;
    rate = video.playbackRate;
    report.place = String(Math.round(now * 10) / 10);
  };
  video.addEventListener("play", () => {
    at = video.currentTime;
    rate = video.playbackRate;
    report.open();
  });
  for (const event of ["timeupdate", "ratechange"]) video.addEventListener(event, step);
  video.addEventListener("seeking", () => {
    at = video.currentTime;
  });
  for (const event of ["pause", "ended"]) {
    video.addEventListener(event, () => {
      step();
      report.flush();
    });
  }
  report.listeners.push(step);
}

// Go on where one was, on whichever device that was.
function resume(video) {
  const start = Number(video.dataset.start);
  const go = () => {
    if (start > 0 && start < video.duration) video.currentTime = start;
  };
  if (video.readyState >= 1) go();
  else video.addEventListener("loadedmetadata", go, { once: true });
}

function rect(kind, x, width) {
  const node = document.createElementNS("http://www.w3.org/2000/svg", "rect");
  const values = { class: `k-evidence__${kind}`, x: `${x}%`, y: 0, width, height: 20 };
  for (const [name, value] of Object.entries(values)) node.setAttribute(name, value);
  return node;
}

function draw(strip, answer, at) {
  const length = Number(strip.dataset.strip);
  const svg = strip.querySelector("svg");
  const share = (seconds) => ((seconds * 100) / length).toFixed(2);
  for (const old of svg.querySelectorAll(".k-evidence__seen, .k-evidence__head")) old.remove();
  svg.append(...answer.seen.map(([from, to]) => rect("seen", share(from), `${share(to - from)}%`)));
  svg.append(rect("head", share(at), 3));
  svg.setAttribute("aria-label", answer.words);
  const enough = answer.complete || "stripDone" in strip.dataset;
  strip.querySelector("[data-report-pieces]").hidden = enough;
  strip.querySelector("[data-report-enough]").hidden = !enough;
  strip.querySelector("[data-strip-pieces]").replaceChildren(
    ...answer.pieces.map(({ text, at: second }) => {
      if (second === null) return text;
      const link = document.createElement("a");
      link.href = `?t=${second}`;
      link.dataset.seek = second;
      link.textContent = text;
      return link;
    }),
  );
}

export function bind(scope = document) {
  for (const video of scope.querySelectorAll("video[data-coverage]")) {
    const report = reportOf(video);
    if (!report || video.dataset.followed) continue;
    video.dataset.followed = "yes";
    resume(video);
    follow(video, report);
    report.root.addEventListener("kru:report", ({ detail }) => {
      for (const strip of report.root.querySelectorAll("[data-strip]")) draw(strip, detail, video.currentTime);
    });
    report.root.addEventListener("click", (event) => {
      const link = event.target.closest("[data-seek]");
      if (!link) return;
      event.preventDefault();
      video.currentTime = Number(link.dataset.seek);
      video.play();
    });
  }
}
