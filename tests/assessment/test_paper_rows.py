"""The paper as it is stored: what each slot keeps, and what a start costs."""

import pytest

from app.assessment.questions import fingerprint, part_from_dict
from app.assessment.records import Exposure
from app.assessment.services import close_attempt, publish_bank
from app.assessment.services.publishing import keep_questions
from app.assessment.services.stocks import stocks_of
from app.assessment.snapshots import case_of, question_of
from app.catalogue.documents import Draw
from app.core.db import transaction
from app.core.errors import DomainError
from tests.factories import assessment as make
from tests.factories import people
from tests.factories.assessment import NOW


@pytest.fixture
def rep(app) -> int:
    return people.rep().id


def section(**values) -> tuple[Draw, ...]:
    return (Draw(**{"bank": "channel", **values}),)


def test_a_scenario_puts_its_questions_on_the_paper_together_in_order_each_with_the_case(rep):
    make.publish(questions=[make.scenario("hotel", 3), make.single("q1"), make.single("q2")])
    slots = make.slots(make.attempt(rep, sections=section(draw=2, scenarios=1, of=3)))
    parts = [slot for slot in slots if slot.part]
    assert [slot.part for slot in parts] == ["part-1", "part-2", "part-3"]
    assert [slot.position for slot in parts] == list(range(parts[0].position, parts[0].position + 3))
    assert {case_of(slot.snapshot).key for slot in parts} == {"hotel"}
    assert len({slot.question_id for slot in parts}) == 1
    assert sorted(case_of(s.snapshot) is None for s in slots) == [False] * 3 + [True] * 2
    assert all(fingerprint(slot.snapshot) == slot.snapshot_hash for slot in slots)


def test_words_on_a_paper_have_no_mark_and_come_before_what_they_lead_to(rep):
    make.publish(questions=[make.description("words"), make.single("q1"), make.single("q2")])
    slots = make.slots(make.attempt(rep, sections=section(questions=("words", "q1"), draw=1)))
    by_key = {question_of(slot.snapshot).key: slot for slot in slots}
    assert [by_key[key].marks for key in ("words", "q1", "q2")] == [0, 1, 1]
    assert by_key["q1"].position == by_key["words"].position + 1


def test_each_slot_knows_its_section_and_the_topic_of_its_own_question(rep):
    parts = [make.single("a", topic="rules"), make.single("b", topic="leads")]
    make.publish(questions=[make.scenario("hotel", questions=parts), make.single("q1")])
    sections = (*section(draw=1), *section(scenarios=1, of=2))
    slots = make.slots(make.attempt(rep, sections=sections, shuffle_questions=False))
    assert [(slot.section, slot.topic) for slot in slots] == [(0, "leads"), (1, "rules"), (1, "leads")]


def test_options_are_shuffled_unless_the_author_forbids_it(rep):
    make.publish(questions=[make.single(f"q{n}") for n in range(12)])
    kept = make.slots(make.attempt(rep, sections=section(draw=12), shuffle_options=False))
    orders = [[option["key"] for option in slot.snapshot["options"]] for slot in kept]
    assert orders == [["right", "wrong-1", "wrong-2", "wrong-3"]] * 12
    mixed = make.slots(make.attempt(rep, ref="leads/other", sections=section(draw=12)))
    assert any(slot.snapshot["options"][0]["key"] != "right" for slot in mixed)


def test_a_question_that_stands_on_too_many_papers_of_the_quiz_is_avoided(rep):
    make.publish(questions=[make.single(f"q{n}") for n in range(1, 5)])
    first = make.slots(make.attempt(rep, ref="leads/other"))
    with transaction() as session:
        for slot, share in zip(first, ("0.5", "0.4"), strict=True):
            session.add(
                Exposure(
                    quiz_ref="leads/leads-quiz",
                    question_id=slot.question_id,
                    share=share,
                    counted_on=NOW.date(),
                )
            )
    somebody = people.rep().id
    drawn = {
        slot.question_id
        for slot in make.slots(make.attempt(somebody, sections=section(draw=3), exposure_cap=0.4))
    }
    assert first[0].question_id not in drawn and first[1].question_id in drawn


def test_what_was_on_any_paper_of_the_person_is_drawn_last(rep):
    make.publish(questions=[make.single(f"q{n}") for n in range(1, 9)])
    first = {slot.question_id for slot in make.slots(make.attempt(rep, sections=section(draw=4)))}
    second = {
        slot.question_id for slot in make.slots(make.attempt(rep, ref="leads/b", sections=section(draw=4)))
    }
    third = make.slots(make.attempt(rep, ref="leads/c", sections=section(draw=4)))
    assert not first & second and {slot.question_id for slot in third} < first | second


def test_a_draft_or_retired_question_is_not_drawn(rep):
    make.publish(
        questions=[make.single("q1", state="draft"), make.single("q2"), make.single("q3", state="retired")]
    )
    assert [s.snapshot["key"] for s in make.slots(make.attempt(rep, sections=section(draw=1)))] == ["q2"]
    with pytest.raises(DomainError, match="too few questions"):
        make.attempt(rep, ref="leads/other", sections=section(draw=2))


def test_a_process_sees_a_change_of_a_bank_at_the_next_start(rep):
    bank_id = publish_bank(make.bank(questions=[make.single("q1")]), now=NOW, origin="studio").bank_id
    assert len(stocks_of(section(draw=1))["channel"].index) == 1
    keep_questions(bank_id, [part_from_dict(make.single("q2"))], actor_id=None, now=NOW)
    assert len(stocks_of(section(draw=1))["channel"].index) == 2
    keep_questions(bank_id, [part_from_dict(make.single("q1", state="retired"))], actor_id=None, now=NOW)
    assert [s.snapshot["key"] for s in make.slots(make.attempt(rep, sections=section(draw=1)))] == ["q2"]


def test_the_indexes_that_a_process_keeps_are_bounded(app, monkeypatch):
    monkeypatch.setattr("app.assessment.services.stocks.MOST_KEPT", 2)
    from app.assessment.services import stocks

    for key in ("a", "b", "c"):
        make.publish(key=key)
        stocks_of((Draw(bank=key, draw=1),))
        assert len(stocks._kept) <= 2


def test_a_blueprint_is_checked_against_the_banks_as_they_are(app):
    make.publish(questions=[make.single("q1"), make.single("q2", state="draft")])
    found = stocks_of((*section(questions=("q1", "q2", "q3")), Draw(bank="nowhere", draw=1)))
    assert set(found) == {"channel"} and found["channel"].topics == ("leads", "rules")
    assert {key: one.state for key, one in found["channel"].named.items()} == {"q1": "ready", "q2": "draft"}


def start_cost(statements, rep: int, number: int, quiz: dict) -> int:
    statements.clear()
    make.attempt(rep, ref=f"leads/quiz-{number}", **quiz)
    return len(statements)


def test_a_start_costs_the_same_however_large_the_bank_and_the_history(rep, statements):
    quiz = {"sections": (*section(draw=4), *section(questions=("q1",))), "exposure_cap": 0.3}
    make.publish(questions=[make.single(f"q{n}") for n in range(1, 11)])
    start_cost(statements, rep, 0, quiz)
    small = start_cost(statements, rep, 1, quiz)
    for number in range(2, 22):
        close_attempt(make.attempt(rep, ref=f"leads/quiz-{number}", **quiz), now=NOW)
    make.publish(questions=[make.single(f"q{n}") for n in range(1, 101)])
    assert start_cost(statements, rep, 30, quiz) == small + 1, "one more to read the changed bank"
    assert start_cost(statements, rep, 31, quiz) == small
