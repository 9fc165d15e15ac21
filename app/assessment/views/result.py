"""The page of a closed attempt."""

from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from flask import redirect, render_template, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from app.assessment import paper_queries, review_queries
from app.assessment.paper_queries import Sitting
from app.assessment.queries import History, attempt_history
from app.assessment.views.blueprint import ATTEMPT, bp
from app.assessment.views.sitting import is_over, quiz_of
from app.catalogue.documents import AnyItem, Course, Quiz, Shown
from app.catalogue.queries import course_version, live_course
from app.certification.certificates import linkedin_url
from app.certification.definition import Definition
from app.certification.overview import Making, making_of
from app.certification.queries import awards_of, live_definitions
from app.core import clock
from app.core.access import SIGNED_IN, access
from app.learning.unlocking import required_before
from app.points.queries import earned_at


@bp.get(f"{ATTEMPT}/result")
@access(SIGNED_IN)
def result(attempt_id: int) -> str | Response:
    """Score, topics, what it earned, what next; the paper only as far as the policy releases it."""
    sitting = paper_queries.get_attempt(current_user, attempt_id)
    if sitting.closed_at is None:
        paper_queries.get_sitting(current_user, attempt_id)
        if not is_over(sitting):
            return redirect(url_for(".attempt", attempt_id=attempt_id), code=303)
        sitting = paper_queries.get_sitting(current_user, attempt_id)
    history = _history(sitting)
    shows = _shows(sitting, history)
    return render_template(
        "assessment/result.html",
        sitting=sitting,
        hold=review_queries.hold_on(sitting, current_user, clock.now()),
        shows=shows,
        history=history,
        review=review_queries.review_of(sitting, shows),
        topics=review_queries.topic_names(attempt_id) if "topics" in shows else {},
        percent=int((sitting.score or Decimal(0)) * 100),
        pass_percent=_marks(Decimal(str(sitting.terms.pass_mark)) * 100),
        marks=_marks,
        linkedin_url=linkedin_url,
        **_around(sitting),
    )


def released_to(sitting: Sitting) -> frozenset[Shown]:
    """What the person who asks may see now of a closed attempt."""
    return _shows(sitting, _history(sitting))


def _shows(sitting: Sitting, history: History | None) -> frozenset[Shown]:
    now = clock.now()
    hold = review_queries.hold_on(sitting, current_user, now)
    return review_queries.shows_now(sitting, hold, now, history)


def _marks(value: Decimal) -> str:
    """18 or 17.5: one place, and none where it says nothing. Parts of a mark never round up to a whole one more."""
    rounded = value.quantize(Decimal("0.1"), rounding=ROUND_HALF_UP)
    return f"{rounded.normalize():f}"


def _around(sitting: Sitting) -> dict[str, Any]:
    """The quiz's place in the course, and for its owner what it earned or whether to try again."""
    live = live_course(sitting.course_key)
    course = live.document if live else course_version(sitting.version_id)
    quiz = _quiz(sitting)
    is_mine = sitting.person_id == current_user.person_id
    has_won = is_mine and bool(sitting.passed) and sitting.released_at is not None
    return {
        "course": course,
        "quiz": quiz,
        "is_taught": live is not None and live.document.find(quiz.key) is not None,
        "is_mine": is_mine,
        "next_item": _next_item(course, quiz),
        "teaching": _teaching(course, quiz),
        "won": _won(sitting) if has_won else [],
        "points": _points(sitting) if has_won else 0,
    }


def _quiz(sitting: Sitting) -> AnyItem:
    """The quiz as it is taught now, else as it was when the attempt began."""
    live = live_course(sitting.course_key)
    return (live.document.find(sitting.item_key) if live else None) or quiz_of(sitting)


def _history(sitting: Sitting) -> History | None:
    """How the person's attempts stand by the quiz as it is now; None where nothing on the page depends on it."""
    quiz = _quiz(sitting)
    is_enough = sitting.passed and isinstance(sitting.terms.review, str)
    if is_enough or not isinstance(quiz, Quiz):
        return None
    return attempt_history(
        sitting.person_id, sitting.quiz_ref, cycle=sitting.cycle, quiz=quiz, now=clock.now()
    )


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
