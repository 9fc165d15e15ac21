// [data-back] returns to the page before; it stays hidden where there is none.
export function bind(scope = document) {
  for (const button of scope.querySelectorAll("[data-back]")) {
    button.hidden = history.length < 2;
    if (button.dataset.bound) continue;
    button.dataset.bound = "yes";
    button.addEventListener("click", () => history.back());
  }
}
