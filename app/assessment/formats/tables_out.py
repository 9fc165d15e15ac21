"""A bank as a table, CSV or Excel, and the template that authors fill in. Every cell is text, none a formula."""

from collections.abc import Iterable, Sequence

from app.assessment.formats.table_cells import Cells, cells_of, losses_of
from app.assessment.formats.tables import MOST_CELL, MOST_OPTIONS, SPOKEN
from app.assessment.formats.words import CONTROL
from app.assessment.formats.writing import Outgoing, Unsayable, Written
from app.core.export import TRIGGERS, csv_lines, xlsx_bytes
from app.core.i18n import LANGUAGES
from app.core.i18n import gettext as _

BEFORE = ("key", "type", "topic", "difficulty", "markup", "stem")
AFTER = ("right", "scheme", "answer", "tolerance", "explanation")
SHOWN_OPTIONS = 10
CSV, XLSX = "text/csv", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
EXAMPLES: tuple[Cells, ...] = (
    {
        "type": "single",
        "stem": "Who owns a lead?",
        "option_1": "The partner",
        "option_2": "The vendor",
        "right": "1",
    },
    {
        "type": "multiple",
        "stem": "Which are stages of a deal?",
        "option_1": "Lead",
        "option_2": "Opportunity",
        "option_3": "Lunch",
        "right": "1; 2",
        "scheme": "right_minus_wrong",
    },
    {"type": "true_false", "stem": "A lead is a deal.", "answer": "false"},
    {"type": "short_text", "stem": "What is Kru's word for a teacher?", "answer": "ครู | Kru"},
    {"type": "numeric", "stem": "How many days is a quote valid?", "answer": "30", "tolerance": "0"},
    {"type": "numeric", "stem": "What margin do partners keep, in per cent?", "answer": "12 .. 15"},
    {
        "type": "matching",
        "stem": "Match capital and country.",
        "option_1": "Thailand => Bangkok",
        "option_2": "Japan => Tokyo",
        "option_3": "=> Seoul",
    },
    {
        "type": "categorise",
        "stem": "Who does it?",
        "option_1": "Registers the lead => Partner",
        "option_2": "Approves the lead => Vendor",
        "option_3": "Calls the customer => Partner",
    },
    {
        "type": "ordering",
        "stem": "Put the stages in order.",
        "option_1": "Lead",
        "option_2": "Opportunity",
        "option_3": "Order",
        "scheme": "exact",
    },
    {"type": "essay", "stem": "Why do customers choose us?"},
    {"type": "description", "stem": "The next questions are about prices."},
)
"""One row for every type; a row that begins with # is passed over when the file is read."""


def write_csv(outgoing: Outgoing) -> Written:
    head, rows = _table(outgoing)
    return outgoing.finish("".join(csv_lines(head, rows)).encode(), ".csv", CSV)


def write_xlsx(outgoing: Outgoing) -> Written:
    head, rows = _table(outgoing)
    return outgoing.finish(xlsx_bytes(outgoing.bank.key, head, rows), ".xlsx", XLSX)


def template(kind: str) -> Written:
    """An empty table with its heading and an example of every type: "csv" or "xlsx"."""
    rows = [{"key": "#", "topic": "Leads", "difficulty": "medium"} | example for example in EXAMPLES]
    head = _columns(rows)
    lines = [[row.get(name, "") for name in head] for row in rows]
    if kind == "csv":
        return Written("questions.csv", CSV, "".join(csv_lines(head, lines)).encode(), {}, [])
    return Written("questions.xlsx", XLSX, xlsx_bytes("Questions", head, lines), {}, [])


def _table(outgoing: Outgoing) -> tuple[list[str], list[list[str]]]:
    """The heading, and a row for each question that a table can hold; the others are named."""
    rows = []
    for question in outgoing.bank.questions:
        try:
            cells = cells_of(question, outgoing)
            _refuse_large(cells)
        except Unsayable as reason:
            outgoing.lose(question, _("left out: %(reason)s", reason=reason))
            continue
        outgoing.lose(question, *losses_of(question))
        outgoing.note_written(question)
        rows.append({name: guarded(CONTROL.sub("", cell)) for name, cell in cells.items()})
    head = _columns(rows)
    return head, [[row.get(name, "") for name in head] for row in rows]


def _refuse_large(cells: Cells) -> None:
    options = [int(name.split("_")[1]) for name in cells if name.startswith("option_")]
    if max(options, default=0) > MOST_OPTIONS or any(len(cell) > MOST_CELL for cell in cells.values()):
        raise Unsayable(_("it is too large for a row of a table"))


def _columns(rows: Sequence[Cells]) -> list[str]:
    """All columns that are used, and some more for the options of the next author."""
    used = {name for row in rows for name in row}
    shown = [f"option_{n}" for n in range(1, MOST_OPTIONS + 1) if n <= SHOWN_OPTIONS or _is_used(n, used)]
    spoken = [f"{name}_{language}" for language in LANGUAGES for name in SPOKEN]
    return [*BEFORE, *shown, *AFTER, *(name for name in spoken if name in used)]


def _is_used(number: int, names: Iterable[str]) -> bool:
    return any(name == f"option_{number}" or name.startswith(f"option_{number}_") for name in names)


def guarded(cell: str) -> str:
    """With an apostrophe before what a spreadsheet would take for a formula; one that was there gets another."""
    return f"'{cell}" if cell.lstrip("'")[:1] in [*TRIGGERS] else cell
