// Counts down to the server's deadline. Announced at 10, 5 and 1 minutes, never every second; says "timer:end" once.
// Where things still count for a while after it (data-timer-then), it first says "timer:grace" and counts that down too.
// The clock of the device does not matter: only the time that passed since the page came from the server.
const MARKS = [10, 5, 1];

export function bind(scope = document) {
  for (const node of scope.querySelectorAll("[data-timer]")) {
    if (node.dataset.bound) continue;
    node.dataset.bound = "yes";
    start(node, Number(node.dataset.timer), Number(node.dataset.timerThen ?? 0));
  }
}

function start(node, seconds, then) {
  const out = node.querySelector("[data-timer-out]");
  const say = node.querySelector("[data-timer-say]");
  const end = performance.now() + seconds * 1000;
  let before = Infinity;
  const announce = (left) => {
    const mark = MARKS.find((minutes) => left <= minutes * 60 && before > minutes * 60);
    if (mark && before !== Infinity) {
      say.textContent = (mark === 1 && say.dataset.wordsOne) || say.dataset.words.replace("{n}", mark);
    }
    before = left;
  };
  const tick = () => {
    const left = Math.max(0, Math.round((end - performance.now()) / 1000));
    out.textContent = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
    node.classList.toggle("is-low", left < 300);
    announce(left);
    if (left > 0) return;
    clearInterval(ticking);
    node.dispatchEvent(new CustomEvent(then ? "timer:grace" : "timer:end", { bubbles: true }));
    if (then) start(node, then, 0);
  };
  const ticking = setInterval(tick, 1000);
  tick();
}
