"""What a result that is graded and released means for the course: shared by hand-in, grading, release and regrade."""

from datetime import datetime

from app.assessment.queries import find_passed_exam
from app.assessment.services import Result
from app.catalogue.queries import course_version, live_course
from app.learning.services import complete_item
from app.notifications.services import tell


def record_pass(result: Result) -> bool:
    """Finish the item if the quiz is passed by the attempts that count; whether there is something to settle.

    Call it in the transaction of the result, and settle after it. It may be called any number of times. A pass of
    a quiz that has left its course meanwhile finishes no item, and stands all the same.
    """
    if not result.passed or result.released_at is None:
        return False
    passed = find_passed_exam(result.person_id, result.quiz_ref, cycle=result.cycle)
    if passed is None:
        return False
    course_key, _, item_key = result.quiz_ref.partition("/")
    live = live_course(course_key)
    if live is not None and live.document.find(item_key) is not None:
        evidence = f"attempt:{passed.attempt_id}"
        complete_item(result.person_id, course_key, item_key, evidence=evidence, now=passed.passed_at)
    return True


def tell_result(result: Result, *, now: datetime) -> None:
    """Tell the person that a result they waited for is there, once for each score."""
    item = course_version(result.version_id).find(result.quiz_ref.partition("/")[2])
    if item is None or not result.is_graded or result.released_at is None:
        return
    tell(
        result.person_id,
        "graded",
        key=f"graded:{result.attempt_id}:{result.score}",
        now=now,
        title=item.title,
        attempt=result.attempt_id,
        passed=bool(result.passed),
    )
