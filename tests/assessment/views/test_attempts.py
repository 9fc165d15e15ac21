"""One attempt for managers: what happened in order, what may be decided, and that nobody else comes here."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select

from app.assessment.models import Attempt
from app.assessment.records import Allowance
from app.assessment.services import Noticed, note_signals
from app.core.db import db
from tests.factories import assessment as make
from tests.factories import partners, people, studio
from tests.factories.assessment import NOW

LATER = NOW + timedelta(days=2)
REASON = "The fire alarm rang in the office"


@pytest.fixture(autouse=True)
def _later():
    with time_machine.travel(LATER, tick=False):
        yield


@pytest.fixture
def ploy(app):
    return people.rep(at=partners.company(name="Siam Cloud"), name="Ploy Srisuwan")


@pytest.fixture
def attempt_id(ploy):
    return studio.hand_in(ploy.id, studio.publish_exam())


@pytest.fixture
def manager(client):
    return client.sign_in(people.channel_manager(name="Chan Nel"))


def text(response, status=200):
    assert response.status_code == status
    return response.get_data(as_text=True)


def attempt(attempt_id):
    db.session.expire_all()
    return db.session.get_one(Attempt, attempt_id)


def test_it_says_who_when_how_it_stands_and_what_was_agreed(attempt_id, manager):
    page = text(manager.get(f"/studio/attempts/{attempt_id}"))
    for words in ("Ploy Srisuwan", "Exam in selling", "Waits for a grader", "3 attempts", "80%"):
        assert words in page


@pytest.mark.parametrize(("limit", "is_late"), [(10, False), (9, True)])
def test_what_was_handed_in_within_the_grace_is_marked_late(ploy, manager, limit, is_late):
    attempt_id = studio.hand_in(ploy.id, studio.publish_exam(time_limit=limit, grace=5))
    assert ("handed in late" in text(manager.get(f"/studio/attempts/{attempt_id}"))) is is_late


def test_the_replay_tells_every_step_in_time_order_in_seconds_from_the_start(attempt_id, manager):
    page = text(manager.get(f"/studio/attempts/{attempt_id}")).split('id="replay"')[1]
    places = [page.index(words) for words in ("0:00", "began", "1:00", "2:00", "10:00", "handed in")]
    assert places == sorted(places)
    assert "My plan in three steps" in page and "Choice Harbour" in page


def test_a_changed_answer_stands_there_twice_and_an_emptied_one_as_no_answer(ploy, manager):
    attempt_id = studio.begin(ploy.id, studio.publish_exam())
    position = make.position_of(attempt_id, "plan")
    for sequence, words in enumerate(("First thought", "Second thought", ""), 1):
        at = NOW + timedelta(seconds=30 * sequence)
        make.save(attempt_id, ploy.id, {"text": [words]}, position=position, sequence=sequence, now=at)
    page = text(manager.get(f"/studio/attempts/{attempt_id}?question={position}")).split('id="replay"')[1]
    places = [page.index(words) for words in ("First thought", "Second thought", "no answer")]
    assert places == sorted(places)
    assert "began" not in page.split("k-replay")[1]


def test_signals_are_named_with_their_rule_and_that_a_person_decides(ploy, manager):
    attempt_id = studio.begin(ploy.id, studio.publish_exam())
    away = [Noticed("left", 2), Noticed("returned", 2, 75), Noticed("pasted", 2, 240)]
    note_signals(attempt_id, person_id=ploy.id, signals=away, now=NOW + timedelta(minutes=3))
    page = text(manager.get(f"/studio/attempts/{attempt_id}"))
    assert "left the page 1 time, 75 seconds in all" in page
    assert "Shown from 3 times or 60 seconds on" in page
    assert "a person decides" in page and "pasted 240 characters" in page


def test_right_answers_and_explanations_are_not_shown_here(attempt_id, manager):
    assert "CANARYKEY" not in text(manager.get(f"/studio/attempts/{attempt_id}"))


@pytest.mark.parametrize("who", [people.author, people.partner_admin, people.rep])
def test_only_who_answers_for_partners_comes_here(attempt_id, client, who):
    client.sign_in(who())
    for path in ("", "/void", "/allowance"):
        assert client.get(f"/studio/attempts/{attempt_id}{path}").status_code == 404
    assert client.post(f"/studio/attempts/{attempt_id}/release").status_code == 404


def test_a_missing_attempt_is_a_missing_page(manager):
    for path in ("", "/void", "/allowance"):
        assert manager.get(f"/studio/attempts/999999{path}").status_code == 404


def test_void_asks_for_a_reason_and_keeps_it(attempt_id, manager):
    path = f"/studio/attempts/{attempt_id}/void"
    assert "Declare this attempt void?" in text(manager.get(path))
    assert "in 10 to 500 characters" in text(manager.post(path, data={"reason": "short"}), 422)
    assert attempt(attempt_id).outcome == "submitted"
    page = text(manager.post(path, data={"reason": REASON}, follow_redirects=True))
    assert "Declared void by Chan Nel" in page and REASON in page
    assert attempt(attempt_id).outcome == "void"


def test_a_void_attempt_is_not_voided_again(attempt_id, manager):
    path = f"/studio/attempts/{attempt_id}/void"
    manager.post(path, data={"reason": REASON})
    assert "void already" in text(manager.post(path, data={"reason": REASON}), 422)
    assert "Declare void" not in text(manager.get(f"/studio/attempts/{attempt_id}"))


def test_an_allowance_is_granted_with_its_reason_and_stands_on_the_page(attempt_id, ploy, manager):
    path = f"/studio/attempts/{attempt_id}/allowance"
    form = {"extra_attempts": "2", "time_percent": "150", "skips_wait": "y", "reason": REASON}
    page = text(manager.post(path, data=form, follow_redirects=True))
    for words in ("2 further attempts", "150% of the time", "the next attempt at once", REASON, "Chan Nel"):
        assert words in page
    [row] = db.session.scalars(select(Allowance))
    assert (row.person_id, row.quiz_ref, row.cycle, row.extra_attempts) == (ploy.id, "leads/exam", 1, 2)


def test_more_time_can_be_given_at_every_quiz(attempt_id, manager):
    form = {"extra_attempts": "0", "time_percent": "125", "is_everywhere": "y", "reason": REASON}
    assert manager.post(f"/studio/attempts/{attempt_id}/allowance", data=form).status_code == 303
    assert db.session.scalars(select(Allowance)).one().quiz_ref is None


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ({"extra_attempts": "1"}, "in 10 to 500 characters"),
        ({"extra_attempts": "101", "reason": REASON}, "from 0 to 100"),
        ({"time_percent": "99", "reason": REASON}, "from 100 to 1000"),
        ({"reason": REASON}, "Nothing is allowed yet"),
        ({"extra_attempts": "1", "is_everywhere": "y", "reason": REASON}, "at which quiz"),
    ],
)
def test_what_cannot_be_allowed_is_said_and_nothing_typed_is_lost(attempt_id, manager, form, words):
    page = text(manager.post(f"/studio/attempts/{attempt_id}/allowance", data=form), 422)
    assert words in page
    assert form.get("reason", "") in page
    assert db.session.scalars(select(Allowance)).all() == []


def graded(ploy, **of_quiz):
    """A paper without an essay, so nobody has to grade it."""
    quiz = studio.publish_exam(questions=[make.single("q1")], release="by_hand", **of_quiz)
    return studio.hand_in(ploy.id, quiz)


def test_a_result_is_released_by_hand_once(ploy, manager):
    attempt_id = graded(ploy)
    path = f"/studio/attempts/{attempt_id}"
    assert "Release the result" in text(manager.get(path))
    assert "The result is released" in text(manager.post(f"{path}/release", follow_redirects=True))
    assert attempt(attempt_id).released_at == LATER
    assert "Release the result" not in text(manager.get(path))
    assert "nothing to release" in text(manager.post(f"{path}/release", follow_redirects=True))


def test_the_page_of_a_person_lists_their_attempts_for_managers_only(attempt_id, ploy, manager, clients):
    page = text(manager.get(f"/people/{ploy.id}"))
    assert f"/studio/attempts/{attempt_id}" in page and "Exam in selling" in page
    admin = people.partner_admin(at=partners.company(name="Elsewhere"))
    theirs = clients().sign_in(admin)
    assert "/studio/attempts/" not in text(theirs.get(f"/people/{admin.id}"))


def test_it_costs_the_same_at_ten_times_the_steps(ploy, manager, statements):
    quiz = studio.publish_exam()
    attempt_id = studio.begin(ploy.id, quiz)
    position = make.position_of(attempt_id, "plan")

    def cost():
        statements.clear()
        text(manager.get(f"/studio/attempts/{attempt_id}"))
        return len(statements)

    def write(upto):
        for sequence in range(upto[0], upto[1]):
            at = NOW + timedelta(seconds=sequence)
            make.save(
                attempt_id,
                ploy.id,
                {"text": [f"Word {sequence}"]},
                position=position,
                sequence=sequence,
                now=at,
            )

    write((1, 4))
    cost()
    before = cost()
    write((4, 40))
    assert cost() == before
    assert before <= 15, statements
