// Runs before the first paint: "auto" becomes what the device says. The server wrote everything else into <html>.
(() => {
  const root = document.documentElement;
  if (root.dataset.theme !== "auto") return;
  root.dataset.bsTheme = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
})();
