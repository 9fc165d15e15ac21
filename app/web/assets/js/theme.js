// Light or dark at a press, kept in a cookie so that the server can write it into <html>; else as the device says.
const root = document.documentElement;
const YEAR = 365 * 24 * 3600;

function show(theme) {
  root.dataset.bsTheme = theme;
  document.dispatchEvent(new CustomEvent("kru:theme"));
}

export function bind(scope = document) {
  if (scope !== document) return;
  document.addEventListener("click", (event) => {
    if (!event.target.closest("[data-theme-toggle]")) return;
    const next = root.dataset.bsTheme === "dark" ? "light" : "dark";
    const secure = location.protocol === "https:" ? "; Secure" : "";
    document.cookie = `kru_theme=${next}; Path=/; Max-Age=${YEAR}; SameSite=Lax${secure}`;
    root.dataset.theme = next;
    show(next);
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", (event) => {
    if (root.dataset.theme === "auto") show(event.matches ? "dark" : "light");
  });
}
