"""Checks while the paper is open: each counts once, costs what was said before, and tells no more than it must."""

from decimal import Decimal

import pytest
from sqlalchemy import func, select

from app.assessment.records import AnswerStep
from app.assessment.services import AnswerFinal, AttemptClosed, check_answer, close_attempt
from app.assessment.step_queries import checks_of
from app.core.db import db
from app.core.errors import DomainError, NotVisible
from tests.factories import assessment as make
from tests.factories import people
from tests.factories.assessment import NOW

HINTS = [make.text("The first hint"), make.text("The second hint")]
TRIES = {"behaviour": "multi_try", "pass_mark": 0.3}
pytestmark = pytest.mark.usefixtures("app")


@pytest.fixture
def rep(app):
    make.publish(questions=[make.single(f"q{n}", hints=HINTS, penalty=0.25) for n in range(2)])
    return people.rep().id


def check(attempt_id, rep, keys, *, sequence, position=1, now=NOW):
    slot = make.slots(attempt_id)[position - 1]
    return check_answer(
        attempt_id,
        person_id=rep,
        position=position,
        values={"choice": make.numbers(slot, {keys})},
        sequence=sequence,
        now=now,
    )


def slot(attempt_id):
    db.session.expire_all()
    return make.slots(attempt_id)[0]


def test_a_wrong_try_gives_a_hint_and_costs_what_was_said_before(rep):
    attempt_id = make.attempt(rep, **TRIES)
    first = check(attempt_id, rep, "wrong-1", sequence=1)
    assert (first.outcome, first.tries_left, first.hint) == ("wrong", 2, HINTS[0])
    second = check(attempt_id, rep, "right", sequence=2)
    assert (second.outcome, second.is_final) == ("right", True)
    assert (slot(attempt_id).tries, slot(attempt_id).checked_at) == (2, NOW)
    close_attempt(attempt_id, now=NOW)
    assert [one.fraction for one in make.slots(attempt_id)] == [Decimal("0.75"), Decimal(0)]


def test_after_the_last_try_no_other_answer_is_taken(rep):
    attempt_id = make.attempt(rep, **TRIES)
    for sequence, key in enumerate(["wrong-1", "wrong-2", "wrong-3"], 1):
        last = check(attempt_id, rep, key, sequence=sequence)
    assert (last.outcome, last.tries_left, last.hint, last.is_final) == ("wrong", 0, None, True)
    with pytest.raises(AnswerFinal):
        make.save(attempt_id, rep, {"choice": make.numbers(slot(attempt_id))}, sequence=9)
    assert check(attempt_id, rep, "right", sequence=10) == last
    assert (slot(attempt_id).answer, slot(attempt_id).tries) == (["wrong-3"], 3)


def test_a_final_question_can_still_be_flagged_though_its_closed_fields_send_nothing(rep):
    attempt_id = make.attempt(rep, behaviour="immediate")
    check(attempt_id, rep, "right", sequence=1)
    assert make.save(attempt_id, rep, {}, sequence=2, flag=True).is_kept
    assert (slot(attempt_id).answer, slot(attempt_id).is_flagged) == (["right"], True)


def test_the_same_check_sent_again_counts_once_and_says_the_same(rep):
    attempt_id = make.attempt(rep, **TRIES)
    said = [check(attempt_id, rep, "wrong-1", sequence=4) for _n in range(3)]
    assert said[0] == said[1] == said[2]
    assert slot(attempt_id).tries == 1
    assert check(attempt_id, rep, "right", sequence=3) == said[0]


def test_the_same_answer_checked_again_is_no_further_try(rep):
    attempt_id = make.attempt(rep, **TRIES)
    first = check(attempt_id, rep, "wrong-1", sequence=1)
    make.save(attempt_id, rep, {"choice": make.numbers(slot(attempt_id))}, sequence=2)
    assert check(attempt_id, rep, "wrong-1", sequence=3) == first
    assert (slot(attempt_id).tries, slot(attempt_id).answer) == (1, ["wrong-1"])


def test_an_echo_never_tells_about_an_answer_that_was_saved_after_the_check(rep):
    attempt_id = make.attempt(rep, **TRIES)
    check(attempt_id, rep, "wrong-1", sequence=1)
    make.save(attempt_id, rep, {"choice": make.numbers(slot(attempt_id))}, sequence=2)
    assert check(attempt_id, rep, "wrong-2", sequence=1).outcome == "wrong"
    assert checks_of(attempt_id, "multi_try")[1].outcome == "wrong"


def test_a_check_older_than_the_answer_that_is_kept_is_refused(rep):
    attempt_id = make.attempt(rep, **TRIES)
    make.save(attempt_id, rep, {"choice": ["1"]}, sequence=5)
    with pytest.raises(DomainError, match="newer answer"):
        check(attempt_id, rep, "right", sequence=4)
    assert slot(attempt_id).tries == 0


def test_a_thousand_calls_learn_no_more_than_the_tries_allow(rep):
    attempt_id = make.attempt(rep, **TRIES)
    wrong = ["wrong-1", "wrong-2", "wrong-3"]
    outcomes = [check(attempt_id, rep, wrong[n % 3], sequence=n) for n in range(1, 60)]
    assert slot(attempt_id).tries == 3
    assert len({str(one) for one in outcomes}) == 3


def test_without_an_answer_there_is_nothing_to_check(rep):
    attempt_id = make.attempt(rep, **TRIES)
    with pytest.raises(DomainError, match="no answer yet"):
        check_answer(attempt_id, person_id=rep, position=1, values={}, sequence=1, now=NOW)


@pytest.mark.parametrize("behaviour", ["deferred", "certainty"])
def test_an_exam_checks_nothing_before_the_hand_in(rep, behaviour):
    attempt_id = make.attempt(rep, behaviour=behaviour)
    with pytest.raises(DomainError, match="not checked"):
        check(attempt_id, rep, "right", sequence=1)
    assert slot(attempt_id).answer == []


def test_where_one_check_is_all_it_is_final_and_costs_nothing(rep):
    attempt_id = make.attempt(rep, behaviour="immediate")
    said = check(attempt_id, rep, "right", sequence=1)
    assert (said.outcome, said.is_final, said.hint) == ("right", True, None)
    close_attempt(attempt_id, now=NOW)
    assert slot(attempt_id).fraction == 1


def test_an_unchecked_answer_pays_for_the_wrong_tries_before_it(rep):
    attempt_id = make.attempt(rep, **TRIES)
    check(attempt_id, rep, "wrong-1", sequence=1)
    make.save(attempt_id, rep, {"choice": make.numbers(slot(attempt_id))}, sequence=2)
    close_attempt(attempt_id, now=NOW)
    assert slot(attempt_id).fraction == Decimal("0.75")


def test_nothing_is_checked_after_the_hand_in_and_nobody_checks_for_others(rep):
    attempt_id = make.attempt(rep, **TRIES)
    with pytest.raises(NotVisible):
        check(attempt_id, people.rep().id, "right", sequence=1)
    close_attempt(attempt_id, now=NOW)
    with pytest.raises(AttemptClosed):
        check(attempt_id, rep, "right", sequence=1)


def test_how_sure_somebody_is_is_kept_where_the_quiz_asks_and_weighs(rep):
    attempt_id = make.attempt(rep, behaviour="certainty", pass_mark=0.3)
    right = {"choice": make.numbers(slot(attempt_id))}
    make.save(attempt_id, rep, right, certainty=2)
    make.save(attempt_id, rep, {"choice": ["1"]}, position=2)
    assert slot(attempt_id).certainty == 2
    close_attempt(attempt_id, now=NOW)
    assert slot(attempt_id).fraction == Decimal("0.666666")


def test_how_sure_somebody_is_does_not_matter_elsewhere_and_must_be_one_of_three(rep):
    attempt_id = make.attempt(rep)
    make.save(attempt_id, rep, {"choice": ["1"]}, certainty=3)
    assert slot(attempt_id).certainty is None
    with pytest.raises(DomainError, match="could not be read"):
        make.save(attempt_id, rep, {"choice": ["1"]}, sequence=2, certainty=4)


def test_a_check_takes_one_read_and_one_write_and_a_further_one_looks_at_the_last(rep, statements):
    attempt_id = make.attempt(rep, **TRIES)
    wrong = [make.numbers(slot(attempt_id), {f"wrong-{n}"}) for n in (1, 2)]
    counts = []
    for sequence, chosen in enumerate(wrong, 1):
        statements.clear()
        check_answer(
            attempt_id,
            person_id=rep,
            position=1,
            values={"choice": chosen},
            sequence=sequence,
            now=NOW,
        )
        counts.append(len(statements))
    assert counts == [2, 3]
    assert db.session.scalar(select(func.count()).select_from(AnswerStep)) == 2
