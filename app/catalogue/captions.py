"""WebVTT captions, read strictly: every departure from the standard is a fault with its line.

The grammar is that of the W3C's WebVTT, section 4: a signature, then blocks divided by empty lines.
"""

import html
import re
from dataclasses import dataclass, field

from app.catalogue.documents import Cue

STAMP = r"(?:(\d{2,}):)?([0-5]\d):([0-5]\d)\.(\d{3})"
TIMING = re.compile(rf"^{STAMP}[ \t]+-->[ \t]+{STAMP}(?P<settings>(?:[ \t]+\S+)*)[ \t]*$")
SETTING = re.compile(
    r"^(vertical:(rl|lr)|line:-?\d+(\.\d+)?%?(,(start|center|end))?|size:\d+(\.\d+)?%|region:\S+"
    r"|position:\d+(\.\d+)?%(,(line-left|center|line-right))?|align:(start|center|end|left|right))$"
)
TAG = re.compile(r"<[^<>]*>")


@dataclass
class Captions:
    """The cues of a file, and its problems as (line, words)."""

    cues: list[Cue] = field(default_factory=list)
    problems: list[tuple[int, str]] = field(default_factory=list)


def parse_captions(text: str) -> Captions:
    """Read a WebVTT file."""
    lines = re.split(r"\r\n|\r|\n", text.removeprefix("\ufeff"))
    found = Captions()
    if not re.match(r"^WEBVTT([ \t].*)?$", lines[0]):
        found.problems.append((1, "this is not WebVTT; its first line must be WEBVTT"))
        return found
    if "-->" in lines[0]:
        found.problems.append((1, "a time stands in the first line; leave an empty line after WEBVTT"))
    if len(lines) > 1 and lines[1].strip():
        found.problems.append((2, "the line below WEBVTT must be empty"))
    for start, block in _blocks(lines):
        _read_block(start, block, found)
    if not found.cues:
        found.problems.append((1, "there are no captions in it; add at least one cue"))
    return found


def _blocks(lines: list[str]) -> list[tuple[int, list[str]]]:
    """Runs of lines that are not empty, below the signature, with the number of their first line."""
    blocks: list[tuple[int, list[str]]] = []
    open_block = False
    for number, line in enumerate(lines[1:], start=2):
        if not line:
            open_block = False
        elif open_block:
            blocks[-1][1].append(line)
        else:
            blocks.append((number, [line]))
            open_block = True
    return blocks


def _read_block(start: int, block: list[str], found: Captions) -> None:
    first = block[0]
    if re.match(r"^NOTE([ \t]|$)", first) or (start == 2 and not _has_times(block)):
        return
    if re.match(r"^(STYLE|REGION)[ \t]*$", first):
        if found.cues:
            found.problems.append((start, f"{first.strip()} must stand before the first cue"))
        return
    timed = 0 if "-->" in first else 1
    if timed >= len(block) or "-->" not in block[timed]:
        found.problems.append(
            (start, "this cue has no times; write 00:00:01.000 --> 00:00:04.000 above its text")
        )
        return
    _read_cue(start + timed, block[timed], block[timed + 1 :], found)


def _has_times(block: list[str]) -> bool:
    return any("-->" in line for line in block)


def _read_cue(line: int, timing: str, text: list[str], found: Captions) -> None:
    match = TIMING.match(timing)
    if not match:
        found.problems.append((line, "these times cannot be read; write 00:00:01.000 --> 00:00:04.000"))
        return
    start, end = _seconds(match.groups()[:4]), _seconds(match.groups()[4:8])
    if end <= start:
        found.problems.append((line, "this cue ends before it begins; correct its times"))
    if found.cues and start < found.cues[-1].start:
        found.problems.append((line, "this cue begins before the one above it; sort the cues by time"))
    for setting in match["settings"].split():
        if not SETTING.match(setting):
            found.problems.append((line, f"unknown cue setting {setting!r}; remove it"))
    for offset, words in enumerate(text, start=1):
        if "-->" in words:
            found.problems.append((line + offset, "--> stands in the text; leave an empty line between cues"))
            return
    shown = "\n".join(html.unescape(TAG.sub("", words)).strip() for words in text)
    if not shown.strip():
        found.problems.append((line, "this cue has no text; remove it or write one"))
        return
    found.cues.append(Cue(start, end, shown))


def _seconds(parts: tuple[str | None, ...]) -> float:
    hours, minutes, seconds, thousandths = (int(part or 0) for part in parts)
    return hours * 3600 + minutes * 60 + seconds + thousandths / 1000
