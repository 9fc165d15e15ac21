// The CSRF token of this page, on every request that htmx or a module sends.
export const csrf = () => document.querySelector("meta[name=csrf-token]").content;

export function bind(scope = document) {
  if (scope !== document) return;
  document.addEventListener("htmx:config:request", (event) => {
    event.detail.ctx.request.headers["X-CSRFToken"] = csrf();
  });
}
