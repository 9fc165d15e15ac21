"""Pages of an open paper: one question or all of them, the overview, the hand-in."""

from typing import Any

from flask import redirect, render_template, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from app.assessment import paper_queries as queries
from app.assessment.forms import recording_token
from app.assessment.paper import ShownPitch
from app.assessment.paper_queries import Mark, PaperPage, Sitting
from app.assessment.terms import is_overdue, seconds_left
from app.assessment.views.blueprint import ATTEMPT, bp
from app.catalogue.documents import AnyItem
from app.catalogue.queries import course_version
from app.core import clock
from app.core.access import SIGNED_IN, access
from app.core.errors import NotVisible
from app.flows.finish_quiz import finish_quiz

RECORDING_POLICY = "camera=(self), microphone=(self), geolocation=()"


@bp.get(ATTEMPT)
@access(SIGNED_IN)
def attempt(attempt_id: int) -> str | Response:
    """The open paper: one question of it, the first without an answer unless one is asked for, or all of them."""
    sitting = queries.get_sitting(current_user, attempt_id)
    if is_over(sitting):
        return to_result(attempt_id)
    marks = queries.marks_of(attempt_id)
    if sitting.terms.layout == "all":
        pages = queries.pages_of(sitting)
        html = render_template("assessment/attempt_all.html", pages=pages, **_paper(sitting, marks))
    else:
        wanted = request.args.get("question", type=int)
        pages = [queries.get_page(sitting, _first_open(marks) if wanted is None else wanted)]
        html = render_template("assessment/attempt.html", page=pages[0], **_paper(sitting, marks))
    return _with_camera(html) if any(isinstance(page.question, ShownPitch) for page in pages) else html


def _first_open(marks: tuple[Mark, ...]) -> int:
    """Where to go on: the first question without an answer; at the very beginning the first page."""
    if not any(mark.is_answered for mark in marks):
        return 1
    return next((mark.position for mark in marks if mark.number and not mark.is_answered), 1)


def _with_camera(html: str) -> Response:
    """A page that may ask for camera and microphone, which no other may."""
    response = Response(html, mimetype="text/html")
    response.headers["Permissions-Policy"] = RECORDING_POLICY
    return response


def is_over(sitting: Sitting) -> bool:
    """Whether nothing can be answered any more; an attempt found past its time is handed in here."""
    if sitting.closed_at is None and is_overdue(sitting.ends_at, clock.now()):
        finish_quiz(sitting.attempt_id, now=clock.now())
        return True
    return sitting.closed_at is not None


def _paper(sitting: Sitting, marks: tuple[Mark, ...]) -> dict[str, Any]:
    """What every page of an open paper shows."""
    saved = [mark.answered_at for mark in marks if mark.answered_at]
    asked = [mark for mark in marks if mark.number]
    now = clock.now()
    return {
        "sitting": sitting,
        "marks": marks,
        "asked": asked,
        "quiz": quiz_of(sitting),
        "answered": sum(mark.is_answered for mark in asked),
        "saved_at": max(saved, default=None),
        "seconds": seconds_left(sitting.deadline_at, now) if sitting.deadline_at else None,
        "seconds_in_all": seconds_left(sitting.ends_at, now) if sitting.ends_at else None,
        "recording_of": _recording_of,
    }


def _recording_of(attempt_id: int, page: PaperPage) -> str:
    """What a page sends for the recording that is kept; "" without one."""
    question = page.question
    if not isinstance(question, ShownPitch) or not question.sha256:
        return ""
    kept = {"file": question.sha256, "media_type": question.media_type, "name": question.name}
    return recording_token(attempt_id, page.position, kept)


def quiz_of(sitting: Sitting) -> AnyItem:
    """The quiz as it was when the attempt began."""
    item = course_version(sitting.version_id).find(sitting.item_key)
    if item is None:
        raise NotVisible
    return item


def to_result(attempt_id: int) -> Response:
    return redirect(url_for(".result", attempt_id=attempt_id), code=303)


@bp.get(f"{ATTEMPT}/summary")
@access(SIGNED_IN)
def summary(attempt_id: int) -> str | Response:
    """What is answered, blank and flagged, before the hand-in."""
    sitting = queries.get_sitting(current_user, attempt_id)
    if is_over(sitting):
        return to_result(attempt_id)
    return render_template("assessment/summary.html", **_paper(sitting, queries.marks_of(attempt_id)))


@bp.post(f"{ATTEMPT}/submit")
@access(SIGNED_IN)
def submit(attempt_id: int) -> Response:
    """Hand in; a second time leads to the same result."""
    queries.get_sitting(current_user, attempt_id)
    finish_quiz(attempt_id, now=clock.now())
    return to_result(attempt_id)
