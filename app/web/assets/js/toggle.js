// [data-toggle-class="name" data-target="#id"]: density switch and side panels; aria-pressed tells the state.
export function bind(scope = document) {
  if (scope !== document) return;
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-toggle-class]");
    if (!button) return;
    const on = document.querySelector(button.dataset.target).classList.toggle(button.dataset.toggleClass);
    if (button.hasAttribute("aria-pressed")) button.setAttribute("aria-pressed", String(on));
  });
}
