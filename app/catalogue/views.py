"""Pages of the catalogue: the library for everybody, what is published for authors."""

from typing import Any

from flask import Blueprint, render_template, request, url_for
from flask_login import current_user

from app.catalogue import library as shelves
from app.catalogue.documents import AnyItem, Card, Course
from app.catalogue.freshness import lines_due, stale_translations
from app.catalogue.queries import live_courses, live_curricula, published_at
from app.catalogue.search import Hit, search
from app.core import clock
from app.core.access import SIGNED_IN, access
from app.core.i18n import LANGUAGES, language, local_day, pick
from app.core.i18n import gettext as _
from app.learning import wording
from app.learning.opening import sees_internal
from app.learning.queries import open_course_keys
from app.people.models import ADMIN, AUTHOR

bp = Blueprint("catalogue", __name__, template_folder="templates")
MOST_HITS = 60
NEWEST = 4


@bp.get("/library")
@access(SIGNED_IN)
def library() -> str:
    query, kind = request.args.get("q", "").strip(), request.args.get("kind", "")
    chosen = request.args.get("language", "")
    kind = kind if kind in shelves.KINDS else ""
    chosen = chosen if chosen in LANGUAGES else ""
    keys = open_course_keys(current_user)
    courses = {key: live.document for key, live in live_courses().items() if key in keys}
    page: dict[str, Any] = {"query": query, "kind": kind, "chosen": chosen, "courses": courses}
    if query:
        hits = search(
            query,
            language=chosen or None,
            course_keys=courses.keys(),
            with_internal=sees_internal(current_user),
            limit=MOST_HITS,
            kind=kind or None,
            prefer=language(),
        )
        page["results"] = shelves.results(hits, courses)
    else:
        published = published_at("course")
        page["newest"] = [] if kind else shelves.newest_courses(courses.values(), published, NEWEST)
        page["by_kind"] = shelves.items_by_kind(courses.values(), published, kind)
        page["published"] = published
    return render_template("catalogue/library.html", **page)


@bp.get("/content")
@access(AUTHOR, ADMIN)
def content() -> str:
    live = live_courses()
    courses = [one.document for one in live.values()]
    return render_template(
        "catalogue/content.html",
        live=live,
        curricula=live_curricula(),
        published=published_at("course"),
        published_curricula=published_at("curriculum"),
        stale=stale_translations(courses),
        due=lines_due(courses, local_day(clock.now())),
    )


@bp.context_processor
def words() -> dict[str, object]:
    """How templates of the catalogue name kinds and places."""
    return {
        "kind_choices": kind_choices,
        "kind_name": kind_name,
        "kind_icon": wording.icon_of,
        "place_words": place_words,
        "place_url": place_url,
    }


def kind_choices() -> list[tuple[str, str]]:
    """Kinds in the plural, for the filter and the headings."""
    return [
        ("video", _("Videos")),
        ("datasheet", _("Datasheets")),
        ("playbook", _("Playbooks")),
        ("card", _("Competitive cards")),
        ("acknowledgement", _("Rules to accept")),
        ("quiz", _("Quizzes")),
    ]


def kind_name(kind: str) -> str:
    return dict(kind_choices())[kind]


def place_words(item: AnyItem | None, hit: Hit) -> str:
    """Where in the item a hit stands: a minute, a page, a section, an objection; empty for the whole."""
    second, anchor = shelves.address_of(hit.place)
    if second:
        return str(_("at %(minute)s", minute=wording.film_clock(float(second))))
    if hit.place.startswith("page="):
        return str(_("page %(number)s", number=hit.place.removeprefix("page=")))
    if isinstance(item, Card):
        said = next((one.said for one in item.objections if one.key == anchor), None)
        return f"“{pick(said, hit.language)}”" if said else ""
    title = shelves.section_title(item, hit.place) if item else {}
    return pick(title, hit.language) if title else ""


def place_url(course: Course, item: AnyItem | None, hit: Hit) -> str:
    """The address of the item at that place."""
    if item is None:
        return url_for("learning.course", course_key=course.key)
    second, anchor = shelves.address_of(hit.place)
    return url_for("learning.item", course_key=course.key, item_key=item.key, t=second, _anchor=anchor)
