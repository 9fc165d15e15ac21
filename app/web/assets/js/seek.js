// Transcript lines seek the video; the line being spoken carries aria-current.
// Keep the spoken line in sight, inside the list only; whoever reads in it is not moved.
function show(list, line) {
  const [box, part] = [list.getBoundingClientRect(), line.getBoundingClientRect()];
  if (part.top < box.top || part.bottom > box.bottom) list.scrollTop += part.top - box.top - box.height / 3;
}

export function bind(scope = document) {
  for (const list of scope.querySelectorAll("[data-transcript]")) {
    if (list.dataset.bound) continue;
    list.dataset.bound = "yes";
    const video = document.getElementById(list.dataset.transcript);
    if (!video) continue;
    const lines = [...list.querySelectorAll("[data-at]")];
    const mark = () => {
      const current = lines.findLast((line) => Number(line.dataset.at) <= video.currentTime);
      if (current?.hasAttribute("aria-current")) return;
      for (const line of lines) line.removeAttribute("aria-current");
      current?.setAttribute("aria-current", "true");
      if (current && !list.matches(":hover, :focus-within")) show(list, current);
    };
    list.addEventListener("click", (event) => {
      const line = event.target.closest("[data-at]");
      if (line) video.currentTime = Number(line.dataset.at);
    });
    for (const event of ["timeupdate", "seeked"]) video.addEventListener(event, mark);
  }
}
