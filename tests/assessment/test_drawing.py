"""Which questions stand on a paper."""

from collections import Counter

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.assessment.drawing import Candidate, TooFewQuestions, draw, matches, shuffle_options
from app.assessment.questions import QuestionDocument
from app.catalogue.documents import Draw
from tests.factories import assessment as make


def candidates(count: int, **values) -> list[Candidate]:
    return [
        Candidate(**{"question_id": n, "bank": "b", "topic": "leads", "difficulty": "easy", **values})
        for n in range(1, count + 1)
    ]


def test_the_same_seed_draws_the_same_paper_whatever_order_the_database_gives():
    pool = candidates(30)
    sections = (Draw(bank="b", draw=10),)
    assert draw(sections, pool, seed="s") == draw(sections, pool[::-1], seed="s")


def test_another_seed_draws_another_paper():
    papers = {tuple(draw((Draw(bank="b", draw=10),), candidates(30), seed=f"s{n}")) for n in range(20)}
    assert len(papers) == 20


def test_no_question_stands_on_a_paper_twice_even_where_sections_overlap():
    sections = (Draw(bank="b", draw=3), Draw(bank="b", draw=3, topics=("leads",)))
    assert len(set(draw(sections, candidates(6), seed="s"))) == 6


def test_unseen_questions_come_first_then_the_least_used():
    pool = [Candidate(n, "b", "leads", "easy", uses) for n, uses in enumerate((0, 0, 1, 1, 2, 5), 1)]
    assert set(draw((Draw(bank="b", draw=2),), pool, seed="s")) == {1, 2}
    assert {1, 2} < set(draw((Draw(bank="b", draw=3),), pool, seed="s")) <= {1, 2, 3, 4}
    assert set(draw((Draw(bank="b", draw=5),), pool, seed="s")) == {1, 2, 3, 4, 5}


def test_a_second_paper_repeats_nothing_while_the_bank_has_unseen_questions():
    first = draw((Draw(bank="b", draw=5),), candidates(10), seed="one")
    pool = [Candidate(n, "b", "leads", "easy", int(n in first)) for n in range(1, 11)]
    assert not set(first) & set(draw((Draw(bank="b", draw=5),), pool, seed="two"))


def test_every_question_has_the_same_chance():
    drawn = Counter(
        question
        for n in range(2000)
        for question in draw((Draw(bank="b", draw=2),), candidates(8), seed=f"s{n}")
    )
    assert all(400 < drawn[question] < 600 for question in range(1, 9))


@pytest.mark.parametrize(
    ("section", "is_match"),
    [
        (Draw(bank="b", draw=1), True),
        (Draw(bank="other", draw=1), False),
        (Draw(bank="b", draw=1, topics=("leads", "rules")), True),
        (Draw(bank="b", draw=1, topics=("rules",)), False),
        (Draw(bank="b", draw=1, difficulty="easy"), True),
        (Draw(bank="b", draw=1, difficulty="hard"), False),
        (Draw(bank="b", draw=1, topics=("leads",), difficulty="hard"), False),
    ],
)
def test_a_section_draws_by_bank_topic_and_difficulty(section, is_match):
    assert matches(section, Candidate(1, "b", "leads", "easy")) is is_match


def test_a_wide_section_leaves_the_rare_questions_to_the_narrow_one():
    pool = [*candidates(3), Candidate(9, "b", "rules", "hard")]
    sections = (Draw(bank="b", draw=3), Draw(bank="b", draw=1, topics=("rules",)))
    for n in range(20):
        assert set(draw(sections, pool, seed=f"s{n}")) == {1, 2, 3, 9}


def test_a_question_moves_to_the_section_that_cannot_do_without_it():
    pool = [
        Candidate(1, "b", "a", "easy"),
        Candidate(2, "b", "a", "hard"),
        Candidate(3, "b", "c", "hard", uses=9),
    ]
    sections = (Draw(bank="b", draw=1, topics=("a",)), Draw(bank="b", draw=2, difficulty="hard"))
    for n in range(20):
        assert set(draw(sections, pool, seed=f"s{n}")) == {1, 2, 3}


def test_too_few_questions_are_refused_with_the_section_that_lacks_them():
    short = Draw(bank="b", draw=2, topics=("rules",))
    with pytest.raises(TooFewQuestions) as refusal:
        draw((Draw(bank="b", draw=1), short), candidates(5), seed="s")
    assert refusal.value.section == short


def test_sections_that_only_together_ask_too_much_are_refused():
    with pytest.raises(TooFewQuestions):
        draw((Draw(bank="b", draw=3), Draw(bank="b", draw=3, difficulty="easy")), candidates(5), seed="s")


@given(
    st.lists(
        st.tuples(st.sampled_from("ab"), st.sampled_from(["easy", "hard"]), st.integers(0, 3)), max_size=14
    ),
    st.lists(
        st.tuples(
            st.sampled_from(["", "a", "b"]), st.sampled_from([None, "easy", "hard"]), st.integers(1, 3)
        ),
        max_size=5,
    ),
    st.text(max_size=5),
)
def test_a_paper_fills_every_section_or_there_is_no_way_to(pool, wanted, seed):
    found = [Candidate(n, "b", topic, hard, uses) for n, (topic, hard, uses) in enumerate(pool, 1)]
    sections = [
        Draw(bank="b", draw=count, topics=(topic,) if topic else (), difficulty=hard)
        for topic, hard, count in wanted
    ]
    try:
        paper = draw(sections, found, seed=seed)
    except TooFewQuestions:
        assert _is_impossible(sections, found)
    else:
        assert len(set(paper)) == len(paper) == sum(s.draw for s in sections)
        assert not _is_impossible(sections, found)


def _is_impossible(sections, found) -> bool:
    """Hall's theorem: some of the sections together ask for more than all that they can draw from."""
    for mask in range(1, 1 << len(sections)):
        chosen = [s for i, s in enumerate(sections) if mask >> i & 1]
        if sum(s.draw for s in chosen) > sum(any(matches(s, c) for s in chosen) for c in found):
            return True
    return False


def options(values: dict, seed: str) -> list[str]:
    question = msgspec.convert(values, QuestionDocument)
    return [option.key for option in shuffle_options(question, seed=seed).options]


def test_options_are_shuffled_by_the_seed():
    orders = {tuple(options(make.single("q"), f"s{n}")) for n in range(300)}
    assert len(orders) == 24
    assert options(make.single("q"), "s") == options(make.single("q"), "s")


def test_two_questions_of_one_paper_are_shuffled_differently():
    assert any(options(make.single("q1"), f"s{n}") != options(make.single("q2"), f"s{n}") for n in range(5))


def test_a_pinned_option_keeps_its_place():
    values = make.single("q")
    values["options"] = [*values["options"][:3], make.option("all-of-these", pin=True)]
    orders = [options(values, f"s{n}") for n in range(50)]
    assert {order[3] for order in orders} == {"all-of-these"}
    assert len({tuple(order) for order in orders}) == 6


def test_true_and_false_are_never_shuffled():
    question = msgspec.convert(make.true_false("q"), QuestionDocument)
    assert shuffle_options(question, seed="s") is question
