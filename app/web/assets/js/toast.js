// A toast goes after eight seconds unless somebody points at it or its button holds the focus; modules may add one.
const STAYS = 8000;

function retire(toast) {
  const leave = () => {
    if (toast.matches(":hover, :focus-within")) setTimeout(leave, STAYS);
    else toast.remove();
  };
  setTimeout(leave, STAYS);
}

export function bind(scope = document) {
  for (const toast of scope.querySelectorAll("[data-toast]")) {
    if (toast.dataset.bound) continue;
    toast.dataset.bound = "yes";
    toast.querySelector("[data-toast-close]").addEventListener("click", () => toast.remove());
    if (toast.closest("[data-toasts]")) retire(toast);
  }
}
