// Steps of a playbook are saved as they are ticked; a tick that could not be saved is taken back, and said so.
import { csrf } from "./csrf.js";
import { reportOf } from "./report.js";

function count(form) {
  for (const play of form.querySelectorAll("[data-play]")) {
    const boxes = [...play.querySelectorAll("[data-step]")];
    const done = boxes.filter((box) => box.checked).length;
    play.querySelector("[data-play-standing]").textContent = form.dataset.standing
      .replace("{done}", done)
      .replace("{of}", boxes.length);
  }
}

function refuse(form, box) {
  box.checked = !box.checked;
  const says = form.querySelector("[data-steps-failed]");
  says.hidden = false;
  box.closest("li").append(says);
}

async function save(form, box) {
  const body = new URLSearchParams({ changed: box.value });
  if (box.checked) body.set("step", box.value);
  const headers = { "X-CSRFToken": csrf(), Accept: "application/json" };
  const sent = fetch(form.action, { method: "POST", body, headers, keepalive: true });
  const response = await sent.catch(() => undefined);
  if (!response?.ok) return refuse(form, box);
  form.querySelector("[data-steps-failed]").hidden = true;
  reportOf(form)?.tell(await response.json());
}

export function bind(scope = document) {
  for (const form of scope.querySelectorAll("form[data-steps]")) {
    if (form.dataset.bound) continue;
    form.dataset.bound = "yes";
    count(form);
    form.querySelector("[data-steps-save]").hidden = true;
    form.addEventListener("change", async (event) => {
      if (!("step" in event.target.dataset)) return;
      count(form);
      await save(form, event.target);
      count(form);
    });
  }
}
