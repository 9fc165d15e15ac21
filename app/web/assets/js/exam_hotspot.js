// A picture to point at: with a finger or the mouse, with a cross moved by arrow keys, or by numbers. Places are thousandths
// of its width and height, so that they are the same at any size.
const FAR = 1000;
const STEP = 10;
const LEAP = 100;
const NEAR = 16;
const MOST = 40;
const SVG = "http://www.w3.org/2000/svg";

export function bind(scope = document) {
  for (const spot of scope.querySelectorAll("[data-spot]")) {
    if (spot.dataset.bound) continue;
    spot.dataset.bound = "yes";
    new Spot(spot);
  }
}

const within = (value) => Math.min(FAR, Math.max(0, Math.round(value)));
const percent = (value) => String(value / 10);

class Spot {
  constructor(spot) {
    this.spot = spot;
    this.fieldset = spot.closest("fieldset");
    const part = (name) => this.fieldset.querySelector(`[data-spot-${name}]`);
    [this.marks, this.list, this.row, this.how, this.sayer, this.add] = ["marks", "points", "row", "how", "say", "add"].map(part);
    this.points = [...this.list.querySelectorAll("input[name=point]")].map((input) => input.value.split(",").map(Number));
    this.cross = [FAR / 2, FAR / 2];
    this.how.hidden = false;
    this.add.hidden = false;
    if (!this.fieldset.disabled) this.open();
    this.draw();
  }

  open() {
    const { spot } = this;
    spot.tabIndex = 0;
    spot.setAttribute("role", "application");
    spot.setAttribute("aria-label", spot.dataset.label);
    spot.setAttribute("aria-describedby", spot.dataset.described);
    spot.addEventListener("click", (event) => this.press(event));
    spot.addEventListener("keydown", (event) => this.key(event));
    spot.addEventListener("focus", () => this.draw());
    spot.addEventListener("blur", () => this.draw());
    this.list.addEventListener("click", (event) => this.remove(event));
    this.add.addEventListener("click", () => this.addByNumbers());
    spot.closest("form").addEventListener("exam:clear", () => {
      this.points = [];
      this.draw();
    });
  }

  get size() {
    return this.spot.getBoundingClientRect();
  }

  press(event) {
    const box = this.size;
    const at = [within(((event.clientX - box.left) / box.width) * FAR), within(((event.clientY - box.top) / box.height) * FAR)];
    this.cross = at;
    const near = this.points.findIndex(([x, y]) => this.distance(at, [x, y], box) < NEAR);
    if (near < 0) this.set(at);
    else this.takeAway(near);
  }

  distance([x1, y1], [x2, y2], box) {
    return Math.hypot(((x1 - x2) / FAR) * box.width, ((y1 - y2) / FAR) * box.height);
  }

  key(event) {
    const step = event.shiftKey ? LEAP : STEP;
    const moves = { ArrowLeft: [-step, 0], ArrowRight: [step, 0], ArrowUp: [0, -step], ArrowDown: [0, step] };
    const move = moves[event.key];
    if (move) {
      this.cross = [within(this.cross[0] + move[0]), within(this.cross[1] + move[1])];
      this.draw();
      this.speak(this.words(this.cross));
    } else if (event.key === "Enter" || event.key === " ") this.set(this.cross);
    else if (["Delete", "Backspace"].includes(event.key) && this.points.length) this.takeAway(this.points.length - 1);
    else return;
    event.preventDefault();
  }

  set(at) {
    if (this.points.length >= MOST) return;
    this.points.push([...at]);
    this.changed();
    const words = this.spot.dataset.setWords.replace("{n}", this.points.length).replace("{place}", this.words(at));
    this.speak(words);
  }

  takeAway(index) {
    const [gone] = this.points.splice(index, 1);
    this.changed();
    this.speak(this.spot.dataset.goneWords.replace("{place}", this.words(gone)));
  }

  remove(event) {
    const button = event.target.closest("[data-spot-remove]");
    if (!button) return;
    this.takeAway([...this.list.children].indexOf(button.closest("li")));
    this.spot.focus();
  }

  addByNumbers() {
    const [across, down] = ["across", "down"].map((name) => this.fieldset.querySelector(`[name=${name}]`));
    const at = [across, down].map((field) => (field.value.trim() ? Number(field.value.replace(",", ".")) * 10 : NaN));
    const wrong = [across, down].find((_field, i) => !(at[i] >= 0 && at[i] <= FAR));
    if (wrong) return wrong.focus();
    across.value = down.value = "";
    this.set(at.map(within));
    return across.focus();
  }

  changed() {
    this.draw();
    this.list.dispatchEvent(new Event("change", { bubbles: true }));
  }

  words([x, y]) {
    return this.spot.dataset.placeWords.replace("{x}", percent(x)).replace("{y}", percent(y));
  }

  speak(words) {
    this.sayer.textContent = words;
  }

  draw() {
    this.marks.replaceChildren(...this.points.map((point, i) => this.mark(point, i + 1)), ...this.crossLines());
    if (!this.fieldset.disabled) this.list.replaceChildren(...this.points.map((point) => this.line(point)));
  }

  mark([x, y], number) {
    const group = document.createElementNS(SVG, "g");
    const circle = document.createElementNS(SVG, "circle");
    const text = document.createElementNS(SVG, "text");
    for (const [node, names] of [[circle, ["cx", "cy"]], [text, ["x", "y"]]]) {
      node.setAttribute(names[0], `${x / 10}%`);
      node.setAttribute(names[1], `${y / 10}%`);
      group.append(node);
    }
    circle.setAttribute("r", 11);
    text.textContent = number;
    return group;
  }

  crossLines() {
    if (document.activeElement !== this.spot || !this.spot.matches(":focus-visible")) return [];
    const [x, y] = this.cross;
    return [[`${x / 10}%`, "0", `${x / 10}%`, "100%"], ["0", `${y / 10}%`, "100%", `${y / 10}%`]].map((ends) => {
      const line = document.createElementNS(SVG, "line");
      ["x1", "y1", "x2", "y2"].forEach((name, i) => line.setAttribute(name, ends[i]));
      return line;
    });
  }

  line(point) {
    const row = this.row.content.firstElementChild.cloneNode(true);
    row.querySelector("input").value = point.join(",");
    row.querySelector("[data-spot-place]").textContent = this.words(point);
    const button = row.querySelector("[data-spot-remove]");
    button.setAttribute("aria-label", button.dataset.words.replace("{place}", this.words(point)));
    return row;
  }
}
