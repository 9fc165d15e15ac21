// The one script a page links. Each module binds itself by data attributes and does nothing without them.
import "vendor/htmx.org/dist/htmx.esm.min.js";
import * as back from "./back.js";
import * as coverage from "./coverage.js";
import * as csrf from "./csrf.js";
import * as dialog from "./dialog.js";
import * as dwell from "./dwell.js";
import * as exam from "./exam.js";
import * as essay from "./exam_essay.js";
import * as hotspot from "./exam_hotspot.js";
import * as order from "./exam_order.js";
import * as pitch from "./exam_pitch.js";
import * as guard from "./guard.js";
import * as menu from "./menu.js";
import * as once from "./once.js";
import * as openings from "./openings.js";
import * as player from "./player.js";
import * as print from "./print.js";
import * as seek from "./seek.js";
import * as steps from "./steps.js";
import * as tabs from "./tabs.js";
import * as theme from "./theme.js";
import * as timer from "./timer.js";
import * as toast from "./toast.js";
import * as toggle from "./toggle.js";
import * as trouble from "./trouble.js";

const parts = [
  back, coverage, csrf, dialog, dwell, exam, essay, hotspot, order, pitch, guard, menu, once,
  openings, player, print, seek, steps, tabs, theme, timer, toast, toggle, trouble,
];

for (const part of parts) part.bind(document);

// What htmx put into the page is bound too; from its parent, so that the piece itself is found.
document.addEventListener("htmx:after:process", (event) => {
  const scope = event.target.parentElement;
  if (scope && scope !== document.documentElement) for (const part of parts) part.bind(scope);
});
