"""Keyset pages."""

import pytest
from sqlalchemy import select

from app.core.paging import fetch
from app.partners.models import Company
from tests.factories.partners import company


def page(at=None, *, descending=False, size=3):
    keys = [Company.name, Company.id]
    return fetch(select(Company.name), keys=keys, at=at, size=size, descending=descending)


def names(found):
    return [row[0] for row in found.rows]


@pytest.fixture
def seven(app):
    for letter in "gfedcba":
        company(name=letter)


def test_pages_follow_each_other_without_gap_or_repeat(seven):
    first = page()
    second = page(first.next)
    third = page(second.next)
    assert names(first) + names(second) + names(third) == list("abcdefg")
    assert third.next is None
    assert first.previous is None


def test_going_back_shows_the_page_before(seven):
    second = page(page().next)
    assert names(page(second.previous)) == list("abc")
    assert page(second.previous).previous is None
    assert names(page(page(second.previous).next)) == list("def")


def test_the_order_can_be_turned_round(seven):
    first = page(descending=True)
    assert names(first) == list("gfe")
    assert names(page(first.next, descending=True)) == list("dcb")


def test_rows_of_equal_name_are_told_apart(app):
    for _ in range(5):
        company(name="same")
    first = page()
    assert len(names(first)) + len(names(page(first.next))) == 5


@pytest.mark.parametrize("token", ["x", "W10", "WyI-Il0", "WyI-IiwgMSwgMl0", "Wz4", "💥", "a" * 2000])
def test_a_forged_token_shows_the_first_page(seven, token):
    assert names(page(token)) == list("abc")
