"""What the browser noticed is kept within bounds, and read as a note on one attempt."""

import random
from datetime import timedelta

import pytest
from sqlalchemy import func, select, text

from app.assessment.records import Signal
from app.assessment.risk_queries import risk_of
from app.assessment.risk_words import found_words, rule_words
from app.assessment.services import Noticed, close_attempt, note_signals
from app.assessment.signals import Alike, Finding
from app.catalogue.documents import Draw
from app.core.db import db, transaction
from app.core.errors import NotVisible
from tests.factories import assessment as make
from tests.factories import partners, people
from tests.factories.assessment import NOW

SECOND = timedelta(seconds=1)
pytestmark = pytest.mark.usefixtures("app")


@pytest.fixture
def rep(app):
    make.publish()
    return people.rep().id


def note(attempt_id, rep, *signals):
    return note_signals(attempt_id, person_id=rep, signals=signals, now=NOW)


def kept():
    return [
        (one.kind, one.position, one.amount) for one in db.session.scalars(select(Signal).order_by(Signal.id))
    ]


def test_what_is_known_is_kept_with_its_size_capped_and_the_rest_is_not(rep):
    attempt_id = make.attempt(rep)
    noticed = [
        Noticed("pasted", 2, 10**12),
        Noticed("left"),
        Noticed("returned", None, -4),
        Noticed("hacked", 1, 1),
    ]
    assert note(attempt_id, rep, *noticed) == 3
    assert kept() == [("pasted", 2, 1_000_000), ("left", None, 0), ("returned", None, 0)]


def test_of_one_attempt_no_more_than_500_are_kept(rep):
    attempt_id = make.attempt(rep)
    assert note(attempt_id, rep, *[Noticed("left")] * 499) == 499
    assert note(attempt_id, rep, *[Noticed("left")] * 5) == 1
    assert note(attempt_id, rep, Noticed("left")) == 0
    assert db.session.scalar(select(func.count()).select_from(Signal)) == 500


def test_after_the_hand_in_nothing_is_kept_and_never_for_others(rep):
    attempt_id = make.attempt(rep)
    with pytest.raises(NotVisible):
        note(attempt_id, people.rep().id, Noticed("left"))
    close_attempt(attempt_id, now=NOW)
    assert note(attempt_id, rep, Noticed("left")) == 0
    assert kept() == []


def test_a_signal_is_never_rewritten(rep):
    note(make.attempt(rep), rep, Noticed("left"))
    with pytest.raises(Exception, match="append-only"), transaction() as session:
        session.execute(text("DELETE FROM exam_signal"))


def test_a_note_tells_signals_and_pace(rep):
    attempt_id = make.attempt(rep, sections=(Draw(bank="channel", draw=4),))
    note(attempt_id, rep, *[Noticed("left", 1)] * 3, Noticed("returned", 1, 75))
    for position, seconds in ((1, 30), (2, 30.2), (3, 30.4), (4, 30.6)):
        make.save(attempt_id, rep, {"choice": ["1"]}, position=position, now=NOW + seconds * SECOND)
    left, fast = risk_of(attempt_id)
    assert (left.rule, left.count, left.amount) == ("left", 3, 75)
    assert (fast.rule, fast.count, fast.positions) == ("fast", 3, (2, 3, 4))


SIZE = 16


@pytest.fixture
def bank(app):
    make.publish(questions=[make.single(f"q{n}") for n in range(SIZE)])


def sit(person_id, choose, now=NOW, ref="leads/leads-quiz"):
    """Sit the whole bank; `choose` says for each question's number the key that is chosen."""
    attempt_id = make.attempt(
        person_id, now=now, ref=ref, pass_mark=1, sections=(Draw(bank="channel", draw=SIZE),)
    )
    for slot in make.slots(attempt_id):
        key = choose(int(slot.snapshot["key"][1:]))
        make.save(
            attempt_id, person_id, {"choice": make.numbers(slot, {key})}, position=slot.position, now=now
        )
    close_attempt(attempt_id, now=now)
    return attempt_id


def wrong(who):
    """Everything wrong, everybody in another way."""
    return lambda number: f"wrong-{random.Random(f'{who}/{number}').randint(1, 3)}"


def test_papers_of_one_company_that_share_rare_mistakes_are_named(bank):
    company = partners.company()
    ours = [sit(people.rep(at=company).id, wrong(shift), now=NOW) for shift in (1, 2, 4, 5, 6)]
    first, second = (sit(people.rep(at=company).id, wrong(0)) for _n in range(2))
    others = [sit(people.rep().id, wrong(0)), sit(people.rep(at=company).id, wrong(0), ref="leads/another")]
    found = [finding.alike.attempt_id for finding in risk_of(second) if finding.alike]
    assert found == [first]
    assert not set(found) & {*others, *ours}


def test_right_answers_that_agree_are_no_sign_of_anything(bank):
    company = partners.company()
    first, _second = (sit(people.rep(at=company).id, lambda _n: "right") for _n in range(2))
    assert [finding.rule for finding in risk_of(first) if finding.alike] == []


def test_papers_older_than_90_days_are_not_compared(bank):
    company = partners.company()
    sit(people.rep(at=company).id, wrong(0), now=NOW - timedelta(days=91))
    assert [one for one in risk_of(sit(people.rep(at=company).id, wrong(0))) if one.alike] == []


def test_a_note_takes_the_same_statements_whatever_the_company_did(bank, statements):
    company = partners.company()

    def count():
        attempt_id = sit(people.rep(at=company).id, wrong(0))
        statements.clear()
        risk_of(attempt_id)
        return len(statements)

    assert count() == count() == 5


@pytest.mark.parametrize("rule", ["left", "pasted", "copied", "fast", "alike"])
def test_every_finding_has_its_count_and_its_rule_in_words(app, rule):
    finding = Finding(rule, 7, amount=90, alike=Alike(3, 7, 9, 0.0001))
    assert "7" in found_words(finding)
    assert "Shown" in rule_words(finding) or "Compared" in rule_words(finding)
