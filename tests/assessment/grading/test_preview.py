"""What an author sees of a question's worth while writing it."""

from hypothesis import given

from app.assessment.grading import grade
from app.assessment.grading.preview import previews
from tests.assessment.grading.questions import (
    ask,
    categorise,
    cloze,
    hotspot,
    matching,
    multiple,
    numeric,
    option,
    ordering,
    region,
    short_text,
)
from tests.assessment.grading.strategies import questions


def shown(question: object) -> list[tuple[str, object, str]]:
    return [(one.kind, one.answer, str(one.fraction)) for one in previews(question)]


def test_of_one_choice_each_option_is_shown():
    single = ask("single", options=[option("a", right=True), option("b", share=-0.5)])
    assert shown(single) == [("option", ["a"], "1"), ("option", ["b"], "-1/2")]
    assert shown(ask("true_false", answer=False)) == [("option", ["true"], "0"), ("option", ["false"], "1")]


def test_of_several_choices_the_right_set_and_all_together_are_shown_as_well():
    assert shown(multiple("r1 r2 w1")) == [
        ("option", ["r1"], "1/2"),
        ("option", ["r2"], "1/2"),
        ("option", ["w1"], "0"),
        ("right", ["r1", "r2"], "1"),
        ("all_options", ["r1", "r2", "w1"], "0"),
    ]


def test_of_things_put_to_others_a_swap_and_a_part_are_shown():
    assert shown(matching("a=1 b=2 c=3")) == [
        ("right", {"a": "a", "b": "b", "c": "c"}, "1"),
        ("swapped", {"a": "b", "b": "a", "c": "c"}, "1/3"),
        ("one_part", {"a": "a"}, "1/3"),
    ]
    assert shown(categorise("oak=tree elm=tree cat=beast"))[1] == (
        "swapped",
        {"oak": "beast", "elm": "tree", "cat": "tree"},
        "1/3",
    )
    assert [kind for kind, _, _ in shown(categorise("oak=tree elm=tree"))] == ["right", "one_part"]


def test_of_an_order_a_swap_and_the_reverse_are_shown():
    assert shown(ordering("a b c")) == [
        ("right", ["a", "b", "c"], "1"),
        ("swapped", ["a", "c", "b"], "0"),
        ("reversed", ["c", "b", "a"], "0"),
    ]


def test_of_gaps_each_alone_is_shown():
    gap = {"type": "text", "accepted": [{"text": "gold"}]}
    assert shown(cloze(a=gap, b=gap | {"weight": 3})) == [
        ("right", {"a": "gold", "b": "gold"}, "1"),
        ("one_part", {"a": "gold"}, "1/4"),
        ("one_part", {"b": "gold"}, "3/4"),
    ]
    assert shown(cloze(a=gap)) == [("right", {"a": "gold"}, "1")]


def test_of_a_number_the_ends_are_shown_and_what_lies_just_beyond():
    assert shown(numeric({"value": "12.5", "tolerance": "0.25", "inclusive": False})) == [
        ("right", {"number": "12.5"}, "1"),
        ("low_end", {"number": "12.25"}, "0"),
        ("high_end", {"number": "12.75"}, "0"),
        ("beyond", {"number": "12.76"}, "0"),
    ]
    assert shown(numeric({"value": 30}, units=[{"name": "days"}], unit_required=True)) == [
        ("right", {"number": "30", "unit": "days"}, "1"),
        ("beyond", {"number": "31", "unit": "days"}, "0"),
        ("no_unit", {"number": "30"}, "0"),
    ]


def test_of_words_each_accepted_text_and_a_near_miss_are_shown():
    assert shown(short_text("gold", {"text": "or", "share": 0.5})) == [
        ("accepted", {"text": "gold"}, "1"),
        ("accepted", {"text": "or"}, "1/2"),
        ("near_miss", {"text": "gol"}, "0"),
    ]
    assert shown(short_text("7"))[1] == ("near_miss", {"text": "7s"}, "0")


def test_of_a_picture_one_region_and_a_point_too_many_are_shown():
    box, far = region("box", "rectangle", 0, 0, 100, 100), region("far", "rectangle", 800, 800, 900, 900)
    assert shown(hotspot(box, far)) == [
        ("right", [[50, 50], [850, 850]], "1"),
        ("one_part", [[50, 50]], "1/2"),
        ("elsewhere", [[50, 50], [850, 850], [0, 200]], "1/2"),
    ]
    assert shown(hotspot(region("all", "rectangle", 0, 0, 1000, 1000))) == [("right", [[500, 500]], "1")]


@given(questions)
def test_what_is_shown_is_what_grading_gives(question):
    for one in previews(question):
        assert one.fraction == grade(question, one.answer)


def test_nothing_is_shown_of_what_a_person_grades():
    assert previews(ask("essay")) == previews(ask("pitch")) == previews(ask("description")) == ()
