// Which answers of a competitive card were opened; one named in the address is opened at once.
import { reportOf } from "./report.js";

export function bind(scope = document) {
  for (const list of scope.querySelectorAll("[data-openings]")) {
    const report = reportOf(list);
    if (!report || list.dataset.bound) continue;
    list.dataset.bound = "yes";
    list.addEventListener(
      "toggle",
      (event) => {
        if (!event.target.open || !event.target.dataset.opening) return;
        report.opened(event.target.dataset.opening);
        report.flush();
      },
      true,
    );
    const named = location.hash && list.querySelector(`[id="${CSS.escape(location.hash.slice(1))}"]`);
    if (named) named.open = true;
  }
}
