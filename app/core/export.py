"""CSV and XLSX of what the screen shows, safe against formulas."""

import csv
import io
import itertools
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import Any

from flask import Response, stream_with_context

TRIGGERS = "=+-@\t\r\n＝＋－＠"
BOM = "\ufeff"


def safe_cell(value: Any) -> Any:
    """Text that a spreadsheet would take for a formula gets an apostrophe; numbers stay numbers."""
    if isinstance(value, str) and value[:1] and value[0] in TRIGGERS:
        return f"'{value}"
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds")
    return value.isoformat() if isinstance(value, date) else value


def csv_lines(head: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterator[str]:
    """One line at a time; a byte order mark first, so that Excel reads Thai."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    yield BOM
    for row in itertools.chain([head], rows):
        writer.writerow([safe_cell(cell) for cell in row])
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()


def xlsx_bytes(title: str, head: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    """A workbook of one sheet; every text is typed as text, nothing is a formula or a link."""
    import xlsxwriter

    target = io.BytesIO()
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "in_memory": True,
    }
    with xlsxwriter.Workbook(target, options) as book:
        sheet = book.add_worksheet(re.sub(r"[\[\]:*?/\\]", " ", title)[:31])
        bold = book.add_format({"bold": True})
        sheet.freeze_panes(1, 1)
        for column, word in enumerate(head):
            sheet.write_string(0, column, word, bold)
        for line, row in enumerate(rows, start=1):
            for column, cell in enumerate(row):
                value = safe_cell(cell)
                if isinstance(value, bool) or value is None:
                    sheet.write(line, column, "" if value is None else str(value))
                elif isinstance(value, int | float):
                    sheet.write_number(line, column, value)
                else:
                    sheet.write_string(line, column, str(value))
    return target.getvalue()


def csv_response(name: str, head: Sequence[str], rows: Iterable[Sequence[Any]]) -> Response:
    return Response(
        stream_with_context(csv_lines(head, rows)),
        mimetype="text/csv",
        headers={"Content-Disposition": f'attachment; filename="{name}.csv"'},
    )


def xlsx_response(name: str, title: str, head: Sequence[str], rows: Iterable[Sequence[Any]]) -> Response:
    return Response(
        xlsx_bytes(title, head, rows),
        mimetype="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        headers={"Content-Disposition": f'attachment; filename="{name}.xlsx"'},
    )
