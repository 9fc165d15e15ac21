// Things to put in order: with the buttons up and down, or by dragging the handle. The places in the form follow.
export function bind(scope = document) {
  for (const list of scope.querySelectorAll("[data-order]")) {
    if (list.dataset.bound) continue;
    list.dataset.bound = "yes";
    new Order(list);
  }
}

class Order {
  constructor(list) {
    this.list = list;
    this.fieldset = list.closest("fieldset");
    this.keep = this.fieldset.querySelector("[data-order-keep]");
    this.say = this.fieldset.querySelector("[data-order-say]");
    this.isPut = list.dataset.put === "yes";
    list.classList.add("is-movable");
    for (const part of list.querySelectorAll("[data-order-handle], [data-order-moves], [data-order-number]")) part.hidden = false;
    for (const select of list.querySelectorAll("[data-order-place]")) select.closest("label").hidden = true;
    list.addEventListener("click", (event) => this.press(event));
    list.addEventListener("pointerdown", (event) => this.grab(event));
    this.keep.querySelector("[data-order-as-it-is]").addEventListener("click", () => this.put());
    list.closest("form").addEventListener("exam:clear", () => this.clear());
    this.draw();
  }

  get items() {
    return [...this.list.querySelectorAll("[data-order-item]")];
  }

  draw() {
    this.items.forEach((item, index) => {
      item.querySelector("[data-order-number]").textContent = index + 1;
      item.querySelector("[data-order-up]").disabled = index === 0;
      item.querySelector("[data-order-down]").disabled = index === this.items.length - 1;
    });
    this.keep.hidden = this.isPut;
  }

  press(event) {
    const button = event.target.closest("[data-order-up], [data-order-down]");
    if (!button) return;
    const item = button.closest("[data-order-item]");
    const isUp = button.matches("[data-order-up]");
    if (isUp) item.previousElementSibling?.before(item);
    else item.nextElementSibling?.after(item);
    this.put(item);
    const twin = item.querySelector(isUp ? "[data-order-down]" : "[data-order-up]");
    (button.disabled ? twin : button).focus();
  }

  grab(event) {
    const handle = event.target.closest("[data-order-handle]");
    if (!handle || event.button || this.fieldset.disabled) return;
    event.preventDefault();
    const item = handle.closest("[data-order-item]");
    item.classList.add("is-moving");
    handle.setPointerCapture(event.pointerId);
    const move = (at) => this.drag(item, at.clientY);
    const drop = () => {
      handle.removeEventListener("pointermove", move);
      item.classList.remove("is-moving");
      this.put(item);
    };
    handle.addEventListener("pointermove", move);
    for (const end of ["pointerup", "pointercancel"]) handle.addEventListener(end, drop, { once: true });
  }

  drag(item, y) {
    const middle = (one) => one.getBoundingClientRect().top + one.offsetHeight / 2;
    const before = item.previousElementSibling;
    const after = item.nextElementSibling;
    if (before && y < middle(before)) before.before(item);
    else if (after && y > middle(after)) after.after(item);
  }

  /** The places as they stand become the answer; of a moved one it is said where it is now. */
  put(item) {
    this.isPut = true;
    this.items.forEach((one, index) => {
      one.querySelector("[data-order-place]").value = index + 1;
    });
    this.draw();
    if (item) this.speak(item);
    this.list.dispatchEvent(new Event("change", { bubbles: true }));
  }

  speak(item) {
    const thing = item.querySelector("[data-order-name]").textContent.trim();
    const place = this.items.indexOf(item) + 1;
    this.say.textContent = this.list.dataset.movedWords
      .replace("{thing}", thing).replace("{place}", place).replace("{of}", this.items.length);
  }

  clear() {
    this.isPut = false;
    this.draw();
  }
}
