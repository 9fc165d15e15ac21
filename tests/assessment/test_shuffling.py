"""In which order the parts of a question stand on a paper."""

import pytest

from app.assessment.questions import part_from_dict
from app.assessment.shuffling import shuffle_options
from tests.factories import assessment as make


def shuffled(values: dict, seed: str):
    return shuffle_options(part_from_dict(values), seed=seed)


def keys(parts) -> tuple[str, ...]:
    return tuple(part.key for part in parts)


def test_options_are_shuffled_by_the_seed():
    orders = {keys(shuffled(make.single("q"), f"s{n}").options) for n in range(300)}
    assert len(orders) == 24
    assert shuffled(make.single("q"), "s") == shuffled(make.single("q"), "s")


def test_two_questions_of_one_paper_are_shuffled_differently():
    one, another = (
        [keys(shuffled(make.single(key), f"s{n}").options) for n in range(5)] for key in ("q1", "q2")
    )
    assert one != another


@pytest.mark.parametrize("kind", [make.single, make.multiple])
def test_a_pinned_option_keeps_its_place(kind):
    values = kind("q")
    values["options"] = [*values["options"][:3], make.option("all-of-these", pin=True)]
    orders = [keys(shuffled(values, f"s{n}").options) for n in range(50)]
    assert {order[3] for order in orders} == {"all-of-these"}
    assert len(set(orders)) == 6


def test_the_list_of_a_gap_is_shuffled_with_its_pins_and_other_gaps_are_left_alone():
    values = make.cloze("q")
    options = [
        make.option("right", right=True), make.option("wrong-1"), make.option("wrong-2"), make.option("none", pin=True)
    ]  # fmt: skip
    values["gaps"][0]["options"] = options
    found = [shuffled(values, f"s{n}").gaps for n in range(50)]
    assert len({keys(gaps[0].options) for gaps in found}) == 6
    assert {gaps[0].options[3].key for gaps in found} == {"none"}
    assert all(gaps[1:] == part_from_dict(values).gaps[1:] for gaps in found)


def test_the_right_sides_of_a_matching_are_drawn_with_the_distractors_among_them():
    values = make.matching("q")
    found = [shuffled(values, f"s{n}") for n in range(300)]
    assert len({one.drawn for one in found}) == 24
    assert all(one.pairs == part_from_dict(values).pairs for one in found)


@pytest.mark.parametrize("count", [2, 4])
def test_an_order_to_be_found_never_begins_as_the_right_one(count):
    values = make.ordering("q")
    values["items"] = values["items"][:count]
    right = keys(part_from_dict(values).items)
    found = [shuffled(values, f"s{n}") for n in range(300)]
    assert right not in {one.drawn for one in found}
    assert len({one.drawn for one in found}) == (1 if count == 2 else 23)
    assert {keys(one.items) for one in found} == {right}


def test_items_to_be_sorted_are_shuffled_and_their_categories_are_not():
    values = make.categorise("q")
    found = [shuffled(values, f"s{n}") for n in range(100)]
    assert len({keys(one.items) for one in found}) == 6
    assert all(one.categories == part_from_dict(values).categories for one in found)


@pytest.mark.parametrize(
    "values",
    [make.true_false("q"), make.numeric("q"), make.short_text("q"), make.hotspot("q"), make.essay("q"),
     make.pitch("q"), make.description("q")],
    ids=lambda values: values["type"],
)  # fmt: skip
def test_what_has_no_parts_to_choose_from_is_left_alone(values):
    question = part_from_dict(values)
    assert shuffle_options(question, seed="s") is question
