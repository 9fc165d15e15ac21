"""Make each course's films: content/courses/<course>/sources/<name>.yaml to an MP4, a poster and captions."""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from array import array
from dataclasses import dataclass, field
from math import ceil
from pathlib import Path
from shutil import which
from tempfile import TemporaryDirectory

import film
import speech
from look import COURSES, NAME, SourceError, is_current, run, short, size_of
from PIL import Image
from slides import stills

FPS = 10
OPENING, LEAD, PAUSE, TURN, CLOSING = 1.5, 0.4, 0.35, 0.9, 1.2  # seconds of silence
LOUDNESS = "I=-16:TP=-1.5:LRA=11"  # EBU R 128, the level of web speech
BARE = ["ffmpeg", "-hide_banner", "-nostdin", "-y", "-threads", "1"]
CLEAN = ["-map_metadata", "-1", "-fflags", "+bitexact", "-flags:v", "+bitexact", "-flags:a", "+bitexact"]
H264 = ["-c:v", "libx264", "-profile:v", "main", "-preset", "veryslow", "-tune", "stillimage", "-crf", "20"]
COLOUR = ["-colorspace", "bt709", "-color_primaries", "bt709", "-color_trc", "bt709", "-color_range", "tv"]
PICTURE = f"fps={FPS},scale=out_color_matrix=bt709:out_range=tv,format=yuv420p"


@dataclass(frozen=True)
class Cue:
    start: float
    end: float
    text: film.Text


@dataclass
class Timeline:
    """Whole frames throughout, so that sound, stills and captions never drift apart."""

    sound: list[array[int]] = field(default_factory=list)
    cues: list[Cue] = field(default_factory=list)
    frames: list[int] = field(default_factory=list)  # how long each still is shown

    @property
    def now(self) -> float:
        return sum(self.frames) / FPS

    def hold(self, seconds: float, samples: array[int] | None = None) -> None:
        """Show the current still at least this long, over these samples or over silence."""
        frames = ceil(round(seconds * FPS, 6))
        said = samples or array("h")
        self.sound += [said, speech.silence(frames / FPS - len(said) / speech.RATE)]
        self.frames[-1] += frames


def timeline(shown: film.Film, where: str, folder: Path) -> Timeline:
    line = Timeline(frames=[0])
    line.hold(OPENING)
    for number, slide in enumerate(shown.slides, 1):
        line.frames.append(0)
        line.hold(LEAD)
        for place, sentence in enumerate(slide.say, 1):
            samples = speech.speak(sentence.en, f"{where}: slides[{number}].say[{place}]", folder)
            length = len(samples) / speech.RATE
            line.cues.append(Cue(line.now, line.now + length + PAUSE / 2, sentence))
            line.hold(length + (PAUSE if place < len(slide.say) else TURN), samples)
    line.hold(CLOSING)
    return line


def vtt(cues: list[Cue], lang: str) -> str:
    blocks = ["WEBVTT\n"]
    for cue in cues:
        text = escaped(cue.text.en if lang == "en" else cue.text.th)
        blocks.append(f"{clock(cue.start)} --> {clock(cue.end)}\n{text}\n")
    return "\n".join(blocks)


def clock(seconds: float) -> str:
    minutes, milliseconds = divmod(round(seconds * 1000), 60_000)
    return f"00:{minutes:02}:{milliseconds // 1000:02}.{milliseconds % 1000:03}"


def escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def levelled(sound: Path) -> str:
    """The filter that brings this sound to the wanted loudness, from a first measuring pass."""
    norm = f"highpass=f=70,loudnorm={LOUDNESS}"
    command = [*BARE, "-i", str(sound), "-af", f"{norm}:print_format=json", "-f", "null", "-"]
    printed = subprocess.run(command, check=True, capture_output=True, text=True).stderr
    found = json.loads(printed[printed.rindex("{") :])
    keys = {"I": "input_i", "TP": "input_tp", "LRA": "input_lra", "thresh": "input_thresh"}
    measured = ":".join(f"measured_{key}={found[name]}" for key, name in keys.items())
    return f"{norm}:linear=true:{measured}:offset={found['target_offset']}"


def encode(pictures: list[Image.Image], line: Timeline, title: str, target: Path, folder: Path) -> None:
    script = ["ffconcat version 1.0"]
    for number, (still, frames) in enumerate(zip(pictures, line.frames, strict=True)):
        still.save(folder / f"{number}.png")
        script += [f"file {number}.png", f"duration {frames / FPS}"]
    script.append(f"file {len(pictures) - 1}.png")  # the demuxer wants the last one again to hold it
    (folder / "stills.txt").write_text("\n".join(script))
    sound = folder / "sound.wav"
    speech.write(sound, line.sound)
    command = [*BARE, "-f", "concat", "-i", str(folder / "stills.txt"), "-i", str(sound), *CLEAN]
    command += ["-vf", PICTURE, *H264, "-g", str(FPS * 5), *COLOUR, "-t", str(line.now)]
    command += ["-af", levelled(sound), "-c:a", "aac", "-b:a", "64k", "-ar", "48000", "-ac", "1"]
    command += ["-metadata", f"title={title}", "-metadata:s:a:0", "language=eng", "-movflags", "+faststart"]
    subprocess.run([*command, str(target)], check=True, capture_output=True)


def make(source: Path, force: bool) -> str:
    media = source.parent.parent / "media"
    outputs = [media / f"{source.stem}{end}" for end in (".mp4", ".jpg", ".en.vtt", ".th.vtt")]
    if not force and is_current(source, outputs):
        return "unchanged"
    if not NAME.fullmatch(source.stem):
        raise SourceError(f"{short(source)}: name it with lower-case letters, digits and hyphens only")
    shown = film.load(source)
    media.mkdir(exist_ok=True)
    mp4, poster, *captions = outputs
    with TemporaryDirectory() as temporary:
        folder = Path(temporary)
        pictures = stills(shown, short(source))
        line = timeline(shown, short(source), folder)
        encode(pictures, line, shown.title.en, mp4, folder)
    pictures[0].save(poster, quality=88, optimize=True, progressive=True)
    for path, lang in zip(captions, ("en", "th"), strict=True):
        path.write_text(vtt(line.cues, lang), encoding="utf-8")
    return f"{mp4.name} {line.now:.1f} s, {size_of(mp4)}, {len(line.cues)} captions"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--force", action="store_true", help="also make what is newer than its source")
    parser.add_argument("--only", metavar="NAME", help="only the film of this name")
    parser.add_argument("--courses", type=Path, default=COURSES, help="the folder of courses")
    options = parser.parse_args()
    if lacking := [program for program in ("ffmpeg", "flite") if not which(program)]:
        print(f"error: {' and '.join(lacking)} not installed; see content/tools/README.md", file=sys.stderr)
        return 1
    sources = sorted(options.courses.glob(f"*/sources/{options.only or '*'}.yaml"))
    if not sources:
        print(f"error: no films in {options.courses}/*/sources", file=sys.stderr)
        return 1
    return run(sources, lambda source: make(source, options.force))


if __name__ == "__main__":
    sys.exit(main())
