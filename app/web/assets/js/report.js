// An opened page tells the server what is done in it, in numbered reports. What cannot be sent waits for the next one,
// and the page says how much. The server decides what it is worth; seconds told twice count once.
import { csrf } from "./csrf.js";

const EVERY = 10000;
const reports = new WeakMap();
const round = (seconds) => Math.round(seconds * 10) / 10;

class Report {
  constructor(root) {
    this.root = root;
    this.sequence = 0;
    this.waiting = this.nothing();
    this.place = "";
    this.told = "";
    this.listeners = [];
    setInterval(() => this.flush(), EVERY);
    document.addEventListener("visibilitychange", () => document.hidden && this.leave());
    addEventListener("pagehide", () => this.leave());
    addEventListener("online", () => this.flush());
  }

  nothing() {
    return { played: [], dwelt: new Map(), opened: [] };
  }

  /** Film that was played on from where the last piece ended makes that piece longer. */
  played(start, end, rate) {
    const [from, to] = [round(start), round(end)];
    if (to <= from) return;
    const last = this.waiting.played.at(-1);
    if (last && last[1] === from && last[2] === rate) last[1] = to;
    else this.waiting.played.push([from, to, rate]);
  }

  dwelt(place, seconds) {
    this.waiting.dwelt.set(place, (this.waiting.dwelt.get(place) ?? 0) + seconds);
  }

  opened(key) {
    this.waiting.opened.push(key);
  }

  get seconds() {
    const film = this.waiting.played.reduce((sum, [start, end, rate]) => sum + (end - start) / rate, 0);
    return film + [...this.waiting.dwelt.values()].reduce((sum, one) => sum + one, 0);
  }

  get isEmpty() {
    const { played, dwelt, opened } = this.waiting;
    return !played.length && !dwelt.size && !opened.length && this.place === this.told;
  }

  /** From now on what is done counts: the server notes when the page was opened. */
  open() {
    this.opening ??= this.ask(this.root.dataset.reportOpen, {}).then((answer) => {
      if (answer) this.token = answer.token;
      else this.opening = undefined;
      return answer;
    });
    return this.opening;
  }

  /** The next report, with everything that waits. */
  pack() {
    this.sequence += 1;
    const { waiting } = this;
    const { played, dwelt, opened } = waiting;
    const marks = { played: played.slice(-200), dwelt: [...dwelt].map(([k, s]) => [k, round(s)]), opened };
    this.told = this.place;
    this.waiting = this.nothing();
    const values = { token: this.token, sequence: this.sequence, marks: JSON.stringify(marks), place: this.place };
    return { waiting, values };
  }

  /** What could not be sent waits again, in front of what came after it. */
  putBack({ waiting }) {
    const later = this.waiting;
    this.waiting = waiting;
    for (const stretch of later.played) this.played(...stretch);
    for (const [place, seconds] of later.dwelt) this.dwelt(place, seconds);
    this.waiting.opened.push(...later.opened);
    this.told = undefined;
    this.sayHowMuch();
  }

  async send() {
    const sent = this.pack();
    const answer = await this.ask(this.root.dataset.report, sent.values);
    if (!answer) this.putBack(sent);
    return answer;
  }

  async flush() {
    if (this.over || this.busy) return;
    this.busy = true;
    try {
      if (!this.token && (this.isEmpty || !(await this.open()))) return;
      while (!this.isEmpty && (await this.send()));
    } finally {
      this.busy = false;
    }
  }

  /** The page may go away: send what there is without waiting for an answer. */
  leave() {
    for (const listener of this.listeners) listener();
    if (!this.over && this.token && !this.isEmpty) this.send();
  }

  async ask(url, values) {
    let response;
    try {
      response = await fetch(url, {
        method: "POST",
        body: new URLSearchParams(values),
        headers: { "X-CSRFToken": csrf(), Accept: "application/json" },
        keepalive: true,
      });
    } catch {
      response = undefined;
    }
    this.show("[data-report-lost]", !response || response.status >= 500);
    if (!response || response.status >= 500) return undefined;
    if (!response.ok) {
      this.over = true;
      this.show("[data-report-old]", true);
      return undefined;
    }
    const answer = await response.json();
    this.tell(answer);
    return answer;
  }

  show(selector, on) {
    for (const node of this.root.querySelectorAll(selector)) node.hidden = !on;
  }

  sayHowMuch() {
    const node = this.root.querySelector("[data-report-waits]");
    if (node) node.textContent = node.dataset.words.replace("{seconds}", Math.ceil(this.seconds));
  }

  /** Show what the server answered. */
  tell(answer) {
    const text = (name, value) => {
      for (const node of this.root.querySelectorAll(`[data-report-${name}]`)) node.textContent = value;
    };
    text("percent", answer.percent);
    text("missing", "reportDone" in this.root.dataset ? answer.amount : answer.missing || answer.amount);
    text("amount", answer.amount);
    for (const bar of this.root.querySelectorAll("[data-report-bar] progress")) {
      bar.value = answer.done;
      bar.setAttribute("aria-label", answer.amount);
      bar.classList.toggle("is-done", answer.complete);
    }
    if (answer.finished) {
      this.show("[data-report-finished]", true);
      this.root.querySelector("[data-report-next]")?.classList.add("btn-primary");
    }
    this.root.dispatchEvent(new CustomEvent("kru:report", { detail: answer }));
  }
}

/** The report of the page that the node is in. */
export function reportOf(node) {
  const root = node.closest("[data-report]");
  if (!root) return undefined;
  if (!reports.has(root)) reports.set(root, new Report(root));
  return reports.get(root);
}
