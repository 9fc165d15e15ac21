"""Gaps in a text are read with their answers; those that Kru cannot have are named."""

import pytest

from app.assessment.questions import GAP
from tests.assessment.formats.moodle_made import asked, one, reason


def test_gaps_of_every_kind():
    text = (
        "The capital is {2:SHORTANSWER_C:=Bangkok~%50%Krung Thep#Its name~*#No}, "
        "it has {:NM:=10.5:0.5#Yes~%50%8:2} million people and is {1:MC:~cold~%100%hot#Indeed}."
    )
    question = one(asked("cloze", text=text))
    assert question.stem == {
        "en": "The capital is [[gap-1]], it has [[gap-2]] million people and is [[gap-3]]."
    }
    city, people, heat = question.gaps
    assert [(a.text, a.share, a.feedback) for a in city.accepted] == [
        ("Bangkok", 1, {}), ("Krung Thep", 0.5, {"en": "Its name"}),
    ]  # fmt: skip
    assert (city.weight, city.case_sensitive, city.otherwise) == (2, True, {"en": "No"})
    assert [(a.value, a.tolerance, a.share) for a in people.accepted] == [(10.5, 0.5, 1), (8, 2, 0.5)]
    assert [(o.text["en"], o.right) for o in heat.options] == [("cold", False), ("hot", True)]


def test_signs_behind_a_backslash_and_entities_belong_to_the_answer():
    question = one(asked("cloze", text=r"It is {1:MC:=a \} b \~ c \# d&#233;&lt;~other}."))
    assert question.gaps[0].options[0].text == {"en": "a } b ~ c # dé<"}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("No gap", "no gap such as"),
        ("{1:SA:=x", "is not closed"),
        ("{1:REGEXP:=x.*}", "no gap of the kind REGEXP"),
        ("{1:MULTIRESPONSE:=a~=b}", "no gap of the kind MULTIRESPONSE"),
        ("{1:SA:=x*}", "accepts anything where * stands"),
        ("{1:NM:=two}", "no number"),
        ("{1:MC:=a}", "only one option"),
        ("{1:MC:a~b}", "no option of a gap is worth the whole mark"),
        ("{1:SA:}", "has no answers"),
        ("{0:SA:=a}", "must weigh from 1 to 100"),
        ("A <span title='{1:SA:=a}'>b</span>", "hold each gap once"),
        ("{1:SA:=x}" * 201, "more than 200 gaps"),
    ],
)
def test_gaps_that_kru_cannot_have_are_named(text, words):
    assert words in reason(asked("cloze", text=text))


def test_words_that_look_like_a_gap_of_ours_stay_words():
    question = one(asked("cloze", text="Write [[this]] and {1:SA:=x}"))
    assert GAP.findall(question.stem["en"]) == ["gap-1"]
    assert question.markup == "markdown"


def test_missing_words_offer_their_group():
    boxes = "".join(
        f"<selectoption><text>{text}</text><group>{group}</group></selectoption>"
        for text, group in (("cat", 1), ("mat", 2), ("dog", 1), ("hat", 2))
    )
    question = one(asked("gapselect", boxes, text="The [[1]] sat on the [[2]]."))
    assert question.stem == {"en": "The [[gap-1]] sat on the [[gap-2]]."}
    offered = [[(o.text["en"], o.right) for o in gap.options] for gap in question.gaps]
    assert offered == [[("cat", True), ("dog", False)], [("mat", True), ("hat", False)]]
