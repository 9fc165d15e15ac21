"""What an answer is worth."""

from decimal import Decimal
from fractions import Fraction

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.assessment.grading import Mark, as_decimal, grade, is_pass, outcome, paper_score
from app.assessment.questions import Multiple, QuestionDocument, option_keys, right_keys
from tests.factories import assessment as make


def question(values: dict) -> QuestionDocument:
    return msgspec.convert(values, QuestionDocument)


def multiple(scheme: str, right: int, wrong: int) -> Multiple:
    options = [make.option(f"r{n}", right=True) for n in range(right)]
    options += [make.option(f"w{n}") for n in range(wrong)]
    return question(make.multiple("m", scheme, options=options))


@pytest.mark.parametrize(
    ("answer", "worth"),
    [
        ([], 0),
        (["right"], 1),
        (["wrong-1"], 0),
        (["right", "wrong-1"], 0),
        (["right", "right"], 1),
        (["not-there"], 0),
        (["right", "not-there"], 0),
    ],
)
def test_a_single_choice_is_worth_all_or_nothing(answer, worth):
    assert grade(question(make.single("q")), answer) == worth


@pytest.mark.parametrize(
    ("truth", "answer", "worth"),
    [
        (True, ["true"], 1),
        (True, ["false"], 0),
        (False, ["false"], 1),
        (False, ["true"], 0),
        (True, [], 0),
        (True, ["true", "false"], 0),
    ],
)
def test_a_true_false_is_worth_all_or_nothing(truth, answer, worth):
    assert grade(question(make.true_false("q", truth)), answer) == worth


GOLDEN = [
    # scheme, right options, wrong options, answer, worth
    ("all_or_nothing", 2, 2, "r0 r1", "1"),
    ("all_or_nothing", 2, 2, "r0", "0"),
    ("all_or_nothing", 2, 2, "r0 r1 w0", "0"),
    ("all_or_nothing", 2, 2, "", "0"),
    ("right_minus_wrong", 2, 2, "r0 r1", "1"),
    ("right_minus_wrong", 2, 2, "r0", "1/2"),
    ("right_minus_wrong", 2, 2, "r0 r1 w0", "1/2"),
    ("right_minus_wrong", 2, 2, "r0 w0", "0"),
    ("right_minus_wrong", 2, 2, "w0 w1", "0"),
    ("right_minus_wrong", 2, 2, "r0 r1 w0 w1", "0"),
    ("right_minus_wrong", 3, 2, "r0 r1", "2/3"),
    ("right_minus_wrong", 3, 2, "r0 r1 w0", "1/6"),
    ("right_minus_wrong", 3, 0, "r0", "1/3"),
    ("right_minus_wrong", 2, 2, "", "0"),
    ("every_decision", 2, 2, "r0 r1", "1"),
    ("every_decision", 2, 2, "r0", "3/4"),
    ("every_decision", 2, 2, "r0 w0", "1/2"),
    ("every_decision", 2, 2, "w0 w1", "0"),
    ("every_decision", 2, 2, "r0 r1 w0 w1", "1/2"),
    ("every_decision", 1, 3, "w0", "1/2"),
    ("every_decision", 2, 2, "", "0"),
]


@pytest.mark.parametrize(("scheme", "right", "wrong", "answer", "worth"), GOLDEN)
def test_a_multiple_choice_is_worth_what_its_scheme_says(scheme, right, wrong, answer, worth):
    assert grade(multiple(scheme, right, wrong), answer.split()) == Fraction(worth)


schemes = st.sampled_from(["all_or_nothing", "right_minus_wrong", "every_decision"])


@st.composite
def papers(draw: st.DrawFn) -> QuestionDocument:
    """Any question of any type, with up to eight options."""
    kind = draw(st.sampled_from(["single", "multiple", "true_false"]))
    if kind == "true_false":
        return question(make.true_false("q", draw(st.booleans())))
    flags = draw(st.lists(st.booleans(), min_size=2, max_size=8))
    at = draw(st.integers(0, len(flags) - 1))
    if kind == "single":
        flags = [i == at for i in range(len(flags))]
    else:
        flags[at] = True
    options = [make.option(f"o{i}", right=right) for i, right in enumerate(flags)]
    if kind == "single":
        return question(make.single("q", options=options))
    return question(make.multiple("q", draw(schemes), options=options))


@st.composite
def answered(draw: st.DrawFn) -> tuple[QuestionDocument, list[str]]:
    paper = draw(papers())
    keys = st.sampled_from([*option_keys(paper), "foreign", ""])
    return paper, draw(st.lists(keys, max_size=20))


@given(answered())
def test_a_question_is_never_worth_less_than_nothing_or_more_than_all(case):
    paper, answer = case
    assert 0 <= grade(paper, answer) <= 1


@given(answered(), st.randoms())
def test_neither_order_nor_repetition_counts(case, chance):
    paper, answer = case
    other = answer + answer[:2]
    chance.shuffle(other)
    assert grade(paper, other) == grade(paper, answer)


@given(papers(), st.randoms())
def test_the_order_of_the_options_never_counts(paper, chance):
    if not hasattr(paper, "options"):
        return
    options = list(paper.options)
    chance.shuffle(options)
    moved = msgspec.structs.replace(paper, options=tuple(options))
    for key in option_keys(paper):
        assert grade(moved, [key]) == grade(paper, [key])


@given(papers())
def test_exactly_the_right_answer_wins_all(paper):
    assert grade(paper, list(right_keys(paper))) == 1


@given(answered())
def test_only_the_right_answer_wins_all(case):
    paper, answer = case
    assert (grade(paper, answer) == 1) == (frozenset(answer) == right_keys(paper))


@given(answered())
def test_a_foreign_choice_never_helps(case):
    paper, answer = case
    if answer:
        assert grade(paper, [*answer, "foreign"]) <= grade(paper, answer)


@given(papers())
def test_a_blank_is_no_answer_and_wins_nothing(paper):
    assert grade(paper, []) == 0
    assert outcome(grade(paper, []), []) == "blank"


@pytest.mark.parametrize(
    ("fraction", "answer", "word"),
    [("0", ["a"], "wrong"), ("1", ["a"], "right"), ("0.333333", ["a"], "partly"), ("0", [], "blank")],
)
def test_an_answer_is_right_partly_right_wrong_or_blank(fraction, answer, word):
    assert outcome(Decimal(fraction), answer) == word


def test_thirds_add_up_to_a_whole_before_they_are_rounded():
    score = paper_score([Mark(Fraction(n, 3)) for n in (1, 2, 3, 3, 3)])
    assert score == Fraction(4, 5)
    assert is_pass(score, 0.8)


def test_an_empty_paper_scores_nothing():
    assert paper_score([]) == 0


def test_a_score_just_below_the_mark_is_not_rounded_up_to_it():
    score = Fraction(7_999_999_999, 10_000_000_000)
    assert as_decimal(score) == Decimal("0.799999")
    assert not is_pass(score, 0.8)


@given(st.fractions(min_value=0, max_value=1, max_denominator=5000), st.integers(0, 1000))
def test_the_stored_score_reaches_the_mark_exactly_when_the_score_does(score, permille):
    mark = permille / 1000
    assert is_pass(score, mark) == (as_decimal(score) >= Decimal(str(mark)))
