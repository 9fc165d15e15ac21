"""Pages of points: one's own statement, the company's, and the board of the season."""

from dataclasses import dataclass

from flask import Blueprint, current_app, render_template, request
from flask_login import current_user
from sqlalchemy import select

from app.catalogue.documents import Text
from app.catalogue.queries import live_courses
from app.certification.queries import live_definitions
from app.core import clock
from app.core.access import SIGNED_IN, access, require
from app.core.db import db
from app.learning.services.completing import item_kind
from app.partners.models import Company
from app.points import queries
from app.points.board import rows_for
from app.points.queries import StatementLine
from app.points.seasons import season_of
from app.points.words import line_in_words
from app.reporting.earn_next import earn_next

bp = Blueprint("points", __name__, template_folder="templates")


@dataclass(frozen=True)
class Described:
    """A posting for its reader: what it was for, as that is called today, and why it was paid."""

    title: Text
    why: str


@bp.get("/points")
@access(SIGNED_IN)
def mine() -> str:
    """What I have, where each point came from, and what would earn more."""
    lines, next_before = _page(person_id=current_user.person_id)
    own, together = queries.balances(current_user.person_id, current_user.company_id)
    return render_template(
        "points/mine.html",
        balance=own,
        company_balance=together,
        chances=earn_next(current_user, now=clock.now()),
        lines=lines,
        described=_described(lines),
        next_before=next_before,
    )


@bp.get("/points/company")
@access(SIGNED_IN)
def company() -> str:
    """The company's own statement, for those who manage it; who earned what is theirs to see."""
    require(current_user.is_partner_admin)
    lines, next_before = _page(company_id=current_user.company_id)
    return render_template(
        "points/company.html",
        balance=queries.company_balance(current_user.company_id),
        lines=lines,
        described=_described(lines),
        names=queries.names_of({line.person_id for line in lines}),
        next_before=next_before,
    )


@bp.get("/points/board")
@access(SIGNED_IN)
def board() -> str:
    """The companies of this season by their points; a partner sees its own place and its neighbours'."""
    season = season_of(clock.now(), current_app.config["KRU"].default_zone)
    places = queries.company_board(since=season.starts_at, until=season.ends_at)
    sees_all = current_user.is_channel_manager
    rows = rows_for(places, own_company_id=current_user.company_id, sees_all=sees_all)
    shown = {row.company_id for row in rows if row.company_id is not None}
    named = db.session.execute(select(Company.id, Company.name).where(Company.id.in_(shown)))
    names = {row.id: row.name for row in named}
    return render_template(
        "points/board.html", season=season, rows=rows, names=names, of=len(places), sees_all=sees_all
    )


def _page(
    *, person_id: int | None = None, company_id: int | None = None
) -> tuple[list[StatementLine], int | None]:
    """A page of a statement, and where the next one begins."""
    found = queries.statement(
        person_id=person_id,
        company_id=company_id,
        before=request.args.get("before", type=int),
        limit=queries.PAGE + 1,
    )
    shown = found[: queries.PAGE]
    return shown, shown[-1].entry_id if len(found) > queries.PAGE else None


def _described(lines: list[StatementLine]) -> dict[int, Described]:
    """What each line is about, in words, by its entry."""
    courses, certifications = live_courses(), live_definitions()
    described = {}
    for line in lines:
        kind, _, key = line.subject.partition(":")
        course_key, _, item_key = key.partition("/")
        course = courses.get(course_key)
        item = course.document.find(item_key) if course and item_key else None
        title: Text = {"en": key}
        if kind == "certification" and key in certifications:
            title = certifications[key].document.title
        elif item is not None:
            title = item.title
        elif course is not None and not item_key:
            title = course.document.title
        described[line.entry_id] = Described(title, line_in_words(line, item_kind(item) if item else None))
    return described
