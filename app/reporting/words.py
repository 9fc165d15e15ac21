"""How cells of the board are said, on the screen and in exports."""

from collections.abc import Mapping, Sequence
from typing import Any

from app.certification.definition import Definition
from app.core.i18n import day, day_short, ngettext, pick
from app.core.i18n import gettext as _
from app.partners.words import region_word, tier_words, type_words, words_of_regions
from app.reporting.cells import Cell, cell_of
from app.reporting.company import Mark, PersonRow
from app.reporting.tallies import Row


def greeting(name: str, hour: int) -> str:
    """What a home says first; Thai greets the same at every hour."""
    first = name.split()[0]
    if hour < 12:
        return str(_("Good morning, %(name)s", name=first))
    if hour < 18:
        return str(_("Good afternoon, %(name)s", name=first))
    return str(_("Good evening, %(name)s", name=first))


def tier_word(tier: str) -> str:
    return tier_words()[tier]


def company_type_word(company_type: str) -> str:
    return type_words()[company_type]


def state_word(state: str) -> str:
    words = {
        "certified": _("Certified"), "lapses_soon": _("Lapses soon"), "in_grace": _("In grace"),
        "lapsed": _("Lapsed"), "revoked": _("Revoked"), "in_progress": _("In progress"),
        "not_started": _("Not started"), "locked": _("Locked"),
    }  # fmt: skip
    return str(words[state])


def tier_choices() -> list[tuple[str, str]]:
    return list(reversed(tier_words().items()))


def company_type_choices() -> list[tuple[str, str]]:
    return [(kind, word) for kind, word in type_words().items() if kind != "vendor"]


def region_choices(regions: Sequence[str]) -> list[tuple[str, str]]:
    return list(words_of_regions(regions).items())


def sort_words() -> dict[str, str]:
    """The orders of the board, as its menu says them."""
    return {
        "name": str(_("Sorted by name")),
        "tier": str(_("Sorted by tier")),
        "region": str(_("Sorted by region")),
        "next_end": str(_("Sorted by what ends next")),
    }


def sort_word(sort: str) -> str:
    return sort_words().get(sort) or sort_words()["name"]


def filter_state_choices() -> list[tuple[str, str]]:
    """What the board can be narrowed to."""
    return [
        ("lapses_soon", str(_("Lapses in 90 days"))),
        ("in_grace", str(_("In grace"))),
        ("lapsed", str(_("Lapsed"))),
        ("certified", str(_("Somebody certified"))),
        ("in_progress", str(_("Somebody learning"))),
        ("none", str(_("Nobody certified"))),
    ]


def quiet_words(states: Sequence[str]) -> str:
    """How many certifications of a company need nobody: " · 3 certified · 1 not started"."""
    said = []
    if certified := states.count("certified"):
        said.append(_("%(n)d certified", n=certified))
    if waiting := states.count("not_started"):
        said.append(_("%(n)d not started", n=waiting))
    return "".join(f" · {word}" for word in said)


def certification_word(columns: Mapping[str, Definition], key: str) -> str:
    """The title of a certification, or its key when it is no longer live."""
    return pick(columns[key].title) if key in columns else key


def cell_words(cell: Cell) -> tuple[str, str]:
    """The two lines of a cell: how many are where, and the day or the number that matters.

    A day that is no more than some months off does without its year.
    """
    on = day_short(cell.on)
    if cell.state == "in_grace":
        note = ngettext(
            "%(num)d in grace, ends %(day)s", "%(num)d in grace, first ends %(day)s", cell.also, day=on
        )
        return _certified(cell.people), str(note)
    if cell.state == "lapses_soon":
        return _certified(cell.people), str(
            ngettext("%(num)d lapses %(day)s", "%(num)d lapse from %(day)s", cell.also, day=on)
        )
    if cell.state == "certified":
        until = str(_("until %(day)s", day=day(cell.on))) if cell.on else str(_("no end date"))
        return _certified(cell.people), until
    if cell.state == "lapsed":
        since = str(_("since %(day)s", day=day(cell.on)))
        return str(ngettext("%(num)d lapsed", "%(num)d lapsed", cell.people)), since
    if cell.state == "in_progress":
        return str(ngettext("%(num)d learning", "%(num)d learning", cell.people)), str(
            _("active %(day)s", day=on)
        )
    if cell.state == "revoked":
        return str(ngettext("%(num)d revoked", "%(num)d revoked", cell.people)), ""
    return str(_("None")), str(_("not started"))


def _certified(count: int) -> str:
    return str(ngettext("%(num)d certified", "%(num)d certified", count))


def board_head(columns: Mapping[str, Definition]) -> list[str]:
    """The first line of a board export."""
    fixed = [_("Company"), _("Tier"), _("Region"), _("Company type"), _("Manager")]
    return [*map(str, fixed), *(pick(definition.title) for definition in columns.values())]


def board_line(row: Row, columns: Mapping[str, Definition]) -> Sequence[Any]:
    """One company of a board export: the words of the screen, both lines in one cell."""
    cells = (cell_words(cell_of(row.tally(key))) for key in columns)
    return [
        row.name, tier_word(row.tier), region_word(row.region), company_type_word(row.company_type), row.manager,
        *(", ".join(part for part in words if part) for words in cells),
    ]  # fmt: skip


def people_head(columns: Mapping[str, Definition]) -> list[str]:
    """The first line of a company export."""
    fixed = [_("Person"), _("Job title"), _("Last active")]
    return [*map(str, fixed), *(pick(definition.title) for definition in columns.values())]


def people_line(row: PersonRow, columns: Mapping[str, Definition]) -> Sequence[Any]:
    """One person of a company export."""
    return [
        row.name, row.job_title, row.last_active_on or "", *(_mark_words(row.mark(key)) for key in columns),
    ]  # fmt: skip


def _mark_words(mark: Mark) -> str:
    return f"{state_word(mark.state)} {mark.on.isoformat()}" if mark.on else state_word(mark.state)
