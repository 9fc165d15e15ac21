// <form data-once> is sent once: the pressed button turns busy until an answer comes or the page is shown again.
export function bind(scope = document) {
  if (scope !== document) return;
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!("once" in form.dataset) || event.defaultPrevented) return;
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "yes";
    const button = event.submitter;
    if (button?.classList.contains("btn")) {
      button.classList.add("is-busy");
      button.setAttribute("aria-busy", "true");
    }
  });
  const ready = (root) => {
    for (const form of root.querySelectorAll("form[data-sent]")) {
      delete form.dataset.sent;
      for (const button of form.querySelectorAll("[aria-busy]")) {
        button.classList.remove("is-busy");
        button.removeAttribute("aria-busy");
      }
    }
  };
  addEventListener("pageshow", () => ready(document));
  document.addEventListener("htmx:after:request", () => ready(document));
  document.addEventListener("htmx:error", () => ready(document));
}
