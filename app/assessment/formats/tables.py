"""Questions in a table, CSV or Excel: one row a question. docs/question-tables.md tells the columns."""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import Any

from app.assessment.formats.collecting import Collecting
from app.assessment.formats.packages import open_package
from app.assessment.formats.report import Imported, Refused
from app.assessment.formats.sniffing import as_text
from app.assessment.formats.table_rows import BadCell, Row, question_from
from app.catalogue.documents import KEY
from app.core.export import TRIGGERS
from app.core.i18n import LANGUAGES
from app.core.i18n import gettext as _

MOST_ROWS = 10_000
MOST_COLUMNS = 200
MOST_EMPTY = 1_000
"""Empty rows one after the other: a sheet that was formatted to its end holds nothing more."""
MOST_UNPACKED = 48 * 1024 * 1024
MOST_CELL = 20_000
MOST_OPTIONS = 30
OPTIONS = tuple(f"option_{n}" for n in range(1, MOST_OPTIONS + 1))
SPOKEN = ("stem", *OPTIONS, "explanation")
"""Columns that may stand again in other languages, as stem_th."""
PLAIN = ("key", "type", "topic", "difficulty", "markup", "right", "scheme", "answer", "tolerance")
COLUMNS = {*PLAIN, *SPOKEN, *(f"{name}_{language}" for name in SPOKEN for language in LANGUAGES)}
REQUIRED = ("type", "stem")
COMMENT = "#"
Cells = Sequence[str]


def read_csv(data: bytes, language: str) -> Imported:
    """A table as text, its cells parted by commas, semicolons or tabs. Raises Refused."""
    text = as_text(data)
    head = text.partition("\n")[0]
    delimiter = max(",;\t", key=head.count)
    return _read(_csv_rows(csv.reader(io.StringIO(text), delimiter=delimiter)), language)


def read_xlsx(data: bytes, language: str) -> Imported:
    """The first sheet of a workbook; of formulas the value that was last computed. Raises Refused."""
    _refuse_unsafe(data)
    import openpyxl

    try:
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
        sheet = book.worksheets[0]
        rows = list(_xlsx_rows(sheet.iter_rows(values_only=True, max_col=MOST_COLUMNS)))
    except Refused:
        raise
    except Exception:  # whatever a damaged workbook makes the library raise
        raise Refused(_("The workbook cannot be read. Save it again as .xlsx.")) from None
    return _read(rows, language)


def _refuse_unsafe(data: bytes) -> None:
    """Raises Refused for what would cost much to open, and for XML that brings definitions of its own."""
    package = open_package(data, _("The workbook"))
    if sum(entry.file_size for entry in package.members.values()) > MOST_UNPACKED:
        raise Refused(_("The workbook is too large. Keep only the questions in it."))
    for name in package.members:
        if name.endswith((".xml", ".rels")):
            raw = package.read(name).replace(b"\x00", b"")
            if b"<!DOCTYPE" in raw or b"<!ENTITY" in raw:
                raise Refused(
                    _("%(name)s defines entities or elements of its own (DTD). Export it without.", name=name)
                )


def _csv_rows(reader: Iterator[list[str]]) -> Iterator[Cells]:
    while True:
        try:
            yield next(reader)
        except StopIteration:
            return
        except csv.Error:
            raise Refused(_("Line %(n)d is not valid CSV.", n=getattr(reader, "line_num", 0))) from None


def _xlsx_rows(rows: Iterable[Sequence[Any]]) -> Iterator[Cells]:
    empty = 0
    for row in rows:
        cells = [_as_text(value) for value in row]
        empty = 0 if any(cells) else empty + 1
        if empty > MOST_EMPTY:
            return
        yield cells


def _as_text(value: Any) -> str:
    """A cell as a person would type it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return value.isoformat() if isinstance(value, date | datetime) else str(value)


def _read(rows: Iterable[Cells], language: str) -> Imported:
    collecting = Collecting(language)
    numbered = ((n, [cell.strip() for cell in cells]) for n, cells in enumerate(rows, start=1))
    filled = ((n, cells) for n, cells in numbered if any(cells))
    number, head = next(filled, (0, []))
    if not head:
        raise Refused(_("The file is empty."))
    names = _column_names(head)
    for number, cells in filled:
        if number > MOST_ROWS:
            raise Refused(_("The file has more than %(n)d rows. Split it.", n=MOST_ROWS))
        if not next(cell for cell in cells if cell).startswith(COMMENT):
            _take(Row(number, _named(names, cells, number), language), collecting)
    return collecting.finish()


def _column_names(head: Cells) -> list[str]:
    names = [name.lower().replace(" ", "_") for name in head]
    while names and not names[-1]:
        names.pop()
    unknown = [name[:40] or "?" for name in names if name not in COLUMNS]
    missing = [
        name for name in REQUIRED if not any(one == name or one.startswith(f"{name}_") for one in names)
    ]
    if missing:
        words = _("Missing column: %(names)s. The first row names the columns.", names=", ".join(missing))
        raise Refused(words)
    if unknown:
        known = ", ".join([*PLAIN, "stem", "option_1 … option_30", "explanation", "stem_th …"])
        raise Refused(
            _("Unknown column: %(names)s. Use %(columns)s.", names=", ".join(unknown), columns=known)
        )
    if len(set(names)) < len(names):
        raise Refused(_("A column stands twice in the heading."))
    return names


def _named(names: Sequence[str], cells: Cells, number: int) -> dict[str, str]:
    if any(cells[len(names) :]):
        raise Refused(_("Row %(n)d has more cells than the heading.", n=number))
    if any(len(cell) > MOST_CELL for cell in cells):
        raise Refused(_("Row %(n)d has a cell of more than %(most)d characters.", n=number, most=MOST_CELL))
    return {name: _unguarded(cell) for name, cell in zip(names, cells, strict=False) if cell}


def _unguarded(cell: str) -> str:
    """Without the apostrophe that an export puts before what a spreadsheet would take for a formula."""
    return cell[1:] if cell.startswith("'") and cell.lstrip("'")[:1] in [*TRIGGERS] else cell


def _topic(cell: str) -> tuple[str, str]:
    """A topic's name, and its key if it stands behind it in brackets."""
    name, _bracket, key = cell.removesuffix("]").rpartition("[")
    is_named = cell.endswith("]") and bool(re.fullmatch(KEY, key)) and bool(name.strip())
    return (name.strip(), key) if is_named else (cell, "")


def _take(row: Row, collecting: Collecting) -> None:
    """Add the question of a row, or say in which column it cannot be one."""
    where = _("Row %(n)d", n=row.number)
    collecting.enter(*_topic(row.get("topic")))
    try:
        question = question_from(row, collecting)
    except BadCell as bad:
        collecting.report.skip(f"{where}, {bad.column}", str(bad))
    else:
        collecting.take(where, lambda: question)
