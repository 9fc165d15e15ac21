"""HTML that a sanitiser has put in order, as blocks of Markdown."""

from collections.abc import Callable
from dataclasses import dataclass, field
from html.parser import HTMLParser

from app.assessment.formats import inline
from app.assessment.formats.inline import Run

DEEPEST = 40
MARKS = {
    "b": "strong", "strong": "strong", "i": "em", "em": "em", "cite": "em", "s": "del", "del": "del", "strike": "del",
}  # fmt: skip
HEADINGS = {"h1": 2, "h2": 2, "h3": 3, "h4": 4, "h5": 4, "h6": 4}
CODE = {"code", "tt", "kbd", "samp"}
LINES = {
    "p", "div", "section", "article", "figure", "figcaption", "header", "footer", "dl", "dt", "dd", "center", "address",
    "details", "summary", "caption", *HEADINGS,
}  # fmt: skip
CONTAINERS = {"ul", "ol", "li", "blockquote", "pre", "table", "tr", "td", "th"}
PARTS_OF_TABLE = {"thead", "tbody", "tfoot"}
MEDIA = {"audio", "video", "source"}
INLINE = {"a", "img", "br", "sub", "sup", "span", "u", "q", "var", "font", *CODE, *MARKS, *MEDIA}
TAGS = {*LINES, *CONTAINERS, *PARTS_OF_TABLE, *INLINE, "hr"}
LOWERED = str.maketrans("0123456789+-()", "₀₁₂₃₄₅₆₇₈₉₊₋₍₎")
RAISED = str.maketrans("0123456789+-()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁽⁾ⁿ")

Media = Callable[[str, str], str]
"""Takes address and description of a picture, sound or film; gives the address to write, or "" for none."""


class TooDeep(ValueError):
    """Blocks in blocks without end."""


@dataclass(frozen=True)
class Block:
    """A paragraph or a larger thing, as plain words and as Markdown."""

    plain: str
    markdown: str
    is_list: bool = False


@dataclass
class Frame:
    """A container that is open: what it holds so far, and the rows if it is a table."""

    tag: str
    number: int = 1
    blocks: list[Block] = field(default_factory=list)
    cells: list[Block] = field(default_factory=list)
    rows: list[list[Block]] = field(default_factory=list)


class BlockReader(HTMLParser):
    """Feed it HTML, then take the blocks with `finish`. `letters` are all that it read, without spaces."""

    def __init__(self, media: Media) -> None:
        super().__init__(convert_charrefs=True)
        self.media = media
        self.frames = [Frame("")]
        self.runs: list[Run] = []
        self.marks: list[str] = []
        self.address, self.heading, self.shift = "", 0, ""
        self.is_formatted = False
        self.letters: list[str] = []

    def finish(self) -> list[Block]:
        self.close()
        while len(self.frames) > 1:
            self._leave()
        self._end_line()
        return self.frames[0].blocks

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.is_formatted |= (
            tag in MARKS or tag in CODE or tag in CONTAINERS or tag in HEADINGS or tag == "hr"
        )
        if tag in LINES:
            self._end_line()
            self.heading = HEADINGS.get(tag, 0)
        elif tag in CONTAINERS:
            self._enter(tag, given)
        elif tag == "hr":
            self._end_line()
            self.frames[-1].blocks.append(Block("", "---"))
        elif tag in INLINE:
            self._start_inline(tag, given)

    def _start_inline(self, tag: str, given: dict[str, str]) -> None:
        if tag in MARKS or tag in CODE:
            self.marks.append(MARKS.get(tag, "code"))
        elif tag in ("sub", "sup"):
            self.shift = tag
        elif tag == "q":
            self._say("“")
        elif tag == "br":
            self.runs.append(Run("\n") if self.frames[-1].tag == "pre" else Run(is_break=True))
        elif tag == "a":
            self._start_link(given.get("href", ""))
        elif given.get("src"):
            self._put_media(tag, given)

    def _start_link(self, address: str) -> None:
        kept = self.media(address, "") if address and not address.startswith(("#", "/")) else ""
        self.is_formatted |= bool(kept)
        self.address = kept

    def _put_media(self, tag: str, given: dict[str, str]) -> None:
        name = given["src"].rpartition("/")[2] if len(given["src"]) < 300 else ""
        kept = self.media(given["src"], given.get("alt") or name if tag == "img" else "")
        if not kept:
            return
        self.is_formatted = True
        if tag == "img":
            self.runs.append(Run(given.get("alt") or name, address=kept, is_picture=True))
        else:
            self.runs.append(Run(name or tag, address=kept))
            self.letters.append(name or tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in LINES:
            self._end_line()
            self.heading = 0
        elif tag in CONTAINERS:
            if any(frame.tag == tag for frame in self.frames):
                while self._leave() != tag:
                    pass
        elif tag in MARKS or tag in CODE:
            if (mark := MARKS.get(tag, "code")) in self.marks:
                self.marks.remove(mark)
        elif tag in ("sub", "sup"):
            self.shift = ""
        elif tag == "a":
            self.address = ""
        elif tag == "q":
            self._say("”")

    def handle_data(self, data: str) -> None:
        if self.frames[-1].tag == "pre":
            self.runs.append(Run(data))
            self.letters.append(data)
        else:
            self._say(self._shifted(data))

    def _shifted(self, data: str) -> str:
        """Raised and lowered figures have letters of their own; other words get a sign before them."""
        words = data.strip()
        if not self.shift or not words:
            return data
        moved = words.translate(LOWERED if self.shift == "sub" else RAISED)
        sign = "_" if self.shift == "sub" else "^"
        if not any(letter in moved for letter in words):
            return moved
        return f"{sign}{words}" if len(words) == 1 else f"{sign}({words})"

    def _say(self, text: str) -> None:
        marks = frozenset(self.marks) - {"code"}
        self.runs.append(Run(text, marks, self.address, is_code="code" in self.marks))
        self.letters.append(text)

    def _end_line(self) -> None:
        if self.frames[-1].tag == "pre":
            return
        runs, self.runs = inline.collapse(self.runs), []
        if not runs:
            return
        in_cell = any(frame.tag in ("td", "th") for frame in self.frames)
        written = inline.markdown(runs, breaks=" " if in_cell or self.heading else "\\\n")
        prefix = f"{'#' * self.heading} " if self.heading and not in_cell else ""
        self.is_formatted |= "\n\n" in written
        self.frames[-1].blocks.append(Block(inline.plain(runs), prefix + written))

    def _enter(self, tag: str, given: dict[str, str]) -> None:
        self._end_line()
        if len(self.frames) > DEEPEST:
            raise TooDeep(f"lists or tables stand more than {DEEPEST} deep in each other")
        start = given.get("start", "")
        self.frames.append(Frame(tag, int(start) if start.isdecimal() and len(start) < 9 else 1))

    def _leave(self) -> str:
        """Close the innermost container and hand what it holds to the one around it; returns its tag."""
        self._end_line()
        frame, outer = self.frames.pop(), self.frames[-1]
        if frame.tag == "pre":
            text = "".join(run.text for run in self.runs).strip("\n")
            self.runs = []
            if text.strip():
                outer.blocks.append(Block(text, _fenced(text)))
        elif frame.tag in ("td", "th"):
            outer.cells.append(_cell(frame.blocks))
        elif frame.tag == "tr" or frame.cells:
            outer.rows.append(frame.cells)
            outer.blocks += frame.blocks
        elif frame.tag == "li":
            _add_item(outer, frame.blocks)
        elif frame.tag == "blockquote" and frame.blocks:
            outer.blocks.append(_quoted(frame.blocks))
        elif frame.tag in ("ul", "ol") and frame.blocks:
            outer.blocks.append(Block(_lines(frame.blocks), _tight(frame.blocks), is_list=True))
        elif frame.blocks or frame.rows:
            outer.blocks += [*frame.blocks, *_table(frame.rows)]
        return frame.tag


def _lines(blocks: list[Block]) -> str:
    return "\n".join(block.plain for block in blocks if block.plain)


def _tight(blocks: list[Block]) -> str:
    return "\n".join(block.markdown for block in blocks)


def _fenced(text: str) -> str:
    fence = "```"
    while fence in text:
        fence += "`"
    return f"{fence}\n{text}\n{fence}"


def _quoted(blocks: list[Block]) -> Block:
    text = "\n\n".join(block.markdown for block in blocks)
    return Block(_lines(blocks), "\n".join(f"> {line}".rstrip() for line in text.split("\n")))


def _add_item(outer: Frame, blocks: list[Block]) -> None:
    """An item of a list; outside of one it is a paragraph."""
    if not blocks:
        return
    if outer.tag not in ("ul", "ol"):
        outer.blocks += blocks
        return
    mark = f"{outer.number}. " if outer.tag == "ol" else "- "
    outer.number += 1
    is_tight = all(block.is_list for block in blocks[1:])
    text = ("\n" if is_tight else "\n\n").join(block.markdown for block in blocks)
    indent = " " * len(mark)
    lines = "\n".join(indent + line if line else "" for line in text.split("\n"))
    outer.blocks.append(Block(f"{mark}{_lines(blocks)}", mark + lines[len(mark) :]))


def _cell(blocks: list[Block]) -> Block:
    return Block(" ".join(_lines(blocks).split()), " ".join(_tight(blocks).split()).replace("|", "\\|"))


def _table(rows: list[list[Block]]) -> list[Block]:
    """A table with its first row as the heading; one with a single column is only paragraphs."""
    rows = [row for row in rows if any(cell.plain for cell in row)]
    width = max((len(row) for row in rows), default=0)
    if width < 2:
        return [cell for row in rows for cell in row]
    lines = [
        "| " + " | ".join([*(c.markdown for c in row), *[""] * (width - len(row))]) + " |" for row in rows
    ]
    lines.insert(1, "|" + " --- |" * width)
    return [Block("\n".join(" | ".join(cell.plain for cell in row) for row in rows), "\n".join(lines))]
