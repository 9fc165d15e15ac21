"""What is wrong with a blueprint is said before anybody starts."""

import pytest

from app.assessment.bank import stock_of
from app.assessment.blueprint import blueprint_faults
from app.catalogue.documents import Draw
from tests.factories import assessment as make

BANK = make.bank(
    key="b",
    questions=[
        make.single("one", difficulty="hard"),
        make.single("two", tags={"product": ["kru"]}),
        make.true_false("three", topic="rules"),
        make.description("words"),
        make.scenario("hotel", 3),
        make.single("draft", state="draft", tags={"product": ["rival"]}),
        make.single("gone", state="retired"),
    ],
)
STOCKS = {"b": stock_of(BANK)}


def faults(*sections: dict) -> list[tuple[int | None, str, str]]:
    made = [Draw(**{"bank": "b", **section}) for section in sections]
    return [(one.section, one.field, one.message) for one in blueprint_faults(made, STOCKS)]


@pytest.mark.parametrize(
    "sections",
    [
        [{"draw": 3}],
        [{"draw": 2, "topics": ("leads",)}, {"draw": 1, "topics": ("rules",)}],
        [{"questions": ("words", "one"), "draw": 2}],
        [{"draw": 1, "scenarios": 1, "of": 3}],
        [{"draw": 1, "tags": {"product": ("kru",)}}],
        [{"questions": ("words",)}, {"draw": 1}],
    ],
)
def test_a_blueprint_that_its_bank_can_fill_has_no_fault(sections):
    assert faults(*sections) == []


@pytest.mark.parametrize(
    ("section", "field", "words"),
    [
        ({"bank": "a", "draw": 1}, "bank", "there is no bank a; correct the name or add it"),
        ({"draw": 1, "topics": ("leads", "prices")}, "topics", "prices is not a topic of the bank b (leads, rules)"),
        ({"draw": 1, "tags": {"product": ("kru", "krux")}}, "tags", "has the tag product krux"),
        ({"draw": 1, "tags": {"product": ("kru", "rival")}}, "tags", "has the tag product rival"),
        ({"questions": ("four",), "draw": 1}, "questions", "the bank b has no question four; correct the key"),
        ({"questions": ("draft",)}, "questions", "the question draft is a draft; make it ready"),
        ({"questions": ("gone",)}, "questions", "the question gone is retired; name another"),
        ({"questions": ("hotel",)}, "questions", "hotel is a scenario; draw it with scenarios and of"),
        ({"questions": ("one", "one")}, "questions", "the question one stands twice in this quiz; keep one"),
        ({"draw": 1, "scenarios": 1}, "scenarios", "scenarios and of belong together"),
        ({"draw": 1, "of": 2}, "of", "scenarios and of belong together"),
        ({}, "draw", "asks nothing; give draw, questions or scenarios"),
        ({"draw": 4}, "draw", "draws 4 questions from the bank b, which has 3; draw fewer or write more"),
        ({"draw": 2, "topics": ("rules",)}, "draw", "draws 2 questions from the bank b (rules), which has 1"),
        (
            {"draw": 2, "difficulty": "hard", "topics": ("leads",)}, "draw",
            "draws 2 questions from the bank b (hard leads), which has 1",
        ),
        ({"draw": 2, "tags": {"product": ("kru",)}}, "draw", "draws 2 questions from the bank b (kru), which has 1"),
        ({"draw": 3, "questions": ("one",)}, "draw", "draws 3 questions from the bank b, which has 2"),
        ({"scenarios": 2, "of": 3}, "scenarios", "draws 2 scenarios of 3 questions from the bank b, which has 1"),
        ({"scenarios": 1, "of": 2}, "scenarios", "draws 1 scenario of 2 questions from the bank b, which has 0"),
    ],
)  # fmt: skip
def test_an_impossible_section_is_named_with_what_it_lacks(section, field, words):
    found = faults({"draw": 1}, section)
    assert [(number, where) for number, where, _words in found] == [(1, field)]
    assert words in found[0][2]


def test_a_question_fixed_in_one_section_is_not_there_to_be_drawn_in_another():
    assert faults({"questions": ("three",)}, {"draw": 1, "topics": ("rules",)})[0][:2] == (1, "draw")


def test_sections_that_only_together_ask_too_much_are_named_together():
    found = faults({"draw": 2}, {"draw": 2, "topics": ("leads",)})
    assert [(section, field) for section, field, _words in found] == [(None, "sections")]
    assert "overlap and together draw more" in found[0][2]


def test_a_quiz_that_gives_no_mark_is_refused():
    assert faults({"questions": ("words",)}) == [
        (None, "sections", "no question of this quiz gives a mark; add one that does")
    ]


def test_every_fault_is_named_not_only_the_first():
    found = faults({"bank": "a", "draw": 1}, {"draw": 9, "topics": ("prices",), "questions": ("four",)})
    assert [(section, field) for section, field, _words in found] == [
        (0, "bank"), (1, "topics"), (1, "questions"), (1, "draw")
    ]  # fmt: skip
