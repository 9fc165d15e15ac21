// A recording as an answer: made here with camera and microphone, or chosen as a file. It is sent at once, with progress;
// what could not be sent stays in the page and can be sent again.
import { csrf } from "./csrf.js";

const LARGEST = 100 * 1024 * 1024;
const KINDS = { video: ["video/webm", "video/mp4"], audio: ["audio/webm", "audio/mp4", "audio/ogg"] };

export function bind(scope = document) {
  for (const root of scope.querySelectorAll("[data-pitch]")) {
    if (root.dataset.bound) continue;
    root.dataset.bound = "yes";
    new Pitch(root);
  }
}

class Pitch {
  constructor(root) {
    this.root = root;
    this.form = root.closest("form");
    this.medium = root.dataset.pitch;
    this.part = (name) => root.querySelector(`[data-pitch-${name}]`);
    this.part("choose").addEventListener("change", (event) => this.chosen(event));
    this.part("again").addEventListener("click", () => this.send(this.unsent));
    this.form.addEventListener("exam:clear", () => this.keep("", "", ""));
    this.type = globalThis.MediaRecorder && KINDS[this.medium].find((type) => MediaRecorder.isTypeSupported(type));
    if (!this.type || !navigator.mediaDevices?.getUserMedia) return;
    this.part("recorder").hidden = false;
    this.part("start").addEventListener("click", () => this.start());
    this.part("stop").addEventListener("click", () => this.recorder.stop());
  }

  async start() {
    try {
      this.stream = await navigator.mediaDevices.getUserMedia({ audio: true, video: this.medium === "video" });
    } catch {
      return this.say(this.root.dataset.deniedWords);
    }
    const pieces = [];
    this.recorder = new MediaRecorder(this.stream, { mimeType: this.type });
    this.recorder.addEventListener("dataavailable", (event) => pieces.push(event.data));
    this.recorder.addEventListener("stop", () => this.stopped(new Blob(pieces, { type: this.type })));
    this.recorder.start(1000);
    this.isRecording(true);
    return this.say("");
  }

  isRecording(is) {
    this.part("start").hidden = is;
    this.part("stop").hidden = !is;
    this.part("clock").hidden = !is;
    const live = this.part("live");
    live.hidden = !is || this.medium !== "video";
    live.srcObject = is ? this.stream : null;
    clearInterval(this.ticking);
    if (!is) return;
    live.play?.().catch(() => {});
    this.part("stop").focus();
    const began = performance.now();
    const tick = () => {
      const seconds = Math.floor((performance.now() - began) / 1000);
      this.part("clock").textContent = `${clock(seconds)} / ${clock(Number(this.root.dataset.most))}`;
      if (seconds >= Number(this.root.dataset.most)) this.recorder.stop();
    };
    tick();
    this.ticking = setInterval(tick, 250);
  }

  stopped(blob) {
    for (const track of this.stream.getTracks()) track.stop();
    this.isRecording(false);
    this.part("start").focus();
    const ending = this.type.split("/")[1];
    this.send(new File([blob], `pitch.${ending}`, { type: this.type }));
  }

  chosen(event) {
    const [file] = event.target.files;
    event.target.value = "";
    if (!file) return;
    if (file.size > LARGEST) this.say(this.root.dataset.largeWords);
    else this.send(file);
  }

  send(file) {
    const sequence = this.form.elements.sequence.value;
    const query = new URLSearchParams({ sequence, flagged: this.form.elements.flagged.value, name: file.name });
    const request = new XMLHttpRequest();
    request.open("POST", `${this.root.dataset.url}?${query}`);
    request.setRequestHeader("Accept", "application/json");
    request.setRequestHeader("X-CSRFToken", csrf());
    request.setRequestHeader("Content-Type", "application/octet-stream");
    request.responseType = "json";
    request.upload.addEventListener("progress", (event) => this.progress(event));
    request.addEventListener("load", () => this.answered(request, file));
    for (const failure of ["error", "timeout", "abort"]) request.addEventListener(failure, () => this.failed(file));
    this.part("sending").hidden = false;
    this.part("again").hidden = true;
    request.send(file);
  }

  progress({ loaded, total }) {
    const percent = total ? Math.round((loaded / total) * 100) : 0;
    this.part("progress").value = percent;
    this.part("sending").hidden = false;
    if (percent % 25 === 0) this.say(this.root.dataset.sendingWords.replace("{percent}", percent));
  }

  answered(request, file) {
    const said = request.response ?? {};
    if (request.status === 409) return location.assign(said.next);
    if (!request.status || request.status >= 500 || request.status === 429 || request.status === 400 || request.status === 401) return this.failed(file);
    this.part("sending").hidden = true;
    if (request.status !== 200) return this.say(said.error ?? this.root.dataset.failedWords);
    this.unsent = undefined;
    this.keep(said.token, said.name, said.url);
    // Something smaller, such as the flag, may have overtaken it: then the recording is named once more
    if (said.kept) this.form.dispatchEvent(new CustomEvent("exam:saved", { detail: said }));
    else this.root.dispatchEvent(new Event("change", { bubbles: true }));
    return this.say(this.root.dataset.keptWords);
  }

  failed(file) {
    this.unsent = file;
    this.part("sending").hidden = true;
    this.part("again").hidden = false;
    this.say(this.root.dataset.failedWords);
  }

  keep(token, name, url) {
    this.part("file").value = token;
    this.part("name").textContent = name;
    this.part("kept").hidden = !token;
    const player = this.part("player");
    if (url) player.src = `${url}?${Date.now()}`;
    else player.removeAttribute("src");
    player.load();
  }

  say(words) {
    this.part("say").textContent = words;
  }
}

function clock(seconds) {
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}
