"""A grader's mark, from the answer that waited to what the result earns."""

from datetime import timedelta
from fractions import Fraction

import pytest
from sqlalchemy import func, select

from app.assessment.services import mark_answer
from app.certification.models import AwardPeriod
from app.core.db import db
from app.flows.finish_quiz import finish_quiz
from app.flows.grade_answer import grade_answer
from app.flows.start_quiz import start_quiz
from app.learning.models import ItemCompletion
from app.notifications.models import Notice
from tests.factories import assessment as make
from tests.factories import catalogue, certification, people
from tests.factories.assessment import NOW

DAY = timedelta(days=1)


@pytest.fixture
def rep(app):
    make.publish(questions=[make.essay("essay"), make.single("q")])
    certification.publish_certification("seller", certification.exam("leads/quiz"))
    return people.rep().id


@pytest.fixture
def grader(app):
    return people.author().id


def hand_in(rep, **of_quiz):
    """The slot of an essay that waits; the choice beside it is right."""
    quiz = catalogue.quiz(**{"pass_mark": 0.75, **of_quiz})
    published = catalogue.publish_course("leads", quiz)
    attempt_id = start_quiz(rep, course_key="leads", quiz=quiz, version_id=published.version_id, now=NOW)
    choice = make.slot_of(attempt_id, "q")
    make.save(attempt_id, rep, {"choice": make.numbers(choice)}, position=choice.position)
    make.save(attempt_id, rep, {"text": ["We win."]}, position=make.position_of(attempt_id, "essay"))
    finish_quiz(attempt_id, now=NOW)
    return make.slot_of(attempt_id, "essay").id


def grade(slot_id, grader, share, now=NOW + DAY):
    return grade_answer(slot_id, grader_id=grader, levels={}, share=Fraction(str(share)), now=now)


def count(model):
    return db.session.scalar(select(func.count()).select_from(model))


def told():
    return [
        (notice.kind, notice.params.get("passed"))
        for notice in db.session.scalars(select(Notice).order_by(Notice.id))
    ]


def test_while_an_answer_waits_nothing_is_finished_earned_or_told(rep):
    hand_in(rep)
    assert (count(ItemCompletion), count(AwardPeriod), told()) == (0, 0, [])


def test_a_pass_finishes_the_item_as_of_the_hand_in_earns_and_is_told(rep, grader):
    marked = grade(hand_in(rep), grader, 0.5)
    assert marked.result.passed
    assert db.session.scalars(select(ItemCompletion.completed_at)).one() == NOW
    assert db.session.scalars(select(AwardPeriod.certified_at)).one() == NOW
    assert told() == [("graded", True), ("certified", None)]


def test_a_fail_is_told_and_finishes_nothing(rep, grader):
    grade(hand_in(rep), grader, 0.4)
    assert (count(ItemCompletion), count(AwardPeriod), told()) == (0, 0, [("graded", False)])


def test_the_same_mark_again_tells_nothing_and_a_better_one_makes_good(rep, grader):
    slot_id = hand_in(rep)
    for share in (0.4, 0.4, 0.6):
        grade(slot_id, grader, share)
    assert told() == [("graded", False), ("graded", True), ("certified", None)]
    assert count(AwardPeriod) == 1


def test_a_result_that_waits_for_its_release_is_graded_in_silence(rep, grader):
    assert grade(hand_in(rep, release="by_hand"), grader, 1).result.passed
    assert (count(ItemCompletion), count(AwardPeriod), told()) == (0, 0, [])


def test_a_mark_that_fails_to_finish_the_item_is_not_kept(rep, grader, monkeypatch):
    from app.flows import record_pass

    def broken(*_args, **_named):
        raise RuntimeError("no completion")

    slot_id = hand_in(rep)
    monkeypatch.setattr(record_pass, "complete_item", broken)
    with pytest.raises(RuntimeError):
        grade(slot_id, grader, 1)
    monkeypatch.undo()
    assert mark_answer(
        slot_id, grader_id=grader, levels={}, share=Fraction(1), comment="", now=NOW
    ).is_new_result
