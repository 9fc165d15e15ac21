// The one script a page links. Each module binds itself by data attributes and does nothing without them.
import "vendor/htmx.org/dist/htmx.esm.min.js";
import * as csrf from "./csrf.js";
import * as dialog from "./dialog.js";
import * as menu from "./menu.js";
import * as once from "./once.js";
import * as tabs from "./tabs.js";
import * as theme from "./theme.js";
import * as toast from "./toast.js";
import * as toggle from "./toggle.js";

const parts = [csrf, dialog, menu, once, tabs, theme, toast, toggle];

for (const part of parts) part.bind(document);
document.addEventListener("htmx:after:swap", (event) => {
  const scope = event.target instanceof Element ? event.target : document.body;
  for (const part of parts) part.bind(scope);
});
