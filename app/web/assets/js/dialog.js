// [data-dialog="id"] opens <dialog id>, [data-dialog-close] closes it; focus returns by itself.
export function bind(scope = document) {
  scope.querySelector("dialog[data-dialog-now]")?.showModal();
  if (scope !== document) return;
  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-dialog]");
    if (opener) document.getElementById(opener.dataset.dialog).showModal();
    event.target.closest("[data-dialog-close]")?.closest("dialog").close();
  });
}
