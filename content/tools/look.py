"""What films and datasheets share: Kru's fonts, Thai text, laying out pages, the run over all sources."""

import html
import re
import sys
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path

from fontTools.ttLib import TTFont
from weasyprint import CSS, HTML
from weasyprint.document import Document
from weasyprint.text.fonts import FontConfiguration

TOOLS = Path(__file__).resolve().parent
COURSES = TOOLS.parent / "courses"
NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,59}")
INVISIBLE = set("\n\t\u200b\u00ad")


class SourceError(Exception):
    """A fault that the writer of a source file can mend; says the file and the place."""


@cache
def known_characters() -> frozenset[str]:
    fonts = (TTFont(path) for path in sorted((TOOLS / "fonts").glob("*-400-normal.woff2")))
    return frozenset(chr(code) for font in fonts for code in font.getBestCmap())


def check_characters(text: str, where: str) -> None:
    """Anuphan lacks arrows, ticks and ≤; a substitute font would differ from machine to machine."""
    alien = sorted(set(text) - known_characters() - INVISIBLE)
    if alien:
        listed = ", ".join(f"{char!r} (U+{ord(char):04X})" for char in alien)
        raise SourceError(f"{where}: the font has no {listed}; write it in words")


def decompose(text: str) -> str:
    """SARA AM as NIKHAHIT + SARA AA, so that text copied from the PDF comes out in order."""
    return re.sub("([\u0e48-\u0e4b]?)\u0e33", "\u0e4d\\1\u0e32", text)


def shown(text: str) -> str:
    """Text for an HTML body."""
    return html.escape(decompose(text))


@cache
def styles(sheet: str) -> tuple[FontConfiguration, tuple[CSS, ...]]:
    """Parsed once per run: loading the fonts is most of the work."""
    fonts = FontConfiguration()
    return fonts, tuple(CSS(TOOLS / name, font_config=fonts) for name in ("fonts.css", sheet))


def lay_out(markup: str, sheet: str, extra: str = "", **options: str | bool) -> Document:
    fonts, parsed = styles(sheet)
    page = HTML(string=markup, base_url=str(TOOLS))
    return page.render(font_config=fonts, stylesheets=[*parsed, CSS(string=extra)], **options)


def is_current(source: Path, outputs: Iterable[Path]) -> bool:
    changed = source.stat().st_mtime
    return all(made.exists() and made.stat().st_mtime > changed for made in outputs)


def short(path: Path) -> str:
    """The path as the content team knows it."""
    home = TOOLS.parent.parent
    return str(path.relative_to(home)) if path.is_relative_to(home) else str(path)


def size_of(path: Path) -> str:
    return f"{path.stat().st_size / 1000:.0f} kB"


def run(sources: list[Path], make: Callable[[Path], str]) -> int:
    """Make each source's files, say what came of it, and go on after a fault; the exit code."""
    faults = 0
    for source in sources:
        try:
            print(f"{short(source)}: {make(source)}", flush=True)
        except SourceError as fault:
            faults += 1
            print(f"error: {fault}", file=sys.stderr, flush=True)
    return 1 if faults else 0
