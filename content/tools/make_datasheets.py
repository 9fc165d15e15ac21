"""Make each course's datasheets: content/courses/<course>/sources/<name>.<lang>.md to a tagged A4 PDF."""

import argparse
import re
import sys
from dataclasses import dataclass
from html import escape
from pathlib import Path

import frontmatter
import yaml
from look import (
    COURSES,
    NAME,
    SourceError,
    check_characters,
    decompose,
    is_current,
    lay_out,
    run,
    short,
    shown,
    size_of,
)
from markdown_it import MarkdownIt
from reading import readable
from weasyprint.document import Document

SIZES = (10.5, 10.25, 10.0, 9.75, 9.5)  # points; the largest that keeps the marked pages is taken
LARGEST = 150_000  # bytes
BREAK = re.compile(r"^---page---[ \t]*$", re.M)
MARKDOWN = MarkdownIt("commonmark", {"html": False}).enable("table")


@dataclass(frozen=True)
class Sheet:
    lang: str
    title: str
    subtitle: str
    pages: tuple[str, ...]  # Markdown


def load(path: Path) -> Sheet:
    where, (name, _, lang) = short(path), path.stem.partition(".")
    if not NAME.fullmatch(name) or lang not in ("en", "th"):
        raise SourceError(f"{where}: name it <name>.en.md or <name>.th.md, in lower case, digits and hyphens")
    raw = path.read_text(encoding="utf-8")
    check_characters(raw, where)
    try:
        front, body = frontmatter.parse(raw)
    except yaml.YAMLError as fault:
        raise SourceError(f"{where}: the front matter is not readable as YAML: {fault}") from fault
    if set(front) != {"title", "subtitle"} or not all(isinstance(text, str) for text in front.values()):
        raise SourceError(f"{where}: the front matter needs exactly title and subtitle, both text")
    pages = tuple(part.strip() for part in BREAK.split(body))
    if not all(pages):
        raise SourceError(f"{where}: page {pages.index('') + 1} is empty")
    return Sheet(lang, str(front["title"]), str(front["subtitle"]), pages)


def markup(sheet: Sheet) -> str:
    head = (
        '<div class="head"><img src="img/logo-light.svg" alt="Kru">'
        f'<h1>{shown(sheet.title)}</h1><p class="lead">{shown(sheet.subtitle)}</p></div>'
    )
    pages = "".join(
        f'<section class="page" id="page-{number}">{head if number == 1 else ""}'
        f'<div class="body">{MARKDOWN.render(decompose(text))}</div></section>'
        for number, text in enumerate(sheet.pages, 1)
    )
    return (
        f'<!doctype html><html lang="{sheet.lang}"><head><title>{escape(sheet.title)}</title></head><body>'
        f'<img class="mark" src="img/logo-light.svg" alt="Kru">{pages}</body></html>'
    )


def fitted(sheet: Sheet, where: str) -> tuple[Document, float]:
    text = markup(sheet)
    for size in SIZES:
        document = lay_out(text, "datasheet.css", f"body {{ font-size: {size}pt }}", pdf_variant="pdf/ua-1")
        if len(document.pages) == len(sheet.pages):
            return document, size
    raise SourceError(
        f"{where}: page {overflowing(document, len(sheet.pages))} overflows even at {SIZES[-1]} pt; "
        "shorten it or move its ---page---"
    )


def overflowing(document: Document, count: int) -> int:
    """The first marked page whose successor begins later than on the next sheet of paper."""
    begins: dict[str, int] = {}
    for number, page in enumerate(document.pages, 1):
        for name in page.anchors:
            begins.setdefault(name, number)
    late = [number for number in range(1, count + 1) if begins[f"page-{number}"] != number]
    return late[0] - 1 if late else count


def make(source: Path, force: bool) -> str:
    pdf = source.parent.parent / "media" / f"{source.stem}.pdf"
    if not force and is_current(source, [pdf]):
        return "unchanged"
    sheet = load(source)
    document, size = fitted(sheet, short(source))
    written = readable(document.write_pdf(pdf_variant="pdf/ua-1"))
    if len(written) > LARGEST:
        raise SourceError(f"{short(source)}: {len(written)} bytes, more than {LARGEST}")
    pdf.parent.mkdir(exist_ok=True)
    pdf.write_bytes(written)
    return f"{pdf.name} {len(sheet.pages)} pages at {size} pt, {size_of(pdf)}"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--force", action="store_true", help="also make what is newer than its source")
    parser.add_argument("--only", metavar="NAME", help="only the sheets of this name, in every language")
    parser.add_argument("--courses", type=Path, default=COURSES, help="the folder of courses")
    options = parser.parse_args()
    sources = sorted(options.courses.glob(f"*/sources/{options.only or '*'}.*.md"))
    if not sources:
        print(f"error: no datasheets in {options.courses}/*/sources", file=sys.stderr)
        return 1
    return run(sources, lambda source: make(source, options.force))


if __name__ == "__main__":
    sys.exit(main())
