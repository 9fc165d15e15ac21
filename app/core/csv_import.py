"""Reading a CSV that somebody uploaded, and the plan of what it would do: shown first, then done exactly."""

import csv
import hashlib
import io
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from flask import current_app
from itsdangerous import BadSignature, URLSafeTimedSerializer

from app.core.errors import DomainError
from app.core.export import TRIGGERS
from app.core.i18n import gettext as _

MOST_BYTES = 1024 * 1024
MOST_ROWS = 5000
GOOD_SECONDS = 3600
NEW, CHANGED, UNCHANGED = "new", "changed", "unchanged"


@dataclass(frozen=True)
class CsvRow:
    """The cells of one line by column, stripped; `line` is where the row begins in the file."""

    line: int
    cells: dict[str, str]

    def get(self, column: str, default: str = "") -> str:
        """The cell, or the default when it is empty or the file has no such column."""
        return self.cells.get(column) or default


@dataclass(frozen=True)
class LineFault:
    """What is wrong in one line and how to mend it."""

    line: int
    message: str


Draft = TypeVar("Draft")


@dataclass(frozen=True)
class Change(Generic[Draft]):
    """What one line would do. `fields` are (name, before, after) of what differs."""

    line: int
    kind: str
    key: str
    title: str
    fields: tuple[tuple[str, str, str], ...]
    draft: Draft


@dataclass(frozen=True)
class Plan(Generic[Draft]):
    """All that a file would do to the rows of this moment."""

    changes: tuple[Change[Draft], ...] = ()
    faults: tuple[LineFault, ...] = field(default=())

    def of_kind(self, kind: str) -> list[Change[Draft]]:
        return [change for change in self.changes if change.kind == kind]

    @property
    def can_be_applied(self) -> bool:
        return not self.faults and any(change.kind != UNCHANGED for change in self.changes)

    @property
    def fingerprint(self) -> str:
        """Differs as soon as the plan would do anything else than what was shown."""
        shape = [[c.line, c.kind, c.key, c.title, c.fields] for c in self.changes]
        faults = [[f.line, f.message] for f in self.faults]
        return hashlib.sha256(json.dumps([shape, faults], ensure_ascii=False).encode()).hexdigest()


def read_csv(raw: bytes, *, columns: Sequence[str], required: Sequence[str]) -> list[CsvRow]:
    """The rows below the heading; commas or semicolons part the cells.

    Raises DomainError on the field `file` when the file as a whole cannot be used.
    """
    if len(raw) > MOST_BYTES:
        raise _unusable(_("The file is larger than %(n)d MiB. Split it.", n=MOST_BYTES // 1024 // 1024))
    text = _decoded(raw)
    head = text.split("\n", 1)[0]
    reader = csv.reader(
        io.StringIO(text, newline=""), delimiter=";" if ";" in head and "," not in head else ","
    )
    try:
        names = _column_names(next(reader, []), columns, required)
        rows, line = [], reader.line_num
        for cells in reader:
            if any(cell.strip() for cell in cells):
                rows.append(_row(line + 1, names, cells))
            line = reader.line_num
            if len(rows) > MOST_ROWS:
                raise _unusable(_("The file has more than %(n)d rows. Split it.", n=MOST_ROWS))
    except csv.Error:
        raise _unusable(_("Line %(n)d is not valid CSV.", n=reader.line_num)) from None
    if not rows:
        raise _unusable(_("The file has a heading but no rows."))
    return rows


def _decoded(raw: bytes) -> str:
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        line = raw[: problem.start].count(b"\n") + 1
        raise _unusable(
            _("Line %(n)d is not UTF-8. In the spreadsheet choose “Save as CSV UTF-8”.", n=line)
        ) from None
    if "\x00" in text:
        raise _unusable(_("This is not a text file. In the spreadsheet choose “Save as CSV UTF-8”."))
    if not text.strip():
        raise _unusable(_("The file is empty."))
    return text


def _column_names(head: list[str], columns: Sequence[str], required: Sequence[str]) -> list[str]:
    names = [name.strip().lower() for name in head]
    unknown = [name for name in names if name not in columns]
    missing = [name for name in required if name not in names]
    if unknown:
        raise _unusable(
            _(
                "Unknown column: %(names)s. Use %(columns)s.",
                names=", ".join(name[:40] or "?" for name in unknown),
                columns=", ".join(columns),
            )
        )
    if missing:
        raise _unusable(_("Missing column: %(names)s.", names=", ".join(missing)))
    if len(set(names)) < len(names):
        raise _unusable(_("A column stands twice in the heading."))
    return names


def _row(line: int, names: list[str], cells: list[str]) -> CsvRow:
    if len(cells) > len(names):
        raise _unusable(_("Line %(n)d has more cells than the heading.", n=line))
    return CsvRow(line, {name: cell.strip() for name, cell in zip(names, cells, strict=False)})


def hostile_cell(row: CsvRow) -> LineFault | None:
    """A fault when a cell would be a formula in the next spreadsheet that opens it."""
    for name, cell in row.cells.items():
        if cell and cell[0] in TRIGGERS:
            message = _("%(column)s begins with “%(mark)s”. Take it away.", column=name, mark=cell[0])
            return LineFault(row.line, message)
    return None


def _unusable(message: str) -> DomainError:
    return DomainError(message, field="file")


class PlanOutdated(DomainError):
    """What the file would do now is not what was shown."""

    def __init__(self) -> None:
        super().__init__(
            _("The data changed since you looked, so nothing was written. Look at the differences again."),
            field="file",
        )


def refuse_outdated(plan: Plan[Draft], shown: str) -> None:
    """Raises PlanOutdated unless the plan is exactly the one with the fingerprint that was shown."""
    if plan.fingerprint != shown or not plan.can_be_applied:
        raise PlanOutdated


def pack_upload(raw: bytes, plan: Plan[Draft], *, purpose: str, actor_id: int) -> str:
    """The file and the plan that was shown, signed, for the form that confirms it; nothing is kept on the server."""
    text = raw.decode("utf-8-sig")
    return str(_serializer(purpose).dumps([actor_id, plan.fingerprint, text]))


@dataclass(frozen=True)
class Upload:
    """What a confirmation brings back."""

    raw: bytes
    shown: str


def unpack_upload(packed: str, *, purpose: str, actor_id: int) -> Upload:
    """Raises DomainError on the field `file` when it is not what this person was shown within the hour."""
    try:
        owner, shown, text = _serializer(purpose).loads(packed, max_age=GOOD_SECONDS)
    except BadSignature:
        owner = None
    if owner != actor_id:
        raise _unusable(_("The file changed or the page is older than an hour. Choose the file again."))
    return Upload(text.encode(), shown)


def _serializer(purpose: str) -> URLSafeTimedSerializer:
    settings = current_app.config["KRU"]
    keys = [*reversed(settings.secret_key_fallbacks), settings.secret_key]
    return URLSafeTimedSerializer(keys, salt=f"kru.import.{purpose}")
