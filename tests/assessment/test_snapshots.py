"""What a slot keeps of its question."""

import msgspec

from app.assessment.questions import Scenario, fingerprint, from_dict, part_from_dict
from app.assessment.snapshots import Case, case_from, case_of, question_of, snapshot_of
from tests.factories import assessment as make

SCENARIO = {
    "type": "scenario",
    "key": "hotel",
    "topic": "leads",
    "difficulty": "hard",
    "stem": make.text("A hotel asks"),
    "markup": "markdown",
    "questions": [make.single("one"), make.true_false("two")],
}


def from_the_database(stored: dict) -> dict:
    return msgspec.json.decode(msgspec.json.encode(stored))


def test_a_question_that_stands_for_itself_comes_back_without_a_case():
    question = part_from_dict(make.multiple("q"))
    stored = from_the_database(snapshot_of(question))
    assert question_of(stored) == question
    assert case_of(stored) is None


def test_a_question_of_a_scenario_comes_back_with_the_case_above_it():
    scenario = from_dict(SCENARIO)
    assert isinstance(scenario, Scenario)
    stored = from_the_database(snapshot_of(scenario.questions[1], case_from(scenario)))
    assert question_of(stored) == scenario.questions[1]
    assert case_of(stored) == Case(key="hotel", text=make.text("A hotel asks"), markup="markdown")


def test_the_hash_of_a_snapshot_covers_the_case():
    question = part_from_dict(make.single("q"))
    texts = [Case(key="c", text={"en": words}) for words in ("One", "Another")]
    hashes = {fingerprint(snapshot_of(question, case)) for case in (None, *texts)}
    assert len(hashes) == 3
