"""The examples in docs/assessment.md are what the rules give."""

from fractions import Fraction

from app.assessment.grading import after_tries, certainty_fraction, grade
from app.assessment.grading.normalise import same_text
from app.assessment.grading.numbers import read_quantity
from config import ROOT
from tests.assessment.grading.questions import multiple, ordering

PAGE = (ROOT / "docs" / "assessment.md").read_text(encoding="utf-8")


def rows(first: str) -> list[list[str]]:
    """The rows of the table whose head begins with that column."""
    _, table = PAGE.split(f"\n| {first} |", 1)
    lines = table.split("\n\n", 1)[0].splitlines()[2:]
    found = [[cell.strip().strip("`") for cell in line.strip("|").split("|")] for line in lines]
    assert len(found) > 1, first
    return found


def test_the_schemes_of_a_multiple_choice():
    sets = ["r1 r2", "r1", "r1 r2 w1", "r1 w1", "w1", "r1 r2 w1 w2"]
    for scheme, *worth in rows("scheme"):
        question = multiple("r1 r2 w1 w2", scheme)
        assert [grade(question, chosen.split()) for chosen in sets] == list(map(Fraction, worth)), scheme


def test_the_schemes_of_an_ordering():
    for answer, adjacent, exact in rows("answer"):
        assert grade(ordering("a b c d", "adjacent"), answer.split()) == Fraction(adjacent), answer
        assert grade(ordering("a b c d", "exact"), answer.split()) == Fraction(exact), answer


def test_how_numbers_are_read():
    for written, number, unit in rows("written | read as"):
        quantity = read_quantity(written)
        if number == "no number":
            assert quantity is None, written
        else:
            assert (quantity.number, quantity.unit) == (Fraction(number), unit), written


def test_which_texts_are_the_same():
    for written, accepted, same in rows("written | accepted"):
        assert same_text(written, accepted) is (same == "yes"), written


def test_what_certainty_wins_and_tries_cost():
    for certainty, *worth, _pays in rows("certainty"):
        won = [certainty_fraction(Fraction(half, 2), int(certainty), ["a"]) for half in (2, 1, 0)]
        assert won == list(map(Fraction, worth)), certainty
    assert after_tries(Fraction(1), 2, 0.25) == Fraction(1, 2)
