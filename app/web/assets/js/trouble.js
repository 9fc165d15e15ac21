// What htmx could not get (no connection, an error on our side) is said on top of the page, once, until something works again.
const said = () => document.querySelector("#main > [data-trouble-said]");

function say() {
  if (said()) return;
  const words = document.querySelector("template[data-trouble]").content.firstElementChild.cloneNode(true);
  words.dataset.troubleSaid = "yes";
  document.getElementById("main").prepend(words);
}

export function bind(scope = document) {
  if (scope !== document) return;
  document.addEventListener("htmx:error", say);
  document.addEventListener("htmx:after:request", (event) => {
    if (event.detail.ctx.response.status >= 500) say();
    else said()?.remove();
  });
}
