"""Pages of reporting: everybody's home, the certification board, a company, what stands behind a cell."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from flask import Blueprint, Response, get_template_attribute, redirect, render_template, request, url_for
from flask_login import current_user
from markupsafe import Markup
from werkzeug.wrappers import Response as BaseResponse

from app.catalogue.documents import Curriculum
from app.catalogue.queries import live_curricula
from app.core import clock
from app.core.access import SIGNED_IN, access
from app.core.export import csv_response, xlsx_response
from app.core.i18n import gettext as _
from app.core.i18n import language, local_day, pick, zone
from app.learning.queries import curricula_for, record_of
from app.people.identity import initials
from app.people.models import ADMIN, CHANNEL_MANAGER, PARTNER_ADMIN
from app.people.seats import OpenSeat, open_seats_of
from app.reporting import words
from app.reporting.board import (
    ME,
    SORTS,
    Board,
    Filter,
    choices,
    companies_asked_for,
    every_row,
    read_board,
    shown_definitions,
)
from app.reporting.cells import NOBODY, Cell, cell_of
from app.reporting.company import company_page, every_person, find_company
from app.reporting.evidence import behind
from app.reporting.home import Home
from app.reporting.home import home as learner_home
from app.reporting.lapsing import figures as board_figures
from app.reporting.lapsing import lapses_next
from app.reporting.pathways import curricula_towards
from app.reporting.tallies import Row

bp = Blueprint("reporting", __name__, template_folder="templates")

DESK = (CHANNEL_MANAGER, ADMIN)
FILTERS = ("q", "region", "tier", "company_type", "manager", "state", "certification", "sort")


@dataclass(frozen=True)
class Line:
    """One row of the board: the company, its tier and region in words, its cells, and what a phone says instead of
    those that need nobody."""

    row: Row
    tier: str
    region: str
    cells: Markup
    quiet: str


@bp.get("/")
@access(SIGNED_IN)
def home() -> str | BaseResponse:
    """Each role's own first page."""
    if current_user.is_channel_manager:
        return redirect(url_for("reporting.board"), code=303)
    if current_user.is_author:
        return redirect(url_for("catalogue.content"), code=303)
    now = clock.now()
    found = learner_home(current_user, now=now)
    lapses = lapses_next(current_user, now=now, limit=5) if current_user.is_partner_admin else []
    return render_template(
        "reporting/home.html",
        home=found,
        url=_next_url(found),
        today=local_day(now),
        greeting=words.greeting(current_user.name, now.astimezone(zone()).hour),
        lapses=[
            (lapse, words.certification_word(shown_definitions(Filter()), lapse.certification_key))
            for lapse in lapses
        ],
    )


def _next_url(found: Home) -> str:
    """Where the next action leads: into the course, or to the certification that is to be renewed."""
    action = found.next
    if action is None:
        return url_for("certification.mine")
    if action.course_key:
        return url_for("learning.course", course_key=action.course_key)
    return url_for("certification.certification", key=action.certification_key)


@bp.get("/board")
@access(*DESK)
def board() -> str:
    """Companies × certifications."""
    wanted, now = _wanted(), clock.now()
    shown = read_board(current_user, wanted, now=now)
    asked_for = companies_asked_for(current_user, wanted, now=now)
    return render_template(
        "reporting/board.html",
        board=shown,
        lines=_lines(shown),
        wanted=wanted,
        choices=choices(current_user),
        lapses=lapses_next(current_user, now=now, limit=5, companies=asked_for),
        is_narrowed=asked_for is not None,
        is_past=shown.as_of.on < local_day(now),
        towards=curricula_towards({key: live.document for key, live in live_curricula().items()}),
        sorts=_sorts(wanted),
        words=words,
        link=_link,
    )


@bp.get("/board/figures")
@access(*DESK)
def figures() -> str:
    """The sums on top of the board; they read every period, so the board loads them after itself."""
    only_mine = request.args.get("manager") == ME
    found = board_figures(current_user, only_mine=only_mine, now=clock.now())
    return render_template("reporting/_figures.html", figures=found, only_mine=only_mine, link=_link)


@bp.get("/board.csv")
@access(*DESK)
def board_csv() -> Response:
    """The same view, all rows."""
    wanted = _wanted()
    columns = shown_definitions(wanted)
    rows = (words.board_line(row, columns) for row in every_row(current_user, wanted, now=clock.now()))
    return csv_response("board", words.board_head(columns), rows)


@bp.get("/board.xlsx")
@access(*DESK)
def board_xlsx() -> Response:
    """The same view, all rows, for a spreadsheet."""
    wanted = _wanted()
    columns = shown_definitions(wanted)
    rows = (words.board_line(row, columns) for row in every_row(current_user, wanted, now=clock.now()))
    return xlsx_response("board", _("Certification board"), words.board_head(columns), rows)


@bp.get("/companies/<int:company_id>")
@access(PARTNER_ADMIN, *DESK)
def company(company_id: int) -> str:
    """People × certifications of one company."""
    now = clock.now()
    page = company_page(current_user, company_id, at=request.args.get("at"), now=now)
    curricula = _assignable()
    assignable = [
        {
            "label": pick(curriculum.title),
            "url": url_for("learning.assign", key=key, company=company_id),
            "icon": "journal-bookmark",
        }
        for key, curriculum in curricula.items()
    ]
    return render_template(
        "reporting/company.html",
        page=page,
        words=words,
        lapses=lapses_next(current_user, now=now, limit=6, companies=[company_id]),
        towards=curricula_towards(curricula),
        assignable=assignable,
        initials=initials(page.company.name),
    )


def _assignable() -> dict[str, Curriculum]:
    """The curricula that whoever is signed in may give to people."""
    return curricula_for(current_user, record_of(current_user.person_id))


@bp.get("/companies/<int:company_id>.<any(csv, xlsx):kind>")
@access(PARTNER_ADMIN, *DESK)
def company_export(company_id: int, kind: str) -> Response:
    """The people of one company as CSV or XLSX."""
    found = find_company(current_user, company_id)
    columns = shown_definitions(Filter())
    head = words.people_head(columns)
    people = every_person(current_user, company_id, now=clock.now())
    rows = (words.people_line(person, columns) for person in people)
    if kind == "csv":
        return csv_response(found.key, head, rows)
    return xlsx_response(found.key, found.name, head, rows)


@bp.get("/people/<int:person_id>/certifications/<key>")
@access(PARTNER_ADMIN, *DESK)
def evidence(person_id: int, key: str) -> str:
    """Why a cell says what it says."""
    found = behind(current_user, person_id, key, now=clock.now())
    ends = next((cycle.on for cycle in found.cycles[:1] if cycle.state in ("lapses_soon", "in_grace")), None)
    return render_template(
        "reporting/evidence.html",
        behind=found,
        seat=_partner_seat(person_id),
        towards=curricula_towards(_assignable()).get(key),
        due=ends.isoformat() if ends else None,
    )


def _partner_seat(person_id: int) -> OpenSeat | None:
    """Where a person's certification counts, if that is a partner within sight."""
    for seat in open_seats_of(person_id):
        is_seen = current_user.is_channel_manager or seat.company_id == current_user.company_id
        if is_seen and not seat.is_vendor_company:
            return seat
    return None


def _wanted() -> Filter:
    """The filters of the address; what makes no sense is as if it were not there."""
    values: dict[str, Any] = {name: request.args.get(name, "")[:100] for name in FILTERS}
    try:
        on = date.fromisoformat(request.args.get("on", ""))
    except ValueError:
        on = None
    return Filter(**values, on=on, at=request.args.get("at"))


def _sorts(wanted: Filter) -> list[dict[str, str]]:
    """The entries of the menu of orders; the one in use has a tick."""
    used = wanted.sort if wanted.sort in SORTS else SORTS[0]
    return [
        {"label": word, "url": _link(sort=sort), "icon": "check-lg" if sort == used else "arrow-right"}
        for sort, word in words.sort_words().items()
    ]


def _lines(shown: Board) -> list[Line]:
    """The rows with their cells ready to be shown."""
    spoken = language()
    tiers = dict(words.tier_choices())
    regions = words.words_of_regions({row.region for row in shown.rows})
    titles = [(key, pick(definition.title)) for key, definition in shown.columns.items()]
    lines = []
    for row in shown.rows:
        cells = [(title, cell_of(row.tallies.get(key, NOBODY))) for key, title in titles]
        lines.append(
            Line(
                row,
                tiers[row.tier],
                regions[row.region],
                Markup("".join([_cell(spoken, title, cell) for title, cell in cells])),  # nosec B704: of markup
                words.quiet_words([cell.state for _title, cell in cells]),
            )
        )
    return lines


@lru_cache(maxsize=16384)
def _cell(_spoken: str, title: str, cell: Cell) -> Markup:
    """One cell of the board: the same for everybody who reads that language, so it is kept."""
    component = get_template_attribute("components/board_cell.html", "board_cell")
    return Markup(component(cell.state, *words.cell_words(cell), title))  # nosec B704: a template's own output


def _link(endpoint: str = "reporting.board", **changes: Any) -> str:
    """The address of this view with some of its filters changed; it begins at the first page."""
    given = request.args.to_dict()
    kept = {name: given[name] for name in (*FILTERS, "on") if given.get(name)}
    merged = {name: value for name, value in {**kept, **changes}.items() if value}
    return url_for(endpoint, **merged)
