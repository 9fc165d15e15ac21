"""What a person sees of a question while they answer it, and how their answer is read."""

import dataclasses

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.assessment.paper import MOST_CHARACTERS, NotAnOption, answer_from, right_sides, shown, values_of
from app.assessment.questions import PartDocument, option_keys, part_from_dict
from tests.factories import assessment as make

ALL = {q["type"]: part_from_dict(q) for q in make.of_every_type()}
SINGLE, MULTIPLE, TRUE_FALSE = ALL["single"], ALL["multiple"], ALL["true_false"]
MATCHING, ORDERING, CATEGORISE, CLOZE = ALL["matching"], ALL["ordering"], ALL["categorise"], ALL["cloze"]
NUMERIC, SHORT_TEXT, HOTSPOT, PITCH = ALL["numeric"], ALL["short_text"], ALL["hotspot"], ALL["pitch"]


def part(question: dict) -> PartDocument:
    return msgspec.convert(question, PartDocument)


def words(least: int = 1):
    """Texts that are more than space, as a browser sends them."""
    letters = st.characters(exclude_characters="\x00\r", exclude_categories=("Cs",))
    return st.text(letters, min_size=least, max_size=60).filter(str.strip)


POINT = st.lists(st.integers(0, 1000), min_size=2, max_size=2)
ANSWERS = {
    "single": st.lists(st.sampled_from(option_keys(SINGLE)), max_size=1),
    "multiple": st.sets(st.sampled_from(option_keys(MULTIPLE))).map(
        lambda chosen: [key for key in option_keys(MULTIPLE) if key in chosen]
    ),
    "true_false": st.lists(st.sampled_from(["true", "false"]), max_size=1),
    "matching": st.dictionaries(
        st.sampled_from([pair.key for pair in MATCHING.pairs]), st.sampled_from(list(right_sides(MATCHING)))
    ),
    "categorise": st.dictionaries(
        st.sampled_from([item.key for item in CATEGORISE.items]),
        st.sampled_from([kind.key for kind in CATEGORISE.categories]),
    ),
    "ordering": st.permutations([item.key for item in ORDERING.items]).flatmap(
        lambda keys: st.integers(0, len(keys)).map(lambda some: keys[:some])
    ),
    "cloze": st.fixed_dictionaries(
        {},
        optional={
            "canarykey-list": st.sampled_from(["right", "wrong-1"]),
            "canarykey-word": words(),
            "canarykey-figure": words(),
        },
    ),
    "numeric": st.just({})
    | st.fixed_dictionaries({"number": words()}, optional={"unit": st.sampled_from(["km", "m"])}),
    "short_text": st.fixed_dictionaries({}, optional={"text": words()}),
    "essay": st.fixed_dictionaries({}, optional={"text": words()}),
    "hotspot": st.lists(POINT, max_size=40),
    "pitch": st.just({})
    | st.fixed_dictionaries(
        {"file": st.just("d" * 64), "media_type": st.just("video/webm"), "name": st.text("a.", max_size=9)}
    ),
    "description": st.just([]),
}


@pytest.mark.parametrize("kind", ANSWERS)
@given(chance=st.data())
def test_the_form_of_an_answer_says_that_answer(kind, chance):
    answer = chance.draw(ANSWERS[kind])
    assert answer_from(ALL[kind], values_of(ALL[kind], answer)) == answer


@pytest.mark.parametrize("kind", ANSWERS)
@given(chance=st.data())
def test_the_page_shows_ones_own_answer_and_nothing_of_the_key(kind, chance):
    answer = chance.draw(ANSWERS[kind])
    seen = repr(shown(ALL[kind], answer))
    for secret in ("CANARYKEY", "canarykey", "987654321", "is_right"):
        assert secret not in seen.replace(repr(answer), "")
    assert ALL[kind].stem["en"][:4] in seen


@pytest.mark.parametrize("kind", ANSWERS)
def test_what_is_shown_of_a_type_has_no_room_for_a_key(kind):
    seen = shown(ALL[kind], [])
    assert seen.kind == kind
    assert "487" not in repr(seen) and "187" not in repr(seen)
    allowed = {
        "kind", "stem", "markup", "pictures", "options", "lefts", "rights", "items", "gaps", "number", "unit", "units",
        "is_unit_required", "text", "min_words", "max_words", "picture", "points", "medium", "max_seconds", "sha256",
        "media_type", "name",
    }  # fmt: skip
    assert {field.name for field in dataclasses.fields(seen)} <= allowed


def test_options_go_out_under_numbers_not_under_the_authors_keys():
    seen = shown(SINGLE, ["wrong-1"])
    assert [o.number for o in seen.options] == ["1", "2", "3", "4"]
    assert [o.is_chosen for o in seen.options] == [False, True, False, False]
    assert "'right'" not in repr(seen) and "wrong-1'" not in repr([o.number for o in seen.options])


def test_numbers_come_back_as_keys_in_the_papers_order():
    assert answer_from(MULTIPLE, {"choice": ["3", "1"]}) == ["right", "wrong-1"]
    assert answer_from(TRUE_FALSE, {"choice": ["2"]}) == ["false"]
    assert answer_from(SINGLE, {}) == []
    assert answer_from(MULTIPLE, {"choice": ["1", "1"]}) == ["right"]


def test_what_was_drawn_is_the_order_shown_and_counted():
    keys = [item.key for item in ORDERING.items]
    drawn = msgspec.structs.replace(ORDERING, drawn=(keys[2], keys[0], keys[3], keys[1]))
    assert [item.text["en"] for item in shown(drawn, []).items] == [
        "Step three",
        "Step one",
        "Step four",
        "Step two",
    ]
    assert answer_from(drawn, {"place-1": ["2"], "place-2": ["1"]}) == [keys[0], keys[2]]
    sides = ["canarykey-none", "canarykey-b", "canarykey-c", "canarykey-a"]
    assert list(right_sides(msgspec.structs.replace(MATCHING, drawn=tuple(sides)))) == sides


def test_without_a_drawn_order_the_documents_own_which_is_the_right_one_does_not_show_through():
    orders = {
        tuple(item.text["en"] for item in shown(part(make.ordering(f"o{n}")), []).items) for n in range(20)
    }
    assert len(orders) > 10


def test_an_order_that_is_not_one_of_all_items_is_no_document():
    with pytest.raises(msgspec.ValidationError, match="must name each key once"):
        part(make.ordering("o", drawn=("canarykey-one",)))


def test_equal_right_sides_stand_there_once_and_either_key_shows_as_chosen():
    sides = {"a": "Yes", "b": "No", "c": "Yes"}
    pairs = [{"key": key, "left": make.text(key), "right": make.text(side)} for key, side in sides.items()]
    question = part(make.matching("m", pairs=pairs, distractors=[]))
    assert sorted(text["en"] for text in right_sides(question).values()) == ["No", "Yes"]
    lefts = shown(question, {"a": "a", "b": "b", "c": "c"}).lefts
    assert lefts[0].chosen == lefts[2].chosen != lefts[1].chosen
    assert all(left.chosen for left in lefts)


def test_things_are_shown_in_the_order_in_which_the_person_put_them():
    keys = [item.key for item in ORDERING.items]
    seen = shown(ORDERING, [keys[3], keys[1]])
    assert [item.text["en"] for item in seen.arranged][:2] == ["Step four", "Step two"]
    assert seen.is_put and not shown(ORDERING, []).is_put


def test_of_two_items_put_at_the_same_place_the_one_drawn_first_comes_first():
    first, second = (item.text["en"] for item in shown(ORDERING, []).items[:2])
    put = answer_from(ORDERING, {"place-2": ["1"], "place-1": ["1"]})
    assert [item.text["en"] for item in shown(ORDERING, put).arranged[:2]] == [first, second]


def test_gaps_go_out_under_numbers_in_every_language():
    seen = shown(CLOZE, {"canarykey-word": "so"})
    assert seen.stem["en"].endswith("choose [[1]], write [[2]], count [[3]].")
    assert "[[3]]" in seen.stem["th"] and "canarykey" not in seen.stem["th"]
    assert [(gap.is_number, gap.text, len(gap.options)) for gap in seen.gaps] == [
        (False, "", 2),
        (False, "so", 0),
        (True, "", 0),
    ]


def test_a_point_may_be_given_in_percents():
    assert answer_from(HOTSPOT, {"point": ["1,2"], "across": ["41.5"], "down": [" 7,25 "]}) == [
        [1, 2],
        [415, 72],
    ]
    assert answer_from(HOTSPOT, {"across": ["41.5"], "down": [""]}) == []


def test_nothing_but_space_is_no_answer_and_line_ends_are_plain():
    assert answer_from(SHORT_TEXT, {"text": [" \r\n "]}) == {}
    assert answer_from(ALL["essay"], {"text": ["one\r\ntwo "]}) == {"text": "one\ntwo "}
    assert answer_from(ALL["description"], {"text": ["words"], "choice": ["1"]}) == []


@pytest.mark.parametrize(
    ("question", "values"),
    [
        *((SINGLE, {"choice": [wrong]}) for wrong in ("5", "0", "-1", "right", "1e999", "NaN", "", "١")),
        (SINGLE, {"choice": ["1", "2"]}),
        (TRUE_FALSE, {"choice": ["true"]}),
        (TRUE_FALSE, {"choice": ["1", "2"]}),
        (MULTIPLE, {"choice": ["1"] * 10_000}),
        (MATCHING, {"pair-1": ["5"]}),
        (MATCHING, {"pair-1": ["canarykey-a"]}),
        (MATCHING, {"pair-4": ["1"]}),
        (MATCHING, {"pair-1": ["1", "2"]}),
        (CATEGORISE, {"pair-1": ["3"]}),
        (CATEGORISE, {"pair-canarykey-oak": ["1"]}),
        (ORDERING, {"place-1": ["5"]}),
        (ORDERING, {"place-1": ["0"]}),
        (ORDERING, {"place-5": ["1"]}),
        (ORDERING, {"place-1": ["9" * 5000]}),
        (CLOZE, {"gap-1": ["3"]}),
        (CLOZE, {"gap-1": ["right"]}),
        (CLOZE, {"gap-4": ["so"]}),
        (CLOZE, {"gap-2": ["x" * (MOST_CHARACTERS + 1)]}),
        (CLOZE, {"gap-2": ["\x00"]}),
        (NUMERIC, {"number": ["9" * 101]}),
        (NUMERIC, {"number": ["1"], "unit": ["mile"]}),
        (NUMERIC, {"number": ["1", "2"]}),
        (SHORT_TEXT, {"text": ["x" * (MOST_CHARACTERS + 1)]}),
        (SHORT_TEXT, {"text": ["a\x00b"]}),
        *((HOTSPOT, {"point": [p]}) for p in ("1001,0", "0,1001", "-1,0", "1", "1,2,3", "", "a,b", "١,٢", "1.5,2")),
        (HOTSPOT, {"point": ["1,1"] * 41}),
        (HOTSPOT, {"across": ["101"], "down": ["1"]}),
        (HOTSPOT, {"across": ["NaN"], "down": ["1"]}),
        (HOTSPOT, {"across": ["here"], "down": ["1"]}),
        (PITCH, {"file": ["../../etc"], "media_type": ["video/webm"]}),
        (PITCH, {"file": ["d" * 64], "media_type": ["text/html"]}),
        (PITCH, {"file": ["d" * 64], "media_type": ["video/webm"], "name": ["x" * 201]}),
    ],
)  # fmt: skip
def test_what_is_not_on_the_paper_is_refused(question, values):
    with pytest.raises(NotAnOption):
        answer_from(question, values)


def test_a_unit_alone_is_no_answer():
    for nothing in ("", "  "):
        assert answer_from(NUMERIC, {"number": [nothing], "unit": ["km"]}) == {}
