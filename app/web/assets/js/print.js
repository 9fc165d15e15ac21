// [data-print] prints the page, with everything that is folded away opened.
export function bind(scope = document) {
  for (const button of scope.querySelectorAll("[data-print]")) {
    if (button.dataset.bound) continue;
    button.dataset.bound = "yes";
    button.addEventListener("click", () => window.print());
  }
  if (scope !== document) return;
  const folded = () => document.querySelectorAll("main details:not([open])");
  addEventListener("beforeprint", () => {
    for (const one of folded()) one.dataset.printed = one.open = true;
  });
  addEventListener("afterprint", () => {
    for (const one of document.querySelectorAll("[data-printed]")) {
      one.open = false;
      delete one.dataset.printed;
    }
  });
}
