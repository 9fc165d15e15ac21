"""Which evidence fills a requirement tree, since when, and what is missing."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from app.certification.definition import AllOf, AnyOf, AtLeast, CourseDone, ExamPassed, Requirement
from app.certification.eligibility import Choice, Evidence, Met, Open, weigh

START = datetime(2026, 1, 1, tzinfo=UTC)


def done(subject: str, day: int = 0, *, cycle: int = 1) -> Evidence:
    kind = "exam" if "/" in subject else "course"
    return Evidence(kind, subject, cycle, 1, START + timedelta(days=day), 7 if kind == "exam" else None)


def courses(*keys: str) -> tuple[CourseDone, ...]:
    return tuple(CourseDone(key) for key in keys)


def test_all_of_needs_every_part_and_is_met_with_the_last() -> None:
    met = weigh(
        AllOf((*courses("a", "b"), ExamPassed("a/exam"))), [done("b", 3), done("a", 1), done("a/exam", 2)]
    )
    assert isinstance(met, Met)
    assert met.at == START + timedelta(days=3)
    assert {fact.subject for fact in met.by} == {"a", "b", "a/exam"}


def test_what_is_missing_is_named() -> None:
    weighed = weigh(AllOf((*courses("a", "b"), ExamPassed("a/exam"))), [done("a")])
    assert weighed == Open(1, 3, (Choice(1, courses("b")), Choice(1, (ExamPassed("a/exam"),))))


def test_any_of_takes_whichever_came_first() -> None:
    met = weigh(AnyOf(courses("a", "b")), [done("a", 5), done("b", 2)])
    assert met == Met(START + timedelta(days=2), (done("b", 2),))


def test_an_open_choice_is_one_choice() -> None:
    weighed = weigh(AllOf((CourseDone("a"), AnyOf(courses("b", "c")))), [done("a")])
    assert weighed == Open(1, 2, (Choice(1, courses("b", "c")),))


def test_at_least_counts_down() -> None:
    rule = AtLeast(2, courses("a", "b", "c"))
    assert weigh(rule, []) == Open(0, 2, (Choice(2, courses("a", "b", "c")),))
    assert weigh(rule, [done("b")]) == Open(1, 2, (Choice(1, courses("a", "c")),))
    met = weigh(rule, [done("c", 9), done("b", 1), done("a", 4)])
    assert met == Met(START + timedelta(days=4), (done("b", 1), done("a", 4)))


def test_when_only_as_many_are_left_as_are_needed_each_is_named() -> None:
    weighed = weigh(AtLeast(2, courses("a", "b")), [])
    assert weighed == Open(0, 2, (Choice(1, courses("a")), Choice(1, courses("b"))))


def test_evidence_from_before_the_window_does_not_count() -> None:
    window = START + timedelta(days=10)
    assert isinstance(weigh(CourseDone("a"), [done("a", 9)], since=window), Open)
    again = [done("a", 9), done("a", 12, cycle=2)]
    assert weigh(CourseDone("a"), again, since=window) == Met(START + timedelta(days=12), (again[1],))


def test_the_earliest_of_several_facts_counts_so_the_moment_never_moves() -> None:
    first = weigh(CourseDone("a"), [done("a", 3)])
    assert weigh(CourseDone("a"), [done("a", 8, cycle=2), done("a", 3)]) == first


def test_an_exam_is_not_filled_by_its_course() -> None:
    assert isinstance(weigh(ExamPassed("a/exam"), [done("a")]), Open)


leaf = st.sampled_from([*courses("a", "b", "c", "d"), ExamPassed("a/x"), ExamPassed("b/x")])


def groups(inner: st.SearchStrategy[Requirement]) -> st.SearchStrategy[Requirement]:
    parts = st.lists(inner, min_size=1, max_size=4).map(tuple)
    return st.one_of(
        parts.map(AllOf),
        parts.map(AnyOf),
        parts.flatmap(lambda p: st.integers(1, len(p)).map(lambda count: AtLeast(count, p))),
    )


trees = st.recursive(leaf, groups, max_leaves=10)
facts = st.lists(
    st.builds(done, st.sampled_from(["a", "b", "c", "d", "a/x", "b/x"]), st.integers(0, 30)), max_size=8
)


@given(trees, facts, st.randoms())
def test_the_order_of_the_evidence_does_not_matter(
    tree: Requirement, given_facts: list[Evidence], shuffle
) -> None:  # type: ignore[no-untyped-def]
    shuffled = list(given_facts)
    shuffle.shuffle(shuffled)
    assert weigh(tree, given_facts) == weigh(tree, shuffled)


@given(trees, facts, facts)
def test_more_evidence_never_unmakes_an_award(
    tree: Requirement, some: list[Evidence], more: list[Evidence]
) -> None:
    if isinstance(weigh(tree, some), Met):
        assert isinstance(weigh(tree, some + more), Met)


@given(trees, facts)
def test_what_is_said_to_be_missing_is_enough(tree: Requirement, given_facts: list[Evidence]) -> None:
    """Whoever does everything that is named as missing meets the requirements."""
    weighed = weigh(tree, given_facts)
    if isinstance(weighed, Open):
        assert 0 <= weighed.filled < weighed.needed
        assert weighed.missing
        named = [leaf for choice in weighed.missing for leaf in choice.of]
        subjects = [leaf.course if isinstance(leaf, CourseDone) else leaf.exam for leaf in named]
        assert isinstance(weigh(tree, [*given_facts, *(done(s, 31) for s in subjects)]), Met)
