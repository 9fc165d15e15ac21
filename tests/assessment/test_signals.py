"""What may speak for a closer look, each with its threshold; two papers are alike only beyond chance."""

import random
from datetime import timedelta
from math import comb

import pytest

from app.assessment import signals
from app.assessment.signals import Alike, Noted, Pace, Sheet, alike, comparable, paces, risk_note, words_in
from tests.factories.assessment import NOW


def left(times, seconds=1):
    return [
        Noted(kind, 4, seconds if kind == "returned" else 0)
        for _n in range(times)
        for kind in ("left", "returned")
    ]


def test_nothing_noticed_is_nothing_to_look_at():
    assert risk_note([], [Pace(1, 20, 12)], []) == ()


@pytest.mark.parametrize(("noted", "shown"), [(left(2), 0), (left(3), 1), (left(1, 59), 0), (left(1, 60), 1)])
def test_leaving_the_page_is_shown_from_three_times_or_a_minute_on(noted, shown):
    assert len(risk_note(noted, [], [])) == shown


def test_a_finding_has_its_count_its_questions_and_what_it_comes_to():
    (finding,) = risk_note([*left(3, 10), Noted("left", 2, 0), Noted("left", None, 0)], [], [])
    assert (finding.rule, finding.count, finding.positions, finding.amount) == ("left", 5, (2, 4), 30)


def test_a_short_paste_is_not_shown_and_a_long_one_is():
    assert risk_note([Noted("pasted", 1, 19)], [], []) == ()
    (finding,) = risk_note([Noted("pasted", 1, 20), Noted("pasted", 3, 200)], [], [])
    assert (finding.rule, finding.count, finding.amount) == ("pasted", 2, 220)


def test_copying_from_the_paper_is_shown():
    assert [one.rule for one in risk_note([Noted("copied", 7, 0)], [], [])] == ["copied"]


def test_answers_faster_than_their_questions_can_be_read_are_shown_from_three_on():
    fast = [Pace(n, 1.9, 30) for n in (3, 1, 2)]
    assert risk_note([], fast[:2], []) == ()
    (finding,) = risk_note([], fast, [])
    assert (finding.rule, finding.count, finding.positions) == ("fast", 3, (1, 2, 3))


def test_nobody_answers_within_a_second_however_short_the_question():
    assert len(risk_note([], [Pace(n, 0.9, 2) for n in range(3)], [])) == 1
    assert risk_note([], [Pace(n, 1.0, 2) for n in range(3)], []) == ()


def test_the_pace_is_counted_from_the_answer_before_and_at_first_from_the_start():
    moments = [(2, NOW + timedelta(seconds=9)), (1, NOW + timedelta(seconds=9.5))]
    assert paces(NOW, moments, {1: 4, 2: 20}) == [Pace(2, 9.0, 20), Pace(1, 0.5, 4)]


def test_words_are_counted_in_the_language_that_has_fewest_and_thai_without_spaces():
    assert words_in({"en": "Who owns a lead?", "th": "ใครเป็นเจ้าของลูกค้าที่สนใจรายนี้"}) == 4
    assert words_in({"th": "ใครเป็นเจ้าของ"}) == 3
    assert words_in({}) == 0


def test_the_order_of_chosen_options_says_nothing_and_that_of_an_ordering_does():
    assert comparable("multiple", ["a", "b"]) == comparable("multiple", ["b", "a"])
    assert comparable("ordering", ["a", "b"]) != comparable("ordering", ["b", "a"])
    assert comparable("short_text", {"text": "Net 30"}) == comparable("short_text", {"text": "net 30"})


def sheet(number, answers):
    return Sheet(number, number, {str(question): answer for question, answer in enumerate(answers)})


def crowd(seed, size=40):
    chance = random.Random(seed)
    return [sheet(100 + n, [chance.choice("abc") for _ in range(20)]) for n in range(size)]


def test_two_papers_with_the_same_rare_mistakes_are_found():
    copied = "abcabcabcabcabca"
    (found,) = alike(sheet(1, f"{copied}aaaa"), [*crowd(7), sheet(2, f"{copied}bbbb")])
    assert (found.attempt_id, found.same, found.of) == (2, 16, 20)
    assert found.chance < signals.BY_CHANCE
    (finding,) = risk_note([], [], [found])
    assert (finding.rule, finding.count, finding.alike) == ("alike", 16, found)


def test_one_person_is_like_themselves_and_three_same_mistakes_are_too_few():
    own = sheet(1, "abcabcabc")
    assert alike(own, [Sheet(2, 1, own.wrong), *crowd(7)]) == []
    assert alike(sheet(1, "abc"), [sheet(2, "abc"), *crowd(7)]) == []


def test_a_mistake_that_everybody_makes_makes_nobody_alike():
    everybody = [sheet(n, "a" * 20) for n in range(2, 40)]
    assert alike(sheet(1, "a" * 20), everybody) == []


def test_without_other_papers_to_compare_with_few_same_mistakes_prove_nothing():
    assert alike(sheet(1, "abcabc"), [sheet(2, "abcabc")]) == []


def test_the_chance_is_that_of_independent_trials():
    chance = signals._at_least(7, [1 / 3] * 10)
    expected = sum(comb(10, n) * (1 / 3) ** n * (2 / 3) ** (10 - n) for n in range(7, 11))
    assert chance == pytest.approx(expected)
    assert signals._at_least(0, [0.2, 0.9]) == pytest.approx(1)
    assert signals._at_least(2, [0.2, 0.9]) == pytest.approx(0.18)


def test_people_who_err_independently_are_hardly_ever_called_alike():
    found = sum(len(alike(papers[0], papers[1:])) for papers in map(crowd, range(100)))
    assert found <= 100 * 39 * signals.BY_CHANCE * 2


def test_the_least_probable_comes_first():
    own = sheet(1, "abcabcabcabcabcabcab")
    near, nearer = sheet(2, "abcabcabcabcabcaaabb"), sheet(3, "abcabcabcabcabcabcab")
    assert [one.attempt_id for one in alike(own, [*crowd(3), near, nearer])] == [3, 2]
    assert isinstance(alike(own, [*crowd(3), nearer])[0], Alike)
