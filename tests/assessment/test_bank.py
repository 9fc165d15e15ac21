"""Banks as documents."""

import msgspec
import pytest

from app.assessment.bank import BankDocument, stock_of
from app.assessment.bank_index import choice_of
from app.assessment.questions import QuestionDocument, fingerprint, from_dict, to_dict
from app.catalogue.documents import Draw
from tests.factories import assessment as make


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ([make.option("a"), make.option("b")], "exactly one option must be right"),
        ([make.option("a", right=True), make.option("b", right=True)], "exactly one option must be right"),
        ([make.option("a", right=True)], "at least two options"),
        ([make.option("a", right=True), make.option("a")], "two options are called 'a'"),
    ],
)
def test_a_single_choice_that_cannot_be_answered_is_refused_in_words(options, message):
    with pytest.raises(msgspec.ValidationError, match=message):
        msgspec.convert(make.single("q", options=options), QuestionDocument)


def test_a_multiple_choice_without_a_right_option_is_refused():
    with pytest.raises(msgspec.ValidationError, match="no option is right"):
        msgspec.convert(make.multiple("q", options=[make.option("a"), make.option("b")]), QuestionDocument)


def test_an_unknown_key_or_scheme_is_refused():
    with pytest.raises(msgspec.ValidationError, match="unknown field"):
        msgspec.convert(make.single("q", colour="red"), QuestionDocument)
    with pytest.raises(msgspec.ValidationError, match="Invalid enum value"):
        msgspec.convert(make.multiple("q", "fuzzy"), QuestionDocument)


@pytest.mark.parametrize("values", [make.single("q"), make.multiple("q"), make.true_false("q", False)])
def test_a_question_comes_back_as_it_was_stored(values):
    question = msgspec.convert(values, QuestionDocument)
    assert from_dict(msgspec.json.decode(msgspec.json.encode(to_dict(question)))) == question


def test_a_fingerprint_does_not_depend_on_the_order_of_keys_but_on_every_word():
    stored = to_dict(msgspec.convert(make.single("q"), QuestionDocument))
    assert fingerprint(dict(reversed(stored.items()))) == fingerprint(stored)
    assert fingerprint(stored | {"stem": {"en": "Another"}}) != fingerprint(stored)


def test_a_bank_as_a_stock_has_what_is_ready_to_be_drawn_and_names_all():
    bank: BankDocument = make.bank(
        questions=[
            make.single("a", difficulty="easy"),
            make.single("b", tags={"product": ["kru"]}),
            make.single("c", state="draft"),
            make.description("d"),
            make.scenario("e", 3),
        ]
    )
    stock = stock_of(bank)
    assert list(stock.index.pool(choice_of(Draw(bank="channel")))) == [1, 2]
    assert list(stock.index.pool(choice_of(Draw(bank="channel"), 3))) == [5]
    assert list(stock.index.pool(choice_of(Draw(bank="channel", tags={"product": ("kru",)})))) == [2]
    assert {key: (one.marks, one.state) for key, one in stock.named.items()} == {
        "a": (1, "ready"), "b": (1, "ready"), "c": (1, "draft"), "d": (0, "ready"), "e": (3, "ready")
    }  # fmt: skip
