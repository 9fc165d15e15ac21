// Transcript lines seek the video; the line being spoken carries aria-current.
export function bind(scope = document) {
  for (const list of scope.querySelectorAll("[data-transcript]")) {
    if (list.dataset.bound) continue;
    list.dataset.bound = "yes";
    const video = document.getElementById(list.dataset.transcript);
    if (!video) continue;
    const lines = [...list.querySelectorAll("[data-at]")];
    const mark = () => {
      const current = lines.findLast((line) => Number(line.dataset.at) <= video.currentTime);
      for (const line of lines) {
        if (line === current) line.setAttribute("aria-current", "true");
        else line.removeAttribute("aria-current");
      }
    };
    list.addEventListener("click", (event) => {
      const line = event.target.closest("[data-at]");
      if (line) video.currentTime = Number(line.dataset.at);
    });
    for (const event of ["timeupdate", "seeked"]) video.addEventListener(event, mark);
  }
}
