// role="tablist" inside one page: arrow keys move, the panel named by aria-controls gets .is-shown.
export function bind(scope = document) {
  for (const list of scope.querySelectorAll("[role=tablist]")) {
    if (list.dataset.bound) continue;
    list.dataset.bound = "yes";
    const tabs = [...list.querySelectorAll("[role=tab]")];
    const show = (tab) => {
      for (const other of tabs) {
        const on = other === tab;
        other.setAttribute("aria-selected", String(on));
        other.tabIndex = on ? 0 : -1;
        document.getElementById(other.getAttribute("aria-controls"))?.classList.toggle("is-shown", on);
      }
    };
    list.addEventListener("click", (event) => {
      const tab = event.target.closest("[role=tab]");
      if (tab) show(tab);
    });
    list.addEventListener("keydown", (event) => {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      if (!step) return;
      const next = tabs[(tabs.indexOf(document.activeElement) + step + tabs.length) % tabs.length];
      show(next);
      next.focus();
    });
  }
}
