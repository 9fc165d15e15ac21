// One question of an open paper: what its form says, its flag, its checks. How an answer is given differs by type, and each
// type has its module; here only fields count.
const TYPING = 1200;
const NO_ANSWER = ["csrf_token", "sequence", "flagged", "certainty", "unit", "across", "down", "recording"];
const UNSENT = ["csrf_token", "recording", "sequence", "across", "down"];

export class Question {
  constructor(form, paper) {
    this.form = form;
    this.paper = paper;
    this.position = Number(form.dataset.question);
    this.counted = "counts" in form.dataset && form.dataset.answered === "yes";
    this.sequence = Math.max(Number(form.elements.sequence.value) - 1, paper.queue.get(this.position)?.sequence ?? 0);
    form.addEventListener("change", (event) => this.changed(event));
    form.addEventListener("input", (event) => this.changed(event, TYPING));
    form.addEventListener("keydown", (event) => this.enter(event));
    form.addEventListener("submit", (event) => this.submitted(event));
    form.addEventListener("exam:saved", (event) => this.savedElsewhere(event.detail));
  }

  get isAnswered() {
    if (!("counts" in this.form.dataset)) return false;
    if (this.form.querySelector("fieldset:disabled")) return this.counted;
    const said = new FormData(this.form);
    return [...said].some(([name, value]) => !NO_ANSWER.includes(name) && typeof value === "string" && value.trim());
  }

  changed(event, wait = 0) {
    if (UNSENT.includes(event.target.name) || (wait && !event.target.matches("textarea, input[type=text]"))) return;
    this.keep(wait);
  }

  /** The form as it is now becomes the newest answer. */
  keep(wait = 0) {
    const body = new URLSearchParams();
    for (const [name, value] of new FormData(this.form)) {
      if (!UNSENT.includes(name) && typeof value === "string") body.append(name, value);
    }
    this.count();
    body.set("sequence", this.sequence);
    this.paper.take({ position: this.position, sequence: this.sequence, url: this.form.action, body: body.toString() }, wait);
  }

  count() {
    this.sequence += 1;
    this.form.elements.sequence.value = this.sequence + 1;
  }

  /** A module has saved the answer by itself; the next one follows it. */
  savedElsewhere({ sequence }) {
    this.sequence = Math.max(this.sequence, sequence);
    this.form.elements.sequence.value = this.sequence + 1;
    this.paper.count();
  }

  // Enter in a field keeps what is written; it presses no button.
  enter(event) {
    if (event.key !== "Enter" || !event.target.matches("input[type=text]") || event.defaultPrevented) return;
    event.preventDefault();
    this.paper.send();
  }

  submitted(event) {
    if (this.passes) return;
    event.preventDefault();
    const button = event.submitter;
    if (button?.matches("[data-flag]")) this.toggleFlag(button);
    else if (button?.matches("[data-clear]")) this.clear();
    else if (button?.matches("[data-check]")) this.paper.after(() => this.pass(button));
  }

  // The check is an answer of its own, newer than all before it.
  pass(button) {
    this.passes = true;
    this.count();
    this.form.elements.sequence.value = this.sequence;
    this.form.requestSubmit(button);
  }

  toggleFlag(button) {
    const on = button.getAttribute("aria-pressed") !== "true";
    button.setAttribute("aria-pressed", String(on));
    button.value = on ? "0" : "1";
    button.querySelector("span").textContent = on ? button.dataset.on : button.dataset.off;
    const use = button.querySelector("use");
    use.setAttribute("href", use.getAttribute("href").replace(/#flag(-fill)?$/, on ? "#flag-fill" : "#flag"));
    this.form.elements.flagged.value = on ? "1" : "0";
    this.keep();
  }

  clear() {
    for (const field of this.form.querySelectorAll("fieldset input, fieldset select, fieldset textarea")) {
      if (["radio", "checkbox"].includes(field.type)) field.checked = false;
      else field.value = "";
    }
    this.form.dispatchEvent(new CustomEvent("exam:clear"));
    this.keep();
  }

  // A number key chooses the option of that number.
  key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
    if (event.target.matches?.("textarea, select, input:not([type=radio]):not([type=checkbox])")) return;
    const options = this.form.querySelectorAll(".k-answer input:enabled");
    const input = /^[1-9]$/.test(event.key) && options[Number(event.key) - 1];
    if (!input) return;
    input.checked = input.type === "radio" ? true : !input.checked;
    input.focus();
    input.dispatchEvent(new Event("change", { bubbles: true }));
  }

  isStale() {
    this.form.querySelector("[data-exam-stale]").hidden = false;
  }

  close() {
    for (const field of this.form.querySelectorAll("fieldset")) field.disabled = true;
  }
}
