"""Which questions stand on a paper."""

from collections import Counter
from collections.abc import Iterable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.assessment.bank_index import BankIndex, Entry, choice_of
from app.assessment.drawing import Drawn, TooFewQuestions, build_paper
from app.assessment.stock import Named, Stock
from app.catalogue.documents import Draw


def entry(number: int, topic: str = "leads", difficulty: str = "easy", of: int = 0, **tags) -> Entry:
    return Entry(number, 1000 + number, topic, difficulty, of, tags)


def stocks(entries: Iterable[Entry], **named: Named) -> dict[str, Stock]:
    """One bank called "b"."""
    ordered = list(entries)
    return {"b": Stock(BankIndex(ordered), {one.topic for one in ordered}, named)}


def easy(count: int) -> dict[str, Stock]:
    return stocks(entry(n) for n in range(1, count + 1))


def draw(sections, bank, seed: str = "s", **more) -> list[int]:
    return [one.question_id for one in build_paper(sections, bank, seed=seed, **more)]


def fixed(number: int, **values) -> Named:
    return Named(
        **{"question_id": number, "version_id": 1000 + number, "kind": "single", "marks": 1, **values}
    )


def words(number: int) -> Named:
    return fixed(number, kind="description", marks=0)


def test_the_same_seed_draws_the_same_paper_whatever_order_the_database_gives():
    sections = (Draw(bank="b", draw=10),)
    backwards = stocks(entry(n) for n in range(30, 0, -1))
    assert draw(sections, easy(30)) == draw(sections, backwards)


def test_another_seed_draws_another_paper():
    papers = {tuple(draw((Draw(bank="b", draw=10),), easy(30), seed=f"s{n}")) for n in range(20)}
    assert len(papers) == 20


def test_every_question_comes_with_its_current_version_and_its_section():
    bank = stocks([entry(1), entry(2, "rules")])
    sections = (Draw(bank="b", draw=1, topics=("rules",)), Draw(bank="b", draw=1, topics=("leads",)))
    assert set(build_paper(sections, bank, seed="s")) == {Drawn(2, 1002, 0), Drawn(1, 1001, 1)}


def test_no_question_stands_on_a_paper_twice_even_where_sections_overlap():
    sections = (Draw(bank="b", draw=3), Draw(bank="b", draw=3, topics=("leads",)))
    assert len(set(draw(sections, easy(6)))) == 6


def test_unseen_questions_come_first_then_the_least_used():
    uses = {3: 1, 4: 1, 5: 2, 6: 5}
    assert set(draw((Draw(bank="b", draw=2),), easy(6), uses=uses)) == {1, 2}
    assert {1, 2} < set(draw((Draw(bank="b", draw=3),), easy(6), uses=uses)) <= {1, 2, 3, 4}
    assert set(draw((Draw(bank="b", draw=5),), easy(6), uses=uses)) == {1, 2, 3, 4, 5}


def test_what_too_many_people_see_is_drawn_only_when_nothing_else_is_left():
    capped, uses = {1, 2}, {3: 7, 1: 1}
    assert set(draw((Draw(bank="b", draw=2),), easy(4), uses=uses, capped=capped)) == {3, 4}
    assert set(draw((Draw(bank="b", draw=3),), easy(4), uses=uses, capped=capped)) == {2, 3, 4}


def test_a_second_paper_repeats_nothing_while_the_bank_has_unseen_questions():
    first = draw((Draw(bank="b", draw=5),), easy(10), seed="one")
    second = draw((Draw(bank="b", draw=5),), easy(10), seed="two", uses=dict.fromkeys(first, 1))
    assert not set(first) & set(second)


@pytest.mark.parametrize("size", [4, 8, 20])
def test_every_question_has_the_same_chance(size):
    bank = easy(size)
    papers = (draw((Draw(bank="b", draw=2),), bank, seed=f"s{n}") for n in range(250 * size))
    drawn = Counter(question for paper in papers for question in paper)
    assert all(400 < drawn[question] < 600 for question in range(1, size + 1))


@pytest.mark.parametrize(
    ("section", "found"),
    [
        (Draw(bank="b", draw=1), [1, 2, 3]),
        (Draw(bank="b", draw=1, topics=("leads", "rules")), [1, 2, 3]),
        (Draw(bank="b", draw=1, topics=("rules",)), [3]),
        (Draw(bank="b", draw=1, difficulty="easy"), [1, 3]),
        (Draw(bank="b", draw=1, topics=("leads",), difficulty="hard"), [2]),
        (Draw(bank="b", draw=1, topics=("rules",), difficulty="hard"), []),
        (Draw(bank="b", draw=1, tags={"product": ("kru",)}), [1, 3]),
        (Draw(bank="b", draw=1, tags={"product": ("kru", "other")}), [1, 2, 3]),
        (Draw(bank="b", draw=1, tags={"product": ("kru",), "objective": ("qualify",)}), [3]),
        (Draw(bank="b", draw=1, tags={"product": ("unknown",)}), []),
    ],
)
def test_a_section_draws_by_topic_difficulty_and_tags(section, found):
    index = BankIndex(
        [
            entry(1, product=["kru"]),
            entry(2, difficulty="hard", product=["other"]),
            entry(3, "rules", product=["kru"], objective=["qualify"]),
        ]
    )
    assert list(index.pool(choice_of(section))) == found


def test_pools_beyond_those_kept_are_made_again(monkeypatch):
    monkeypatch.setattr("app.assessment.bank_index.MOST_POOLS", 1)
    index = BankIndex([entry(1), entry(2, "rules")])
    for _ in range(2):
        assert list(index.pool(choice_of(Draw(bank="b", topics=("rules",))))) == [2]
        assert list(index.pool(choice_of(Draw(bank="b", topics=("leads",))))) == [1]


def test_a_wide_section_leaves_the_rare_questions_to_the_narrow_one():
    bank = stocks([*(entry(n) for n in (1, 2, 3)), entry(9, "rules", "hard")])
    sections = (Draw(bank="b", draw=3), Draw(bank="b", draw=1, topics=("rules",)))
    for n in range(20):
        assert set(draw(sections, bank, seed=f"s{n}")) == {1, 2, 3, 9}


def test_a_wide_section_leaves_the_rare_unseen_ones_to_the_narrow_one():
    leads, rules = [entry(n) for n in range(1, 9)], [entry(n, "rules") for n in range(11, 20)]
    sections = (Draw(bank="b", draw=2), Draw(bank="b", draw=2, topics=("rules",)))
    seen = dict.fromkeys(range(13, 20), 1)
    for n in range(20):
        paper = draw(sections, stocks([*leads, *rules]), seed=f"s{n}", uses=seen)
        assert {11, 12} < set(paper) and not seen.keys() & set(paper)


def test_a_question_moves_to_the_section_that_cannot_do_without_it():
    bank = stocks([entry(1, "a"), entry(2, "a", "hard"), entry(3, "c", "hard")])
    sections = (Draw(bank="b", draw=1, topics=("a",)), Draw(bank="b", draw=2, difficulty="hard"))
    for n in range(20):
        assert set(draw(sections, bank, seed=f"s{n}", uses={3: 9})) == {1, 2, 3}


def test_too_few_questions_are_refused_with_the_section_that_lacks_them():
    short = Draw(bank="b", draw=2, topics=("rules",))
    with pytest.raises(TooFewQuestions) as refusal:
        draw((Draw(bank="b", draw=1), short), easy(5))
    assert refusal.value.section == short


def test_sections_that_only_together_ask_too_much_are_refused():
    with pytest.raises(TooFewQuestions):
        draw((Draw(bank="b", draw=3), Draw(bank="b", draw=3, difficulty="easy")), easy(5))


def test_a_bank_that_is_gone_has_too_few_questions():
    with pytest.raises(TooFewQuestions):
        draw((Draw(bank="gone", draw=1),), easy(5))


def test_fixed_questions_stand_on_every_paper_and_are_not_drawn_again():
    section = Draw(bank="b", questions=("two", "one"), draw=2)
    bank = stocks((entry(n) for n in range(1, 5)), one=fixed(1), two=fixed(2))
    for n in range(20):
        paper = build_paper((section,), bank, seed=f"s{n}", uses={1: 50}, is_shuffled=False)
        assert [one.question_id for one in paper[:2]] == [2, 1]
        assert {one.question_id for one in paper[2:]} == {3, 4}


@pytest.mark.parametrize("named", [{}, {"one": fixed(1, state="retired")}, {"one": fixed(1, state="draft")}])
def test_a_fixed_question_that_is_not_ready_stands_on_no_paper(named):
    with pytest.raises(TooFewQuestions):
        draw((Draw(bank="b", questions=("one",), draw=1),), stocks([entry(5)], **named))


def test_loose_draws_take_no_scenarios_and_scenarios_have_exactly_as_many_questions_as_asked_for():
    cases = [entry(10 + n, of=n) for n in range(2, 5)]
    bank = stocks([*(entry(n) for n in (1, 2)), *cases, entry(23, of=3)])
    for n in range(20):
        assert set(draw((Draw(bank="b", draw=2),), bank, seed=f"s{n}")) == {1, 2}
        paper = draw((Draw(bank="b", draw=1, scenarios=2, of=3),), bank, seed=f"s{n}")
        assert {13, 23} < set(paper) <= {13, 23, 1, 2}
    with pytest.raises(TooFewQuestions):
        draw((Draw(bank="b", draw=3),), bank)
    with pytest.raises(TooFewQuestions):
        draw((Draw(bank="b", scenarios=3, of=3),), bank)


def test_without_shuffling_the_paper_stands_as_in_the_blueprint():
    bank = stocks([entry(1), entry(2, "rules"), entry(3, of=2)], last=fixed(9))
    sections = (
        Draw(bank="b", draw=1, scenarios=1, of=2, topics=("leads",)),
        Draw(bank="b", draw=1, questions=("last",), topics=("rules",)),
    )
    assert draw(sections, bank, is_shuffled=False) == [1, 3, 9, 2]


def test_words_stay_before_what_follows_them_in_their_section_however_the_paper_is_shuffled():
    bank = stocks((entry(n) for n in range(1, 9)), intro=words(90), more=words(91), first=fixed(1))
    sections = (
        Draw(bank="b", draw=3),
        Draw(bank="b", questions=("intro", "more", "first"), draw=2),
        Draw(bank="b", questions=("intro",), draw=0),
    )
    places = set()
    for n in range(40):
        paper = [(one.question_id, one.section) for one in build_paper(sections, bank, seed=f"s{n}")]
        at = paper.index((90, 1))
        assert paper[at : at + 3] == [(90, 1), (91, 1), (1, 1)]
        assert (90, 2) in paper
        places.add(at)
    assert len(places) > 3


TOPICS = st.sampled_from(["", "a", "b"])
LEVELS = st.sampled_from(["easy", "hard"])
POOLS = st.lists(st.tuples(st.sampled_from("ab"), LEVELS, st.integers(0, 3), st.booleans()), max_size=14)
WANTED = st.lists(st.tuples(TOPICS, st.one_of(st.none(), LEVELS), st.integers(1, 3)), min_size=1, max_size=5)


def sections_of(wanted) -> list[Draw]:
    return [
        Draw(bank="b", draw=count, topics=(topic,) if topic else (), difficulty=hard)
        for topic, hard, count in wanted
    ]


@given(POOLS, WANTED, st.text(max_size=5))
def test_a_paper_fills_every_section_or_there_is_no_way_to(pool, wanted, seed):
    entries = [entry(n, topic, hard) for n, (topic, hard, *_rest) in enumerate(pool, 1)]
    sections, bank = sections_of(wanted), stocks(entries)
    uses = {n: count for n, (*_rest, count, _is_capped) in enumerate(pool, 1) if count}
    try:
        paper = build_paper(sections, bank, seed=seed, uses=uses)
    except TooFewQuestions:
        assert is_impossible(sections, bank)
        return
    assert len({one.question_id for one in paper}) == len(paper)
    for number, section in enumerate(sections):
        mine = {one.question_id for one in paper if one.section == number}
        assert len(mine) == section.draw
        assert mine <= set(bank["b"].index.pool(choice_of(section)))
    assert paper == build_paper(sections, bank, seed=seed, uses=uses)


def is_impossible(sections, bank, without: set[int] = frozenset()) -> bool:
    """Hall's theorem: some of the sections together ask for more than all that they can draw from."""
    pools = [set(bank["b"].index.pool(choice_of(section))) - without for section in sections]
    for mask in range(1, 1 << len(sections)):
        chosen = [n for n in range(len(sections)) if mask >> n & 1]
        if sum(sections[n].draw for n in chosen) > len(set().union(*(pools[n] for n in chosen))):
            return True
    return False


@given(POOLS, WANTED, st.text(max_size=5))
def test_a_paper_has_a_capped_or_seen_question_only_if_no_paper_can_do_without(pool, wanted, seed):
    entries = [entry(n, topic, hard) for n, (topic, hard, *_rest) in enumerate(pool, 1)]
    sections, bank = sections_of(wanted), stocks(entries)
    uses = {n: count for n, (*_rest, count, _is_capped) in enumerate(pool, 1) if count}
    capped = {n for n, (*_rest, is_capped) in enumerate(pool, 1) if is_capped}
    if is_impossible(sections, bank):
        return
    paper = set(draw(sections, bank, seed=seed, uses=uses, capped=capped))
    if not is_impossible(sections, bank, without=capped):
        assert not paper & capped
    if not is_impossible(sections, bank, without=capped | set(uses)):
        assert not paper & set(uses)


@settings(max_examples=60)
@given(st.integers(5, 40), st.integers(0, 60), st.text(max_size=5))
def test_two_papers_of_one_person_share_a_fifth_at_most_when_the_bank_allows(size, spare, seed):
    bank, sections = easy(size + spare), (Draw(bank="b", draw=size),)
    first = draw(sections, bank, seed=f"{seed}/1")
    second = draw(sections, bank, seed=f"{seed}/2", uses=dict.fromkeys(first, 1))
    shared = len(set(first) & set(second))
    assert shared == max(0, size - spare)
    if spare >= 0.8 * size:
        assert shared <= 0.2 * size


def test_a_large_bank_is_not_walked_for_a_paper():
    class Counting(list):
        looked_at = 0

        def __getitem__(self, place):
            Counting.looked_at += 1
            return super().__getitem__(place)

        def __iter__(self):
            raise AssertionError("the whole bank is walked")

    bank = easy(10)
    choice = choice_of(Draw(bank="b", draw=40))
    bank["b"].index._pools[choice] = Counting(range(1, 50_001))
    bank["b"].index.version_of = lambda question_id: 1
    uses = dict.fromkeys(range(1, 8001), 3)
    paper = draw((Draw(bank="b", draw=40),), bank, uses=uses)
    assert len(set(paper)) == 40 and min(paper) > 8000
    assert Counting.looked_at < 200
