// What a person may want to know who looks at an exam later: that the page was left and for how long, and how much was
// pasted or copied. Told to people before they begin; sent in small batches; nothing follows from it by itself.
import { csrf } from "./csrf.js";

const EVERY = 10000;
const MOST = 50;

/** Watches an open paper; `place` says at which question somebody is. */
export function watch(page, place) {
  const noticed = [];
  let leftAt = null;
  const note = (kind, amount = 0) => {
    if (noticed.length < MOST) noticed.push({ kind, position: place(), amount });
  };
  const leave = () => {
    if (leftAt !== null) return;
    leftAt = Date.now();
    note("left");
  };
  const back = () => {
    if (leftAt === null) return;
    note("returned", Math.round((Date.now() - leftAt) / 1000));
    leftAt = null;
  };
  const send = () => {
    if (!noticed.length) return;
    const batch = noticed.splice(0);
    fetch(page.dataset.signals, {
      method: "POST",
      body: JSON.stringify(batch),
      headers: { "Content-Type": "application/json", "X-CSRFToken": csrf() },
      keepalive: true,
    }).then((answer) => answer.status >= 500 && noticed.unshift(...batch), () => noticed.unshift(...batch));
  };
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) leave();
    else back();
    if (document.hidden) send();
  });
  addEventListener("blur", leave);
  addEventListener("focus", back);
  document.addEventListener("paste", (event) => note("pasted", event.clipboardData?.getData("text").length ?? 0));
  for (const kind of ["copy", "cut"]) document.addEventListener(kind, () => note("copied", String(getSelection()).length));
  setInterval(send, EVERY);
}
