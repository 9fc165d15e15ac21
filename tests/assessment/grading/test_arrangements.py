"""What pairs, an order and a sorting are worth."""

from fractions import Fraction

import msgspec
import pytest

from app.assessment.grading import grade
from tests.assessment.grading.questions import categorise, matching, ordering

CAPITALS = matching("th=bangkok la=vientiane mm=naypyidaw", "paris")
TIERS = matching("starter=ten basic=ten pro=thirty", "thirty")

ASSIGNED = [
    # question, answer, worth
    (CAPITALS, "th=th la=la mm=mm", "1"),
    (CAPITALS, "th=th la=la", "2/3"),
    (CAPITALS, "th=th la=mm mm=la", "1/3"),
    (CAPITALS, "th=la la=mm mm=th", "0"),
    (CAPITALS, "th=no-paris la=la mm=mm", "2/3"),
    (CAPITALS, "th=th la=th mm=th", "1/3"),
    (CAPITALS, "th=not-there la=la mm=mm", "2/3"),
    (CAPITALS, "th=th la=la mm=mm not-there=th", "1"),
    (CAPITALS, "", "0"),
    (TIERS, "starter=basic basic=starter pro=pro", "1"),
    (TIERS, "starter=starter basic=starter pro=pro", "1"),
    (TIERS, "starter=starter basic=basic pro=no-thirty", "1"),
    (TIERS, "starter=pro basic=basic pro=basic", "1/3"),
    (categorise("oak=tree elm=tree cat=beast"), "oak=tree elm=tree cat=beast", "1"),
    (categorise("oak=tree elm=tree cat=beast"), "oak=tree elm=beast cat=beast", "2/3"),
    (categorise("oak=tree elm=tree cat=beast"), "oak=tree", "1/3"),
    (categorise("oak=tree elm=tree cat=beast"), "oak=other elm=beast cat=tree", "0"),
    (categorise("oak=tree elm=tree cat=beast"), "oak=not-there", "0"),
    (categorise("oak=tree elm=tree cat=beast"), "", "0"),
]


@pytest.mark.parametrize(("question", "answer", "worth"), ASSIGNED)
def test_what_is_put_where_it_belongs_counts(question, answer, worth):
    given = dict(pair.split("=") for pair in answer.split())
    assert grade(question, given) == Fraction(worth)


def test_right_sides_are_interchangeable_only_when_every_language_says_the_same():
    question = matching("starter=ten basic=ten")
    first, second = question.pairs
    thai = msgspec.structs.replace(second, right={"en": "ten", "th": "สิบ"})
    apart = msgspec.structs.replace(question, pairs=(first, thai))
    crossed = {"starter": "basic", "basic": "starter"}
    assert grade(question, crossed) == 1
    assert grade(apart, crossed) == 0


ORDERED = [
    # scheme, items, answer, worth
    ("exact", "a b c d", "a b c d", "1"),
    ("exact", "a b c d", "a b d c", "0"),
    ("exact", "a b c d", "a b c", "0"),
    ("exact", "a b c d", "", "0"),
    ("adjacent", "a b c d", "a b c d", "1"),
    ("adjacent", "a b c d", "b c d a", "2/3"),
    ("adjacent", "a b c d", "a b d c", "1/3"),
    ("adjacent", "a b c d", "d a b c", "2/3"),
    ("adjacent", "a b c d", "c d a b", "2/3"),
    ("adjacent", "a b c d", "d c b a", "0"),
    ("adjacent", "a b c d", "a b c", "2/3"),
    ("adjacent", "a b c d", "a c", "0"),
    ("adjacent", "a b c d", "a", "0"),
    ("adjacent", "a b c d", "", "0"),
    ("adjacent", "a b c d", "a b a b", "0"),
    ("adjacent", "a b c d", "a b c d a", "0"),
    ("adjacent", "a b c d", "a b not-there c", "0"),
    ("adjacent", "a b", "a b", "1"),
    ("adjacent", "a b", "b a", "0"),
]


@pytest.mark.parametrize(("scheme", "items", "answer", "worth"), ORDERED)
def test_an_order_is_worth_what_its_scheme_says(scheme, items, answer, worth):
    assert grade(ordering(items, scheme), answer.split()) == Fraction(worth)
