// The bar of a video: play, back ten seconds, captions, speed, full screen. Without script the browser's own bar stays.
const RATES = [1, 1.25, 1.5, 2, 0.75];
const clock = (at) => `${Math.floor(at / 60)}:${String(Math.floor(at % 60)).padStart(2, "0")}`;
const words = (node, values) => node.dataset.words.replace(/\{(\w+)\}/g, (_, name) => values[name]);

function captions(bar, video) {
  for (const button of bar.querySelectorAll("[data-player-track]")) {
    button.addEventListener("click", () => {
      const on = button.getAttribute("aria-pressed") !== "true";
      for (const other of bar.querySelectorAll("[data-player-track]")) {
        other.setAttribute("aria-pressed", String(on && other === button));
      }
      for (const track of video.textTracks) {
        track.mode = on && track.language === button.dataset.playerTrack ? "showing" : "disabled";
      }
    });
  }
}

function position(bar, video) {
  const seek = bar.querySelector("[data-player-seek]");
  const time = bar.querySelector("[data-player-time]");
  const show = () => {
    const length = Number.isFinite(video.duration) ? video.duration : 0;
    seek.max = Math.floor(length);
    seek.value = Math.floor(video.currentTime);
    time.textContent = `${clock(video.currentTime)} / ${clock(length)}`;
    seek.setAttribute("aria-valuetext", words(seek, { at: clock(video.currentTime), length: clock(length) }));
  };
  for (const event of ["loadedmetadata", "timeupdate", "seeked"]) video.addEventListener(event, show);
  seek.addEventListener("input", () => {
    video.currentTime = Number(seek.value);
  });
  show();
}

function playing(bar, video) {
  const button = bar.querySelector("[data-player-play]");
  const show = () => {
    button.setAttribute("aria-label", video.paused ? button.dataset.play : button.dataset.pause);
    button.querySelector("[data-player-playing]").hidden = video.paused;
    button.querySelector("[data-player-paused]").hidden = !video.paused;
  };
  for (const event of ["play", "pause", "ended"]) video.addEventListener(event, show);
  const toggle = () => (video.paused ? video.play() : video.pause());
  button.addEventListener("click", toggle);
  video.addEventListener("click", toggle);
}

function speed(bar, video) {
  const button = bar.querySelector("[data-player-speed]");
  const show = () => {
    button.textContent = `${video.playbackRate}×`;
    button.setAttribute("aria-label", words(button, { rate: video.playbackRate }));
  };
  button.addEventListener("click", () => {
    video.playbackRate = RATES[(RATES.indexOf(video.playbackRate) + 1) % RATES.length];
  });
  video.addEventListener("ratechange", show);
  show();
}

export function bind(scope = document) {
  for (const player of scope.querySelectorAll("[data-player]")) {
    if (player.dataset.bound) continue;
    player.dataset.bound = "yes";
    const video = player.querySelector("video");
    const bar = player.querySelector("[data-player-bar]");
    video.controls = false;
    bar.hidden = false;
    position(bar, video);
    playing(bar, video);
    speed(bar, video);
    captions(bar, video);
    bar.querySelector("[data-player-back]").addEventListener("click", () => {
      video.currentTime = Math.max(0, video.currentTime - 10);
    });
    bar.querySelector("[data-player-full]").addEventListener("click", () => {
      if (document.fullscreenElement) document.exitFullscreen();
      else player.requestFullscreen();
    });
  }
}
