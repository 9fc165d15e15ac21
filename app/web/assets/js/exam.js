// An open paper. Every change is kept in this browser at once and sent within two seconds; "saved" is shown only after the
// server said so. What could not be sent is sent again until it arrives, also from the next page, before leaving and
// before the hand-in.
import { csrf } from "./csrf.js";
import { Question } from "./exam_question.js";
import { Queue, forget } from "./exam_queue.js";
import { watch } from "./exam_signals.js";

const AGAIN = 3000;
const ASLEEP = 5000;
const TRIES_AT_THE_END = 8;
const LARGEST_AT_LEAVING = 60000;
const NOTICES = ["lost", "signed-out", "grace", "over"];

export function bind(scope = document) {
  for (const page of scope.querySelectorAll("[data-exam]")) {
    if (page.dataset.bound) continue;
    page.dataset.bound = "yes";
    new Paper(page);
  }
  for (const page of scope.querySelectorAll("[data-exam-closed]")) forget(page.dataset.examClosed);
}

class Paper {
  constructor(page) {
    this.page = page;
    this.queue = new Queue(page.dataset.exam);
    this.isOver = false;
    this.isLost = false;
    this.bar = document.querySelector(".k-exam__bar progress");
    this.submit = document.querySelector("form[data-exam-submit]");
    this.questions = [...page.querySelectorAll("form[data-question]")].map((form) => new Question(form, this));
    this.others = this.bar.value - this.questions.filter((question) => question.counted).length;
    this.listen();
    this.isBehind = this.queue.size > 0;
    this.send();
    if (page.dataset.signals) watch(page, () => this.place());
  }

  listen() {
    document.addEventListener("timer:grace", () => this.show("grace"));
    document.addEventListener("timer:end", () => this.timeOver());
    document.addEventListener("keydown", (event) => this.key(event));
    document.addEventListener("click", (event) => this.follow(event));
    this.submit.addEventListener("submit", (event) => this.handIn(event));
    for (const event of ["online", "focus"]) addEventListener(event, () => this.send());
    addEventListener("pagehide", () => this.sendAtLeaving());
    addEventListener("beforeunload", (event) => {
      if (this.isLost && this.queue.size && !this.isOver) event.preventDefault();
    });
    addEventListener("pageshow", (event) => event.persisted && location.reload());
    this.watchSleep();
  }

  // A device that slept has a late countdown: the server knows the time, so ask it.
  watchSleep() {
    const gap = () => Date.now() - performance.now();
    const atFirst = gap();
    document.addEventListener("visibilitychange", () => {
      if (document.hidden) return this.sendAtLeaving();
      if (Math.abs(gap() - atFirst) > ASLEEP && !this.queue.size) location.reload();
    });
  }

  /** The question that somebody is at, for who reads what the browser noticed. */
  place() {
    const at = document.activeElement?.closest("form[data-question]") ?? this.questions[0]?.form;
    return at ? Number(at.dataset.question) : null;
  }

  key(event) {
    if (this.questions.length === 1) this.questions[0].key(event);
  }

  /** An answer has changed: keep it, and send it now or, while somebody types, a little later. */
  take(entry, wait) {
    this.queue.put(entry);
    this.count();
    this.say(this.page.dataset.savingWords, true);
    if (!wait) return this.send();
    this.typing ??= setTimeout(() => this.send(), wait);
    return undefined;
  }

  count() {
    const done = this.others + this.questions.filter((question) => question.isAnswered).length;
    if (done === this.bar.value) return;
    this.bar.value = done;
    const words = this.page.dataset.countWords.replace("{done}", done).replace("{of}", this.bar.max);
    this.bar.setAttribute("aria-label", words);
    if (done === this.bar.max || done === Math.ceil(this.bar.max / 2)) this.speak(words);
  }

  async send() {
    clearTimeout(this.typing);
    this.typing = undefined;
    if (this.sending || this.isOver) return this.sending;
    this.sending = this.sendAll();
    await this.sending;
    this.sending = undefined;
    return undefined;
  }

  async sendAll() {
    clearTimeout(this.timer);
    for (let entry = this.queue.first(); entry && !this.isOver; entry = this.queue.first()) {
      try {
        const answer = await this.put(entry, { signal: AbortSignal.timeout(10000) });
        if (!(await this.answered(answer, entry))) return;
      } catch {
        this.lost("lost");
        return;
      }
    }
    if (this.isOver) return;
    // What an earlier page could not send has arrived: this page is shown anew with it
    if (this.isBehind && !this.leaving) location.reload();
    if (this.isLost) this.speak(this.page.dataset.againWords);
    this.isLost = false;
    if (this.savedAt) this.say(this.page.dataset.savedWords.replace("{time}", this.savedAt));
    this.go();
  }

  put(entry, options) {
    return fetch(entry.url, {
      method: "PUT",
      body: new URLSearchParams(entry.body),
      headers: { Accept: "application/json", "X-CSRFToken": csrf() },
      ...options,
    });
  }

  /** Whether the next answer can be sent. */
  async answered(answer, entry) {
    if (answer.status === 400 || answer.status === 401) return this.takeNewToken();
    if (answer.status >= 500 || answer.status === 429) return this.lost("lost");
    if (!answer.ok) return this.refused(answer, entry);
    const said = await answer.json();
    this.queue.confirm(entry);
    this.savedAt = said.clock;
    this.show(null);
    if (!said.kept) this.questions.find((question) => question.position === entry.position)?.isStale();
    return true;
  }

  // 400 or 401: the session ended. Whoever signed in again in another window gets a token for this page too.
  async takeNewToken() {
    const answer = await fetch(location.href);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const token = page.querySelector("meta[name=csrf-token]")?.content;
    const isHere = answer.ok && token && page.querySelector("[data-exam]");
    if (isHere) {
      document.querySelector("meta[name=csrf-token]").content = token;
      for (const field of document.querySelectorAll("input[name=csrf_token]")) field.value = token;
    }
    return this.lost(isHere ? null : "signed-out");
  }

  // 409: the attempt is over, its result is next. Else the page is out of step with the server, so take it anew.
  async refused(answer, entry) {
    this.isOver = answer.status !== 422;
    if (this.isOver) this.queue.clear();
    else this.queue.confirm(entry);
    const said = await answer.json().catch(() => ({}));
    if (said.next) location.assign(said.next);
    if (!said.next || location.href.endsWith(said.next)) location.reload();
    return false;
  }

  lost(why) {
    this.isLost = true;
    this.show(why);
    this.say(this.page.dataset.waitingWords, true);
    this.timer = setTimeout(() => this.send(), AGAIN);
    return false;
  }

  // The page goes away: whatever waits is handed to the browser to send; should it not arrive, the next page sends it.
  sendAtLeaving() {
    if (this.isOver) return;
    for (const entry of Object.values(this.queue.read())) {
      if (entry.body.length < LARGEST_AT_LEAVING) this.put(entry, { keepalive: true }).catch(() => {});
    }
  }

  // What leads on (data-to) does so only once every answer has arrived.
  follow(event) {
    const link = event.target.closest?.("[data-to]");
    if (!link || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    this.after(() => location.assign(link.dataset.to));
  }

  after(what) {
    this.leaving = what;
    if (this.queue.size || this.sending) this.send();
    else this.go();
  }

  go() {
    const what = this.leaving;
    if (!what || this.isOver || this.queue.size) return;
    this.leaving = undefined;
    what();
  }

  handIn(event) {
    if (this.isOver || !this.queue.size) return;
    event.preventDefault();
    this.after(() => this.submit.requestSubmit());
  }

  async timeOver() {
    this.show("over");
    this.leaving = undefined;
    for (let tries = 0; this.queue.size && tries < TRIES_AT_THE_END && !this.isOver; tries += 1) {
      await this.send();
      if (this.queue.size) await new Promise((done) => setTimeout(done, 1000));
    }
    if (this.isOver) return;
    this.isOver = true;
    for (const question of this.questions) question.close();
    this.submit.requestSubmit();
  }

  show(which) {
    const isOver = !this.page.querySelector("[data-exam-over]").hidden;
    for (const name of NOTICES) {
      const isSpent = name === "grace" && !this.page.querySelector("[data-exam-grace]").hidden && which !== "over";
      this.page.querySelector(`[data-exam-${name}]`).hidden = !(name === which || isSpent || (name === "over" && isOver));
    }
  }

  /** What screen readers are told: when something went wrong and is right again, and at half and all of the paper. */
  speak(words) {
    this.page.querySelector("[data-exam-say]").textContent = words;
  }

  say(words, isWaiting = false) {
    for (const mark of document.querySelectorAll("[data-saved]")) {
      mark.classList.toggle("is-waiting", isWaiting);
      mark.querySelector("[data-saved-text]").textContent = words;
      const use = mark.querySelector("use");
      use.setAttribute("href", use.getAttribute("href").replace(/#cloud-\w+$/, isWaiting ? "#cloud-slash" : "#cloud-check"));
    }
  }
}
