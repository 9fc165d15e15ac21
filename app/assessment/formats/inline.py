"""One line of text with its marks as Markdown that shows exactly these words."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

ALWAYS = r"[\\`]|\[\[|\]\]|\](?=[(\[:])|<(?=[a-zA-Z/!?])|&(?=#?\w{1,31};)|~~"
SPECIAL = re.compile(rf"(?P<run>\*+|_+)|{ALWAYS}")
SPECIAL_IN_LINK = re.compile(rf"(?P<run>\*+|_+)|[\[\]]|{ALWAYS}")
LINE_START = re.compile(r"(?P<number>\d{1,9})(?=[.)])|[-+=>|#]|:(?=-)")
SIGNS = {"strong": "**", "em": "*", "del": "~~"}


@dataclass(frozen=True)
class Run:
    """Words with the same marks. `is_code` is shown as it is; `address` makes a link or, with `is_picture`, a
    picture; `is_break` begins a new line.
    """

    text: str = ""
    marks: frozenset[str] = frozenset()
    address: str = ""
    is_code: bool = False
    is_picture: bool = False
    is_break: bool = False


def escape(text: str, before: str = "", *, in_link: bool = False) -> str:
    """Markdown that shows this text; `before` is what stands on the line already."""

    def hold(found: re.Match[str]) -> str:
        start, end = found.span()
        left, right = text[start - 1] if start else before[-1:], text[end : end + 1]
        is_alone = left.isspace() and (not right or right.isspace())
        is_inside = found[0][0] == "_" and left.isalnum() and right.isalnum()
        if found["run"] and (is_alone or is_inside):
            return found[0]
        return "".join(f"\\{sign}" for sign in found[0])

    safe = (SPECIAL_IN_LINK if in_link else SPECIAL).sub(hold, text)
    start = None if before.strip() else LINE_START.match(safe)
    if start is None:
        return safe
    return f"{start[0]}\\{safe[start.end() :]}" if start["number"] else f"\\{safe}"


def collapse(runs: Iterable[Run]) -> list[Run]:
    """Runs as a browser shows them: white space is one space, and none stands at the ends of a line."""
    kept: list[Run] = []
    is_open = False
    for run in runs:
        text = re.sub(r"\s+", " ", run.text)
        if run.is_break:
            _trim(kept)
            kept.append(run)
        elif run.is_picture or (text := text if is_open else text.lstrip(" ")):
            kept.append(replace(run, text=text))
        else:
            continue
        is_open = not run.is_break and not text.endswith(" ")
    while kept and kept[-1].is_break:
        kept.pop()
    _trim(kept)
    return kept[next((n for n, run in enumerate(kept) if not run.is_break), 0) :]


def _trim(runs: list[Run]) -> None:
    """Take the space at the end away."""
    if runs and not runs[-1].is_break:
        last = runs.pop()
        text = last.text.rstrip(" ")
        if text or last.is_picture:
            runs.append(replace(last, text=text))


def plain(runs: Sequence[Run]) -> str:
    return "".join("\n" if run.is_break else run.text for run in runs)


def spoken(runs: Sequence[Run]) -> str:
    """The letters that are shown: a picture's words are not."""
    return "".join("" if run.is_picture else run.text for run in runs)


def markdown(runs: Sequence[Run], *, breaks: str = "\\\n") -> str:
    """The line; `breaks` stands where a new one begins, and two of them begin a paragraph."""
    parts: list[str] = []
    for is_break, group in groupby(runs, key=lambda run: run.is_break):
        if is_break:
            parts.append("\n\n" if breaks.strip() and len(list(group)) > 1 else breaks)
        else:
            parts.append(_line(list(group)))
    return "".join(parts)


def _line(runs: list[Run]) -> str:
    line = ""
    for address, group in groupby(runs, key=lambda run: "" if run.is_picture else run.address):
        part = list(group)
        if not address:
            line += _marked(part, line)
        elif any(run.text.strip() for run in part):
            line += f"[{_marked(part, '[', in_link=True)}]({_address(address)})"
    return line


def _marked(runs: list[Run], before: str, *, in_link: bool = False) -> str:
    line = ""
    for n, run in enumerate(runs):
        after = runs[n + 1].text[:1] if n + 1 < len(runs) else ""
        line += _one(run, (before + line)[-20:], after, in_link=in_link)
    return line


def _one(run: Run, before: str, after: str, *, in_link: bool) -> str:
    """One run; its marks are left out where Markdown would not take them as marks."""
    if run.is_picture:
        return f"![{escape(run.text, '[', in_link=True)}]({_address(run.address)})"
    inner = run.text.strip(" ")
    if not inner:
        return run.text
    lead, _, trail = run.text.partition(inner)
    signs = "".join(sign for mark, sign in SIGNS.items() if mark in run.marks)
    if run.is_code:
        return lead + _code(inner) + trail
    if signs and _are_seen(inner, lead or before[-1:], trail or after):
        return f"{lead}{signs}{escape(inner, '*', in_link=in_link)}{signs[::-1]}{trail}"
    return lead + escape(inner, before + lead, in_link=in_link) + trail


def _are_seen(inner: str, left: str, right: str) -> bool:
    """Whether signs around these words are marks: none touch others, and no letter on one side only."""
    opens = not left or left.isspace() or (left not in "*~_" and (inner[0].isalnum() or not left.isalnum()))
    closes = not right or right.isspace() or inner[-1].isalnum() or not right.isalnum()
    return opens and closes


def _code(text: str) -> str:
    fence = "`" * (1 + max((len(ticks) for ticks in re.findall(r"`+", text)), default=0))
    pad = " " if text[0] == "`" or text[-1] == "`" else ""
    return f"{fence}{pad}{text}{pad}{fence}"


def _address(address: str) -> str:
    return re.sub(r"[\s()<>\\\x00-\x1f]", lambda found: f"%{ord(found[0]):02X}", address.strip())
