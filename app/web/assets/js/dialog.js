// [data-dialog="id"] opens <dialog id>, [data-dialog-close] closes it; focus returns by itself. A link with it leads to
// the same form on a page of its own where there is no script.
// One that comes back with a refusal opens at once, on the field that is wrong.
export function bind(scope = document) {
  const again = scope.querySelector("dialog[data-dialog-now]");
  again?.showModal();
  again?.querySelector("[aria-invalid=true]")?.focus();
  if (scope !== document) return;
  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-dialog]");
    if (opener) {
      event.preventDefault();
      document.getElementById(opener.dataset.dialog).showModal();
    }
    event.target.closest("[data-dialog-close]")?.closest("dialog").close();
  });
}
