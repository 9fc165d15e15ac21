// Nothing typed is lost. <form data-guard> warns before it is left changed, and what could not be sent (connection gone,
// session ended, an error page) is put back when the same person opens the page again. Passwords, codes and files are never kept.
const KEY = "kru:unsent";
const NEVER = ["hidden", "password", "file", "submit", "button", "reset", "image"];
const before = new WeakMap();
let sending = false;

const here = () => location.pathname + location.search;
const forms = (scope = document) => [...scope.querySelectorAll("form[data-guard]")];
const fields = (form) =>
  [...form.elements].filter((field) => field.name && !NEVER.includes(field.type) && field.autocomplete !== "one-time-code");
const typed = (form) => fields(form).map((field) => [field.name, field.value, field.checked ?? null]);
const changed = (form) => before.has(form) && before.get(form) !== JSON.stringify(typed(form));
const settle = (form) => before.set(form, JSON.stringify(typed(form)));

function keep(form) {
  const kept = { who: document.body.dataset.who, page: here(), action: form.getAttribute("action"), fields: typed(form) };
  sessionStorage.setItem(KEY, JSON.stringify(kept));
}

function put(field, value, checked) {
  if (checked !== null && ["checkbox", "radio"].includes(field.type)) field.checked = checked;
  else field.value = value;
}

function restore(kept) {
  const form = forms().find((one) => one.getAttribute("action") === kept.action);
  if (!form) return;
  const rows = fields(form);
  kept.fields.forEach(([name, value, checked], i) => {
    if (rows[i]?.name === name) put(rows[i], value, checked);
  });
  form.prepend(document.querySelector("[data-restored]").content.cloneNode(true));
  sessionStorage.removeItem(KEY);
}

// A page that says the last sending failed keeps it; one that came after it by ordinary ways means that it arrived.
function look() {
  const kept = JSON.parse(sessionStorage.getItem(KEY) ?? "null");
  if (!kept) return;
  if (document.querySelector("[data-failed-submit]")) {
    sessionStorage.setItem(KEY, JSON.stringify({ ...kept, failed: true }));
    return;
  }
  const came = performance.getEntriesByType("navigation")[0]?.type;
  const arrived = document.body.dataset.method !== "GET" || (!kept.failed && came === "navigate");
  if (arrived) sessionStorage.removeItem(KEY);
  else if (kept.page === here() && kept.who === document.body.dataset.who) restore(kept);
}

export function bind(scope = document) {
  for (const form of forms(scope)) if (!before.has(form)) settle(form);
  if (scope !== document) return;
  look();
  document.addEventListener("submit", (event) => {
    if (event.defaultPrevented || !("guard" in event.target.dataset)) return;
    sending = true;
    keep(event.target);
  });
  document.addEventListener("htmx:after:request", (event) => {
    const form = event.target.closest?.("form[data-guard]");
    if (form && event.detail.ctx.response?.raw?.ok) settle(form);
  });
  addEventListener("beforeunload", (event) => {
    if (!sending && forms().some(changed)) event.preventDefault();
  });
  addEventListener("pageshow", (event) => {
    sending = false;
    if (event.persisted && sessionStorage.getItem(KEY)) location.reload();
  });
}
