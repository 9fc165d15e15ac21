"""Pages of assessment: start, one question at a time, before the hand-in, result."""

from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from flask import flash, jsonify, redirect, render_template, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from app.assessment import paper_queries as queries
from app.assessment.forms import read_answer
from app.assessment.paper_queries import Mark, Sitting
from app.assessment.queries import attempt_history
from app.assessment.services import AttemptClosed, Saved, save_answer
from app.assessment.terms import is_overdue, seconds_left
from app.assessment.views.blueprint import ATTEMPT, bp
from app.catalogue.documents import AnyItem, Course, Quiz
from app.catalogue.queries import course_version, live_course
from app.certification.certificates import linkedin_url
from app.certification.definition import Definition
from app.certification.overview import Making, making_of
from app.certification.queries import awards_of, live_definitions
from app.core import clock
from app.core.access import SIGNED_IN, access
from app.core.errors import DomainError, NotVisible
from app.core.i18n import clock_time
from app.core.i18n import gettext as _
from app.core.limits import limiter
from app.flows.finish_quiz import finish_quiz
from app.flows.start_quiz import start_quiz
from app.learning.opening import Locked, require_open_item
from app.learning.unlocking import required_before
from app.points.queries import earned_at


def _who() -> str:
    """Starts are counted by person: a whole office may sit an exam behind one address."""
    return f"person:{getattr(current_user, 'person_id', 0)}"


@bp.post("/learn/<course_key>/<item_key>/attempts")
@limiter.limit("30 per minute", key_func=_who)
@access(SIGNED_IN)
def start(course_key: str, item_key: str) -> Response:
    """Begin, or go on with the attempt that is open; a locked quiz leads to its page, which names what is missing."""
    item_url = url_for("learning.item", course_key=course_key, item_key=item_key)
    try:
        opened = require_open_item(current_user, course_key, item_key)
        if not isinstance(opened.item, Quiz):
            raise NotVisible
        attempt_id = start_quiz(
            current_user.person_id,
            course_key=course_key,
            quiz=opened.item,
            version_id=opened.version_id,
            now=clock.now(),
        )
    except Locked:
        return redirect(item_url, code=303)
    except DomainError as refusal:
        flash(str(refusal), "refusal")
        return redirect(item_url, code=303)
    return redirect(url_for(".attempt", attempt_id=attempt_id), code=303)


@bp.get(ATTEMPT)
@access(SIGNED_IN)
def attempt(attempt_id: int) -> str | Response:
    """One question of the open paper; the first without an answer unless one is asked for."""
    sitting = queries.get_sitting(current_user, attempt_id)
    if _is_over(sitting):
        return _to_result(attempt_id)
    marks = queries.marks_of(attempt_id)
    wanted = request.args.get("question", type=int)
    if wanted is None:
        wanted = next((m.position for m in marks if not m.is_answered), 1)
    page = queries.get_page(attempt_id, wanted)
    return render_template("assessment/attempt.html", page=page, **_paper(sitting, marks))


def _is_over(sitting: Sitting) -> bool:
    """Whether nothing can be answered any more; an attempt found past its time is handed in here."""
    if sitting.closed_at is None and is_overdue(sitting.ends_at, clock.now()):
        finish_quiz(sitting.attempt_id, now=clock.now())
        return True
    return sitting.closed_at is not None


def _paper(sitting: Sitting, marks: tuple[Mark, ...]) -> dict[str, Any]:
    """What every page of an open paper shows."""
    saved = [mark.answered_at for mark in marks if mark.answered_at]
    return {
        "sitting": sitting,
        "marks": marks,
        "quiz": _quiz_of(sitting),
        "answered": sum(mark.is_answered for mark in marks),
        "saved_at": max(saved, default=None),
        "seconds": seconds_left(sitting.deadline_at, clock.now()) if sitting.deadline_at else None,
    }


def _quiz_of(sitting: Sitting) -> AnyItem:
    """The quiz as it was when the attempt began."""
    item = course_version(sitting.version_id).find(sitting.item_key)
    if item is None:
        raise NotVisible
    return item


def _to_result(attempt_id: int) -> Response:
    return redirect(url_for(".result", attempt_id=attempt_id), code=303)


@bp.post(f"{ATTEMPT}/answers/<int(max=10000):position>")
@access(SIGNED_IN)
def save(attempt_id: int, position: int) -> Response:
    """Save one answer; the page's script asks for JSON, a plain form goes on to where its button leads."""
    wants_json = request.accept_mimetypes.best == "application/json"
    try:
        draft = read_answer(request.form)
        saved = save_answer(
            attempt_id,
            person_id=current_user.person_id,
            position=position,
            values={"choice": draft.choices},
            sequence=draft.sequence,
            is_flagged=draft.is_flagged,
            now=clock.now(),
        )
    except DomainError as refusal:
        return _refused(attempt_id, position, refusal, wants_json)
    following = _following(attempt_id, position, draft.to)
    if wants_json:
        return _saved(saved, following)
    if not saved.is_kept:
        flash(_("This question was answered in another window, and that newer answer is kept."), "warn")
        following = url_for(".attempt", attempt_id=attempt_id, question=position)
    return redirect(following, code=303)


def _following(attempt_id: int, position: int, to: str) -> str:
    """Where the pressed button leads: a question, the overview, or the same question."""
    if to == "summary":
        return url_for(".summary", attempt_id=attempt_id)
    return url_for(".attempt", attempt_id=attempt_id, question=int(to) if to.isdecimal() else position)


def _saved(saved: Saved, following: str) -> Response:
    return jsonify(kept=saved.is_kept, sequence=saved.sequence, clock=clock_time(saved.at), next=following)


def _refused(attempt_id: int, position: int, refusal: DomainError, wants_json: bool) -> Response:
    """409 when the attempt is over, 422 for what cannot be read; a plain form is led on instead."""
    is_over = isinstance(refusal, AttemptClosed)
    back = url_for(".attempt", attempt_id=attempt_id, question=None if is_over else position)
    if wants_json:
        answer = jsonify(error=str(refusal), next=back)
        answer.status_code = 409 if is_over else 422
        return answer
    flash(str(refusal), "warn")
    return redirect(back, code=303)


@bp.get(f"{ATTEMPT}/summary")
@access(SIGNED_IN)
def summary(attempt_id: int) -> str | Response:
    """What is answered, blank and flagged, before the hand-in."""
    sitting = queries.get_sitting(current_user, attempt_id)
    if _is_over(sitting):
        return _to_result(attempt_id)
    return render_template("assessment/summary.html", **_paper(sitting, queries.marks_of(attempt_id)))


@bp.post(f"{ATTEMPT}/submit")
@access(SIGNED_IN)
def submit(attempt_id: int) -> Response:
    """Hand in; a second time leads to the same result."""
    queries.get_sitting(current_user, attempt_id)
    finish_quiz(attempt_id, now=clock.now())
    return _to_result(attempt_id)


@bp.get(f"{ATTEMPT}/result")
@access(SIGNED_IN)
def result(attempt_id: int) -> str | Response:
    """Score, topics, what it earned, what next; right answers only if the policy releases them."""
    sitting = queries.get_attempt(current_user, attempt_id)
    if sitting.closed_at is None:
        queries.get_sitting(current_user, attempt_id)
        if not _is_over(sitting):
            return redirect(url_for(".attempt", attempt_id=attempt_id), code=303)
        sitting = queries.get_sitting(current_user, attempt_id)
    hold = queries.hold_on(sitting, current_user)
    review = queries.review_of(sitting, hold)
    return render_template(
        "assessment/result.html",
        sitting=sitting,
        hold=hold,
        review=review,
        topics=queries.topic_names(attempt_id),
        percent=int((sitting.score or Decimal(0)) * 100),
        pass_percent=_marks(Decimal(str(sitting.terms.pass_mark)) * 100),
        marks=_marks,
        linkedin_url=linkedin_url,
        **_around(sitting),
    )


def _marks(value: Decimal) -> str:
    """18 or 17.5: one place, and none where it says nothing. Parts of a mark never round up to a whole one more."""
    rounded = value.quantize(Decimal("0.1"), rounding=ROUND_HALF_UP)
    return f"{rounded.normalize():f}"


def _around(sitting: Sitting) -> dict[str, Any]:
    """The quiz's place in the course, and for its owner what it earned or whether to try again."""
    live = live_course(sitting.course_key)
    course = live.document if live else course_version(sitting.version_id)
    quiz = course.find(sitting.item_key) or _quiz_of(sitting)
    around: dict[str, Any] = {
        "course": course,
        "quiz": quiz,
        "is_taught": live is not None and live.document.find(quiz.key) is not None,
        "is_mine": sitting.person_id == current_user.person_id,
        "next_item": _next_item(course, quiz),
        "teaching": _teaching(course, quiz),
        "won": [],
        "points": 0,
        "history": None,
    }
    if around["is_mine"] and sitting.passed:
        around |= {"won": _won(sitting), "points": _points(sitting)}
    elif around["is_mine"] and isinstance(quiz, Quiz):
        around["history"] = attempt_history(
            sitting.person_id, sitting.quiz_ref, cycle=sitting.cycle, limit=quiz.attempts
        )
    return around


def _next_item(course: Course, quiz: AnyItem) -> AnyItem | None:
    keys = [item.key for item in course.items]
    after = keys.index(quiz.key) + 1 if quiz.key in keys else len(keys)
    return course.items[after] if after < len(keys) else None


def _teaching(course: Course, quiz: AnyItem) -> list[AnyItem]:
    """The items that the quiz requires: what to go back to."""
    if course.find(quiz.key) is None:
        return []
    return [course.by_key[key] for key in required_before(course, quiz)]


def _won(sitting: Sitting) -> list[tuple[Definition, Making]]:
    """The certifications that this hand-in earned: those that began with its very moment."""
    definitions = live_definitions()
    return [
        (definitions[award.certification_key].document, making_of(current_user, award.period_id))
        for award in awards_of(sitting.person_id)
        if award.certified_at == sitting.closed_at and award.certification_key in definitions
    ]


def _points(sitting: Sitting) -> int:
    """Points for what this hand-in finished."""
    return earned_at(sitting.person_id, sitting.closed_at) if sitting.closed_at else 0
