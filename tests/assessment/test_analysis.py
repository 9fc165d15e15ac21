"""What answers say about questions: held against exact sums and against the covariance formula."""

import statistics
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.assessment.analysis import FEW, Response, correlation, item_statistics, reliability

OPTIONS = {"a": True, "b": False, "c": False}


def answers(*rows, question="q", **more):
    """Responses from (fraction, rest, chosen)."""
    return [
        Response(n, question, fraction, rest, chosen=(chosen,) if chosen else (), is_blank=not chosen, **more)
        for n, (fraction, rest, chosen) in enumerate(rows)
    ]


def flags(responses, options=None):
    found = item_statistics("q", responses, options=OPTIONS if options is None else options).findings
    return {(finding.flag, finding.about) for finding in found}


pairs = st.lists(st.tuples(st.integers(0, 1), st.integers(0, 10)), min_size=3, max_size=60)


@given(pairs)
def test_discrimination_is_covariance_over_the_spread_of_both(rows):
    """Independent: from exact sums, and nothing where one side does not vary."""
    n = len(rows)
    xs, ys = [Fraction(x) for x, _ in rows], [Fraction(y, 10) for _, y in rows]
    together = n * sum(x * y for x, y in zip(xs, ys, strict=True)) - sum(xs) * sum(ys)
    spread_x = n * sum(x * x for x in xs) - sum(xs) ** 2
    spread_y = n * sum(y * y for y in ys) - sum(ys) ** 2
    found = correlation([float(x) for x in xs], [float(y) for y in ys])
    if spread_x == 0 or spread_y == 0:
        assert found is None
    else:
        assert found == pytest.approx(float(together) / float(spread_x * spread_y) ** 0.5, abs=1e-9)


@given(st.lists(st.lists(st.integers(0, 4), min_size=4, max_size=4), min_size=FEW, max_size=40))
def test_with_one_paper_for_all_reliability_is_cronbachs_alpha(matrix):
    """Independent: alpha from the covariance matrix, 1 - trace / sum of all."""
    papers = [[mark / 4 for mark in row] for row in matrix]
    columns = list(zip(*papers, strict=True))
    cov = [[statistics.covariance(a, b) for b in columns] for a in columns]
    everything = sum(sum(row) for row in cov)
    found = reliability(
        Response(n, f"q{k}", mark, None) for n, row in enumerate(papers) for k, mark in enumerate(row)
    )
    if everything < 1e-9:
        assert found is None
    else:
        trace = sum(cov[i][i] for i in range(4))
        assert found == pytest.approx(4 / 3 * (1 - trace / everything))


def test_right_or_wrong_questions_give_kuder_and_richardsons_formula():
    """Five times the same four people: p × q sums to 0.625, the totals vary by 1.25, so KR-20 is 0.75."""
    matrix = [(1, 1, 1), (1, 1, 0), (1, 0, 0), (0, 0, 0)] * 5
    marks = [Response(n, f"q{k}", float(m), None) for n, row in enumerate(matrix) for k, m in enumerate(row)]
    pq = sum(p * (1 - p) for p in (0.75, 0.5, 0.25))
    assert pq == 0.625
    assert reliability(marks) == pytest.approx(3 / 2 * (1 - 0.625 / 1.25))


def test_too_few_papers_say_nothing_about_reliability():
    assert reliability([Response(n, q, n % 2, None) for n in range(FEW - 1) for q in "ab"]) is None
    assert reliability([Response(n, q, n % 2, None) for n in range(FEW) for q in "ab"]) == pytest.approx(1)


def test_facility_counts_blank_answers_as_nothing_and_names_them():
    found = item_statistics("q", answers((1, 0.5, "a"), (0, 0.5, "")))
    assert (found.facility, found.blank, found.count) == (0.5, 1, 2)


def test_nothing_is_flagged_from_a_few_answers():
    assert flags(answers(*[(1, 0.5, "a")] * (FEW - 1))) == set()


def test_a_question_that_nearly_everybody_answers_is_too_easy():
    assert ("too_easy", "") in flags(answers(*[(1, 0.5, "a")] * 38, *[(0, 0.4, "b")] * 2))


def test_a_question_that_nearly_nobody_answers_is_too_hard():
    assert ("too_hard", "") in flags(answers(*[(1, 0.9, "a")] * 3, *[(0, 0.4, "b")] * 27))


def test_a_wrong_option_that_the_better_third_prefers_says_that_the_key_may_be_wrong():
    rows = [(0, 0.9, "b")] * 12 + [(1, 0.3, "a")] * 18
    assert ("key_may_be_wrong", "b") in flags(answers(*rows))


def test_the_better_third_choosing_the_right_option_flags_nothing():
    rows = [(1, 0.9, "a")] * 15 + [(0, 0.3, "b")] * 8 + [(0, 0.2, "c")] * 7
    assert flags(answers(*rows)) == set()


def test_an_option_that_nobody_chose_is_named():
    rows = [(1, 0.9, "a")] * 18 + [(0, 0.3, "b")] * 12
    assert ("option_never_chosen", "c") in flags(answers(*rows))


def test_a_question_that_the_better_miss_more_often_is_suspect_also_without_options():
    rows = [(0, 0.9, "x")] * 15 + [(1, 0.2, "x")] * 15
    assert ("key_may_be_wrong", "") in flags(answers(*rows), options={})


def test_languages_that_lie_far_apart_are_drift():
    english = answers(*[(1, 0.6, "a")] * 14, *[(0, 0.4, "b")] * 6, language="en")
    thai = answers(*[(1, 0.6, "a")] * 6, *[(0, 0.4, "b")] * 14, language="th")
    assert ("differs_by_language", "th/en") in flags(english + thai)


def test_a_small_language_is_no_drift():
    english = answers(*[(1, 0.6, "a")] * 20, language="en")
    assert ("differs_by_language", "th/en") not in flags(english + answers((0, 0.6, "b"), language="th"))


def test_sure_but_wrong_counts_only_certain_wrong_answers():
    rows = [Response(n, "q", f, 0.5, certainty=c) for n, (f, c) in enumerate([(-2.0, 3), (1.0, 3), (0.0, 1)])]
    assert item_statistics("q", rows).sure_but_wrong == 1


def test_an_unanswered_question_has_no_figures():
    found = item_statistics("q", [])
    assert (found.count, found.facility, found.discrimination, found.seconds, found.findings) == (
        0,
        None,
        None,
        None,
        (),
    )
