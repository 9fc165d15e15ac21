"""A known question that comes again stays the same one."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from app.assessment.questions import from_dict
from app.assessment.rewording import reworded
from tests.assessment.formats import made


def question(kind: str, **values: Any) -> Any:
    return from_dict(
        {"type": kind, "key": "q", "topic": "leads", "difficulty": "easy", "stem": {"en": "Asked?"}, **values}
    )


def option(key: str, *, right: bool = False, **texts: str) -> dict[str, Any]:
    return {"key": key, "text": texts, "right": right}


def choice(*options: dict[str, Any], **values: Any) -> Any:
    return question("single", options=options, **values)


def keys(asked: Any) -> list[tuple[str, str]]:
    return [(one.key, one.text["en"]) for one in asked.options]


OLD = choice(
    option("harbour", right=True, en="Harbour", th="ท่าเรือ"), option("meadow", en="Meadow", th="ทุ่งหญ้า"),
    stem={"en": "Where?", "th": "ที่ไหน"},
)  # fmt: skip


def test_options_that_say_the_same_keep_their_keys_in_whatever_order():
    new = choice(option("a", en="Meadow"), option("b", right=True, en="Harbour"))
    assert keys(reworded(new, OLD, "en")) == [("meadow", "Meadow"), ("harbour", "Harbour")]


def test_an_option_with_new_words_at_its_place_keeps_its_key_but_not_what_it_meant_in_other_languages():
    new = choice(option("a", right=True, en="Harbour"), option("b", en="Orchard"))
    again = reworded(new, OLD, "en")
    assert keys(again) == [("harbour", "Harbour"), ("meadow", "Orchard")]
    assert [one.text for one in again.options] == [{"en": "Harbour", "th": "ท่าเรือ"}, {"en": "Orchard"}]


def test_an_option_more_or_less_never_takes_a_key_that_was_another_ones():
    new = choice(
        option("a", right=True, en="Harbour"), option("harbour", en="Orchard"), option("meadow", en="Lake")
    )
    assert [key for key, _text in keys(reworded(new, OLD, "en"))] == ["harbour", "harbour-2", "meadow-2"]


def test_a_translation_comes_beside_what_is_there():
    thai = choice(option("a", right=True, th="หนึ่ง"), option("b", th="สอง"), stem={"th": "ไหน"})
    old = choice(option("x", right=True, en="One"), option("y", en="Two"), explanation={"en": "Why"})
    again = reworded(thai, old, "th")
    assert again.stem == {"en": "Asked?", "th": "ไหน"}
    assert [(one.key, one.text) for one in again.options] == [
        ("x", {"en": "One", "th": "หนึ่ง"}), ("y", {"en": "Two", "th": "สอง"}),
    ]  # fmt: skip
    assert again.explanation == {"en": "Why"}


def test_what_the_file_does_not_say_any_more_goes():
    old = choice(
        option("x", right=True, en="One"), option("y", en="Two"), explanation={"en": "Why", "th": "ทำไม"}
    )
    new = choice(option("a", right=True, en="One"), option("b", en="Two"))
    assert reworded(new, old, "en").explanation == {}


def test_gaps_keep_their_keys_in_the_text_too():
    def gap(key: str, text: str) -> dict[str, Any]:
        return {"type": "text", "key": key, "accepted": [{"text": text}]}

    old = question(
        "cloze", stem={"en": "[[city]] in [[year]]"}, gaps=[gap("city", "Rome"), gap("year", "1960")]
    )
    new = question(
        "cloze", stem={"en": "In [[gap-1]]: [[gap-2]]"}, gaps=[gap("gap-1", "1960"), gap("gap-2", "Rome")]
    )
    again = reworded(new, old, "en")
    assert again.stem == {"en": "In [[year]]: [[city]]"}
    assert [one.key for one in again.gaps] == ["year", "city"]


def test_categories_keep_their_keys_where_items_name_them():
    def sorting(*names: str) -> Any:
        items = [{"key": f"i{n}", "text": {"en": str(n)}, "category": name} for n, name in enumerate(names)]
        categories = [{"key": name, "text": {"en": f"Kind {n}"}} for n, name in enumerate(names)]
        return question("categorise", categories=categories, items=items)

    again = reworded(sorting("a", "b"), sorting("fish", "bird"), "en")
    assert [one.key for one in again.categories] == ["fish", "bird"]
    assert [one.category for one in again.items] == ["fish", "bird"]


def test_another_type_is_another_question():
    new = question("essay")
    assert reworded(new, OLD, "en") == new


@settings(max_examples=300, deadline=None)
@given(st.one_of(made.simple, made.more))
def test_the_same_again_changes_nothing(same):
    assert reworded(same, same, "en") == same


@settings(max_examples=300, deadline=None)
@given(st.one_of(made.simple, made.more), st.one_of(made.simple, made.more))
def test_whatever_was_there_before_the_new_wording_says_what_the_file_says(new, old):
    again = reworded(new, old, "en")
    assert made.essence(again) == made.essence(made.replaced(new, key=again.key))
