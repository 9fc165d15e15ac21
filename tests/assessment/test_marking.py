"""Graders: the last mark of each counts, their mean is what the answer won, and no pass is taken away unseen."""

from decimal import Decimal
from fractions import Fraction

import pytest
from sqlalchemy import func, select

from app.assessment.models import Attempt
from app.assessment.queries import exams_passed
from app.assessment.records import GraderMark
from app.assessment.services import ask_second_grader, close_attempt, mark_answer, void_attempt
from app.core.db import db
from app.core.errors import DomainError, NotVisible
from app.core.models import AuditEntry
from tests.factories import assessment as make
from tests.factories import people
from tests.factories.assessment import NOW

RUBRIC = [
    {
        "key": key,
        "title": make.text(key),
        "levels": [
            {"key": f"level-{points}", "text": make.text(f"{points} points"), "points": points}
            for points in (0, 1, 3)
        ],
    }
    for key in ("story", "proof")
]
pytestmark = pytest.mark.usefixtures("app")


@pytest.fixture
def rep(app):
    make.publish(questions=[make.single("q1"), make.essay("essay")])
    return people.rep().id


@pytest.fixture
def graders():
    return [people.author().id for _n in range(2)]


def hand_in(rep, *, words="We win.", **of_quiz):
    """An attempt with its choice right and its essay handed in; the slot of the essay."""
    attempt_id = make.attempt(rep, **{"pass_mark": 0.75, **of_quiz})
    choice = make.slot_of(attempt_id, "q1")
    make.save(attempt_id, rep, {"choice": make.numbers(choice)}, position=choice.position)
    if words:
        make.save(attempt_id, rep, {"text": [words]}, position=make.position_of(attempt_id, "essay"))
    close_attempt(attempt_id, now=NOW)
    return make.slot_of(attempt_id, "essay").id


def mark(slot_id, grader_id, share=None, *, levels=None, comment="", now=NOW):
    share = None if share is None else Fraction(str(share))
    return mark_answer(
        slot_id, grader_id=grader_id, levels=levels or {}, share=share, comment=comment, now=now
    )


def attempt_of(rep):
    db.session.expire_all()
    return db.session.scalars(
        select(Attempt).where(Attempt.person_id == rep).order_by(Attempt.id.desc())
    ).first()


def test_an_attempt_with_an_essay_waits_with_what_is_known_so_far(rep):
    hand_in(rep)
    attempt = attempt_of(rep)
    assert (attempt.score, attempt.passed, attempt.graded_at) == (Decimal("0.5"), None, None)
    assert exams_passed(rep) == []


def test_a_blank_essay_waits_for_nobody(rep):
    hand_in(rep, words="")
    assert (attempt_of(rep).passed, attempt_of(rep).graded_at) == (False, NOW)


def test_the_last_mark_that_was_awaited_makes_the_result(rep, graders):
    marked = mark(hand_in(rep), graders[0], 0.5, comment=" Good ")
    assert marked.is_new_result
    assert (marked.result.score, marked.result.passed) == (Decimal("0.75"), True)
    assert (attempt_of(rep).passed, attempt_of(rep).graded_at) == (True, NOW)
    assert db.session.scalars(select(GraderMark.comment)).one() == "Good"
    assert [exam.passed_at for exam in exams_passed(rep)] == [NOW]


def test_points_of_the_rubric_are_the_share_of_the_mark(app, graders):
    make.publish(questions=[make.single("q1"), make.essay("essay", rubric=RUBRIC)])
    rep = people.rep().id
    slot_id = hand_in(rep)
    for levels in ({}, {"story": "level-3"}, {"story": "level-3", "proof": "level-9"}):
        with pytest.raises(DomainError, match="every criterion") as refusal:
            mark(slot_id, graders[0], 0.5, levels=levels)
        assert refusal.value.field == "levels"
    mark(slot_id, graders[0], levels={"story": "level-3", "proof": "level-1", "other": "x"})
    kept = db.session.scalars(select(GraderMark)).one()
    assert (kept.levels, kept.fraction) == ({"story": "level-3", "proof": "level-1"}, Decimal("0.666666"))
    assert attempt_of(rep).passed


@pytest.mark.parametrize("share", [None, -0.1, 1.1])
def test_without_a_rubric_a_share_from_nothing_to_all_is_asked_for(rep, graders, share):
    with pytest.raises(DomainError, match="share of the mark") as refusal:
        mark(hand_in(rep), graders[0], share)
    assert refusal.value.field == "share"


def test_a_grader_who_thinks_again_replaces_their_own_mark(rep, graders):
    slot_id = hand_in(rep)
    mark(slot_id, graders[0], 0.2)
    again = mark(slot_id, graders[0], 0.6)
    assert (again.result.score, again.result.passed, again.is_new_result) == (Decimal("0.8"), True, True)
    assert db.session.scalar(select(func.count()).select_from(GraderMark)) == 2


def test_two_graders_come_to_their_mean_and_the_result_waits_for_both(rep, graders):
    slot_id = hand_in(rep)
    ask_second_grader(slot_id, actor_id=graders[0], reason="Close to the mark", now=NOW)
    first = mark(slot_id, graders[0], 1)
    assert (first.result.passed, first.is_new_result) == (None, False)
    second = mark(slot_id, graders[1], 0.5)
    assert (second.result.score, second.result.passed) == (Decimal("0.875"), True)


def test_a_second_grader_is_asked_after_the_first_mark_while_others_of_the_attempt_wait(app, graders):
    make.publish(questions=[make.essay("essay"), make.essay("other")])
    rep = people.rep().id
    attempt_id = make.attempt(rep)
    for position in (1, 2):
        make.save(attempt_id, rep, {"text": ["We win."]}, position=position)
    close_attempt(attempt_id, now=NOW)
    slot_id = make.slots(attempt_id)[0].id
    assert mark(slot_id, graders[0], 1).result.score == Decimal("0.5")
    ask_second_grader(slot_id, actor_id=graders[0], reason="Unsure", now=NOW)
    assert (attempt_of(rep).score, make.slots(attempt_id)[0].fraction) == (0, None)
    mark(slot_id, graders[1], 0.5)
    ask_second_grader(slot_id, actor_id=graders[0], reason="Again", now=NOW)
    assert make.slots(attempt_id)[0].fraction == Decimal("0.75")
    assert db.session.scalars(select(AuditEntry.verb)).all() == ["answer.second_grader"]


def test_once_graded_nobody_has_to_be_asked_another_grader_just_marks(rep, graders):
    slot_id = hand_in(rep)
    mark(slot_id, graders[0], 0)
    with pytest.raises(DomainError, match="the mean of both"):
        ask_second_grader(slot_id, actor_id=graders[1], reason="Look again", now=NOW)
    assert mark(slot_id, graders[1], 1).result.score == Decimal("0.75")


def test_no_mark_takes_a_pass_away(rep, graders):
    slot_id = hand_in(rep)
    mark(slot_id, graders[0], 0.5)
    for grader in graders:
        with pytest.raises(DomainError, match="Declare it void instead"):
            mark(slot_id, grader, 0)
    db.session.expire_all()
    assert (attempt_of(rep).score, attempt_of(rep).passed) == (Decimal("0.75"), True)
    assert db.session.scalar(select(func.count()).select_from(GraderMark)) == 1


def test_a_mark_that_changes_nothing_is_no_new_result(rep, graders):
    slot_id = hand_in(rep)
    mark(slot_id, graders[0], 0.5)
    assert not mark(slot_id, graders[0], 0.5, now=NOW).is_new_result


def test_nobody_grades_their_own_answer(rep):
    slot_id = hand_in(rep)
    with pytest.raises(DomainError, match="your own answer"):
        mark(slot_id, rep, 1)


def test_only_answers_that_wait_for_a_person_are_graded(rep, graders):
    slot_id = hand_in(rep)
    attempt_id = attempt_of(rep).id
    with pytest.raises(DomainError, match="needs no grader"):
        mark(make.slot_of(attempt_id, "q1").id, graders[0], 1)
    void_attempt(attempt_id, actor_id=graders[0], reason="Power cut", now=NOW)
    with pytest.raises(DomainError, match="is void"):
        mark(slot_id, graders[0], 1)
    with pytest.raises(NotVisible):
        mark(999_999, graders[0], 1)


def test_an_open_attempt_and_a_blank_answer_are_not_graded(rep, graders):
    slot_id = hand_in(rep, words="")
    with pytest.raises(DomainError, match="needs no grader"):
        mark(slot_id, graders[0], 1)
    attempt_id = make.attempt(rep, now=NOW)
    with pytest.raises(DomainError, match="still open"):
        mark(make.slot_of(attempt_id, "essay").id, graders[0], 1)


def test_a_comment_has_an_end(rep, graders):
    with pytest.raises(DomainError, match="4000") as refusal:
        mark(hand_in(rep), graders[0], 1, comment="x" * 4001)
    assert refusal.value.field == "comment"
