// One question of an open paper. Every change is sent at once; "saved" is shown only after the server said so.
// What could not be sent waits in this page and is sent again until it arrives, also before leaving the question.
import { csrf } from "./csrf.js";

const AGAIN = 3000;
const ASLEEP = 5000;

export function bind(scope = document) {
  for (const form of scope.querySelectorAll("[data-exam]")) {
    if (form.dataset.bound) continue;
    form.dataset.bound = "yes";
    new Question(form);
  }
  if (scope === document) document.addEventListener("timer:end", () => handInFromSummary());
}

// The summary has nothing to save; the question page does its own hand-in after saving.
function handInFromSummary() {
  const page = document.querySelector("[data-exam-summary]");
  if (!page) return;
  page.querySelector("[data-exam-over]").hidden = false;
  page.querySelector("[data-exam-submit]").requestSubmit();
}

class Question {
  constructor(form) {
    this.form = form;
    this.inputs = [...form.querySelectorAll(".k-answer input")];
    this.sequence = Number(form.elements.sequence.value) - 1;
    this.wasAnswered = form.dataset.answered === "yes";
    this.bar = document.querySelector(".k-exam__bar progress");
    this.others = this.bar.value - (this.wasAnswered ? 1 : 0);
    this.waiting = null;
    this.sending = false;
    this.leaving = null;
    this.isOver = false;
    this.listen();
  }

  listen() {
    this.form.addEventListener("change", () => this.changed());
    this.form.addEventListener("submit", (event) => this.leave(event));
    document.addEventListener("keydown", (event) => this.key(event));
    document.addEventListener("timer:end", () => this.timeOver());
    addEventListener("online", () => this.send());
    addEventListener("focus", () => this.send());
    addEventListener("beforeunload", (event) => {
      if (this.waiting && !this.isOver) event.preventDefault();
    });
    addEventListener("pageshow", (event) => {
      if (event.persisted) location.reload();
    });
    this.watchSleep();
  }

  // A device that slept has a late countdown: the server knows the time, so ask it.
  watchSleep() {
    const gap = () => Date.now() - performance.now();
    const atFirst = gap();
    document.addEventListener("visibilitychange", () => {
      const slept = Math.abs(gap() - atFirst) > ASLEEP;
      if (document.visibilityState === "visible" && slept && !this.waiting) location.reload();
    });
  }

  key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || event.target.matches("textarea, input[type=text]")) return;
    const input = /^[1-9]$/.test(event.key) && this.inputs[Number(event.key) - 1];
    if (!input) return;
    input.checked = input.type === "radio" ? true : !input.checked;
    input.focus();
    input.dispatchEvent(new Event("change", { bubbles: true }));
  }

  changed() {
    this.sequence += 1;
    this.form.elements.sequence.value = this.sequence + 1;
    this.waiting = this.sequence;
    const done = this.others + (this.inputs.some((input) => input.checked) ? 1 : 0);
    this.bar.value = done;
    this.bar.setAttribute("aria-label", this.form.dataset.countWords.replace("{done}", done).replace("{of}", this.bar.max));
    this.say(this.form.dataset.savingWords, true);
    this.send();
  }

  // The flag stays here; every other button leads on, but only once the answer has arrived.
  leave(event) {
    const button = event.submitter;
    event.preventDefault();
    if (button?.matches("[data-flag]")) return this.toggleFlag(button);
    this.leaving = button?.value || this.form.querySelector("[data-next]").value;
    // An answer on its way does not know where to lead on: another one follows it
    if (!this.waiting || this.sending) {
      this.sequence += 1;
      this.form.elements.sequence.value = this.sequence + 1;
      this.waiting = this.sequence;
    }
    this.send();
  }

  toggleFlag(button) {
    const on = button.getAttribute("aria-pressed") !== "true";
    button.setAttribute("aria-pressed", String(on));
    button.value = on ? "0" : "1";
    button.querySelector("span").textContent = on ? button.dataset.on : button.dataset.off;
    const use = button.querySelector("use");
    use.setAttribute("href", use.getAttribute("href").replace(/#flag(-fill)?$/, on ? "#flag-fill" : "#flag"));
    this.form.elements.flagged.value = on ? "1" : "0";
    this.changed();
  }

  body() {
    const body = new URLSearchParams(new FormData(this.form));
    body.set("sequence", this.sequence);
    if (this.leaving) body.set("to", this.leaving);
    return body;
  }

  async send() {
    if (!this.waiting || this.sending) return;
    this.sending = true;
    const sent = this.waiting;
    const leaving = this.leaving;
    try {
      const answer = await fetch(this.form.action, {
        method: "POST",
        body: this.body(),
        headers: { Accept: "application/json", "X-CSRFToken": csrf() },
        signal: AbortSignal.timeout(10000),
      });
      await this.answered(answer, sent, leaving);
    } catch {
      this.lost("lost");
    } finally {
      this.sending = false;
    }
    if (this.waiting && this.waiting !== sent) this.send();
  }

  async answered(answer, sent, leaving) {
    if (answer.status === 400 || answer.status === 401) return this.takeNewToken();
    if (answer.status >= 500 || answer.status === 429) return this.lost("lost");
    if (!answer.ok) return this.refused(answer);
    const said = await answer.json();
    this.show(said.kept ? null : "stale");
    if (!said.kept) {
      this.waiting = this.leaving = null;
      return this.say(this.form.dataset.waitingWords, true);
    }
    if (this.waiting === sent) this.waiting = null;
    if (!this.waiting) this.say(this.form.dataset.savedWords.replace("{time}", said.clock));
    if (!this.waiting && leaving && leaving === this.leaving && !this.isOver) location.assign(said.next);
  }

  // 400 or 401: the session ended. Whoever signed in again in another window gets a token for this page too.
  async takeNewToken() {
    const answer = await fetch(location.href);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const token = page.querySelector("meta[name=csrf-token]")?.content;
    if (answer.ok && token && page.querySelector("[data-exam]")) {
      document.querySelector("meta[name=csrf-token]").content = token;
      for (const field of document.querySelectorAll("input[name=csrf_token]")) field.value = token;
      return this.lost(null);
    }
    return this.lost("signed-out");
  }

  // 409: the attempt is over, its result is next. 4xx else: the page is out of step with the server, so take it anew.
  async refused(answer) {
    this.waiting = null;
    this.isOver = true;
    const said = await answer.json().catch(() => ({}));
    if (answer.status === 409) location.assign(said.next);
    else location.reload();
  }

  lost(why) {
    this.show(why);
    this.say(this.form.dataset.waitingWords, true);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.send(), AGAIN);
  }

  async timeOver() {
    this.show("over");
    this.leaving = null;
    for (let tries = 0; this.waiting && tries < 8; tries += 1) {
      await this.send();
      if (this.waiting) await new Promise((done) => setTimeout(done, 1000));
    }
    this.isOver = true;
    for (const input of this.inputs) input.disabled = true;
    document.querySelector("[data-exam-submit]").requestSubmit();
  }

  show(which) {
    for (const name of ["lost", "stale", "signed-out", "over"]) {
      const notice = this.form.querySelector(`[data-exam-${name}]`);
      if (name !== "over" || which === "over") notice.hidden = name !== which;
    }
  }

  say(words, waiting = false) {
    for (const mark of document.querySelectorAll("[data-saved]")) {
      mark.classList.toggle("is-waiting", waiting);
      mark.querySelector("[data-saved-text]").textContent = words;
      const use = mark.querySelector("use");
      use.setAttribute("href", use.getAttribute("href").replace(/#cloud-\w+$/, waiting ? "#cloud-slash" : "#cloud-check"));
    }
  }
}
