"""Every change of an answer, and every check, leaves a step that nobody can rewrite."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from app.assessment.services import check_answer, close_attempt
from app.assessment.step_queries import replay
from app.core.db import transaction
from tests.factories import assessment as make
from tests.factories import people
from tests.factories.assessment import NOW

SECOND = timedelta(seconds=1)
pytestmark = pytest.mark.usefixtures("app")


@pytest.fixture
def rep(app):
    make.publish(questions=[make.single("q1"), make.short_text("q2")])
    return people.rep().id


def test_a_replay_has_every_change_in_the_order_in_which_it_came(rep):
    attempt_id = make.attempt(rep)
    choice, words = make.slot_of(attempt_id, "q1"), make.slot_of(attempt_id, "q2")
    for number, (slot, values) in enumerate(
        [
            (choice, {"choice": make.numbers(choice, {"wrong-1"})}),
            (words, {"text": ["net 30"]}),
            (choice, {"choice": make.numbers(choice)}),
            (choice, {}),
        ],
        1,
    ):
        make.save(attempt_id, rep, values, position=slot.position, sequence=number, now=NOW + number * SECOND)
    close_attempt(attempt_id, now=NOW)
    assert [(step.position, step.answer, step.sequence, step.at - NOW) for step in replay(attempt_id)] == [
        (choice.position, ["wrong-1"], 1, SECOND),
        (words.position, {"text": "net 30"}, 2, 2 * SECOND),
        (choice.position, ["right"], 3, 3 * SECOND),
        (choice.position, [], 4, 4 * SECOND),
    ]


def test_a_flag_the_same_answer_again_and_an_older_one_are_no_steps(rep):
    attempt_id = make.attempt(rep)
    slot = make.slot_of(attempt_id, "q2")
    for sequence, words, flag in (
        (5, "net 30", False),
        (6, "net 30", True),
        (7, "net 30", False),
        (3, "old", False),
    ):
        make.save(attempt_id, rep, {"text": [words]}, position=slot.position, sequence=sequence, flag=flag)
    assert [(step.kind, step.answer["text"]) for step in replay(attempt_id)] == [("saved", "net 30")]


def test_how_sure_somebody_is_is_a_change_of_its_own(rep):
    attempt_id = make.attempt(rep, behaviour="certainty")
    for sequence, sure in enumerate((None, 1, 3, 3), 1):
        make.save(
            attempt_id,
            rep,
            {"choice": ["1"]},
            position=make.position_of(attempt_id, "q1"),
            sequence=sequence,
            certainty=sure,
        )
    assert [step.certainty for step in replay(attempt_id)] == [None, 1, 3]


def test_a_check_is_a_step_of_its_own_kind_with_its_number_and_moment(rep):
    attempt_id = make.attempt(rep, behaviour="immediate")
    position = make.position_of(attempt_id, "q1")
    make.save(attempt_id, rep, {"choice": ["1"]}, position=position)
    check_answer(
        attempt_id,
        person_id=rep,
        position=position,
        values={"choice": ["1"]},
        sequence=2,
        now=NOW + SECOND,
    )
    assert [(step.kind, step.tries, step.at) for step in replay(attempt_id)] == [
        ("saved", 0, NOW),
        ("checked", 1, NOW + SECOND),
    ]


@pytest.mark.parametrize(
    "change",
    ["UPDATE answer_step SET sequence = 9", "DELETE FROM answer_step", "UPDATE answer_step SET id = id"],
)
def test_a_step_is_never_rewritten_or_deleted(rep, change):
    attempt_id = make.attempt(rep)
    make.save(attempt_id, rep, {"choice": ["1"]}, position=make.position_of(attempt_id, "q1"))
    with pytest.raises(Exception, match="append-only"), transaction() as session:
        session.execute(text(change))
    assert len(replay(attempt_id)) == 1


def test_a_replay_takes_one_statement_however_much_happened(rep, statements):
    attempt_id = make.attempt(rep)
    for sequence in range(1, 30):
        make.save(
            attempt_id,
            rep,
            {"text": [str(sequence)]},
            position=make.position_of(attempt_id, "q2"),
            sequence=sequence,
        )
    statements.clear()
    assert len(replay(attempt_id)) == 29
    assert len(statements) == 1
