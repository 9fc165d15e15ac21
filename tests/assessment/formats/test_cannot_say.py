"""What a format would grade otherwise is left out by name; what else it cannot say is named, and the question goes."""

from datetime import date
from typing import Any

import pytest

from app.assessment.formats import read, write
from app.assessment.questions import from_dict
from tests.assessment.formats import made

OPTIONS = [{"key": "a", "text": {"en": "a"}, "right": True}, {"key": "b", "text": {"en": "b"}}]
TWO_RIGHT = [*OPTIONS, {"key": "c", "text": {"en": "c"}, "right": True}]
ITEMS = [{"key": "a", "text": {"en": "a"}}, {"key": "b", "text": {"en": "b"}}]
PICTURE = {
    "file": {"sha256": "0" * 64, "media_type": "image/png", "name": "x.png"},
    "alt": {"en": "x"}, "width": 1, "height": 1,
}  # fmt: skip
PICTURED = {"key": "a", "picture": PICTURE, "right": True}
REGION = {"key": "r", "shape": "circle", "at": [1, 1, 1], "right": True}
PARTS = [{"type": "essay", "key": "one", "topic": "leads", "difficulty": "easy", "stem": {"en": "One?"}}]
CATEGORIES = {"categories": ITEMS, "items": [{**item, "category": "a"} for item in ITEMS]}
BOTH = ("gift", "moodle-xml")


def question(kind: str, **values: Any) -> Any:
    return from_dict(
        {
            "type": kind,
            "key": "q",
            "topic": "leads",
            "difficulty": "medium",
            "stem": {"en": "Asked?"},
            **values,
        }
    )


def shares(*worth: float) -> list[dict[str, Any]]:
    return [
        {"key": f"o{n}", "text": {"en": "x"}, "share": one, "right": one > 0} for n, one in enumerate(worth)
    ]


@pytest.mark.parametrize(
    ("kind", "values", "formats", "reason"),
    [
        ("multiple", {"options": TWO_RIGHT, "scheme": "all_or_nothing"}, BOTH, "does not know how it is graded"),
        ("multiple", {"options": TWO_RIGHT, "scheme": "every_decision"}, BOTH, "does not know how it is graded"),
        ("multiple", {"options": shares(1, -0.5), "scheme": "shares", "floor": "none"}, BOTH, "never costs"),
        ("multiple", {"options": shares(0.55, 0.45), "scheme": "shares"}, BOTH, "no grade of 55 %"),
        ("single", {"options": [{**OPTIONS[1], "share": 1.0}, OPTIONS[0]]}, BOTH, "before the right one"),
        ("numeric", {"accepted": [{"low": 1, "high": 2, "inclusive": False}]}, BOTH, "ends of a range"),
        ("numeric", {"accepted": [{"value": 1}], "units": [{"name": "m"}]}, ("gift",), "no units"),
        ("short_text", {"accepted": [{"text": "a"}], "case_sensitive": True}, ("gift",), "capital letters"),
        ("short_text", {"accepted": [{"text": "a->b"}]}, ("gift",), "pair of a matching"),
        ("short_text", {"accepted": [{"text": "a\\*b"}]}, BOTH, "cannot accept the signs"),
        ("ordering", {"items": ITEMS}, ("gift",), "no questions of this type"),
        ("categorise", CATEGORIES, BOTH, "no questions of this type"),
        ("hotspot", {"picture": PICTURE, "regions": [REGION]}, BOTH, "no questions of this type"),
        ("pitch", {}, BOTH, "no questions of this type"),
        ("scenario", {"questions": PARTS}, BOTH, "no questions of this type"),
        ("single", {"options": [PICTURED, OPTIONS[1]]}, ("gift",), "only a picture"),
        (
            "cloze",
            {"stem": {"en": "{1:SA:=x} [[g]]"}, "gaps": [{"type": "text", "key": "g", "accepted": [{"text": "x"}]}]},
            ("moodle-xml",),
            "looks like the code of a gap",
        ),
    ],
)  # fmt: skip
def test_what_would_be_graded_otherwise_is_left_out_by_name(kind, values, formats, reason):
    for format in formats:
        written = write(format, made.outgoing([question(kind, **values)]))
        assert written.counts == {}
        [cannot] = written.cannot
        assert (cannot.where, cannot.reason[:8]) == ("q", "left out")
        assert reason in cannot.reason


@pytest.mark.parametrize(
    ("kind", "values", "formats", "reason"),
    [
        ("multiple", {"options": TWO_RIGHT}, BOTH, "“right minus wrong” is written as shares"),
        ("single", {"options": [OPTIONS[0], {**OPTIONS[1], "pin": True}]}, BOTH, "keep their place"),
        ("numeric", {"accepted": [{"value": 200, "percent": 5}]}, BOTH, "per cent is written as a number"),
        ("numeric", {"accepted": [{"low": 1, "high": 4}]}, ("moodle-xml",), "its middle and a tolerance"),
        ("essay", {"min_words": 5}, ("gift",), "its rubric, its number of words"),
        ("essay", {"is_blind": False}, BOTH, "who grades it"),
        ("essay", {"stem": {"en": "Asked?", "th": "ถาม"}}, BOTH, "its texts in other languages"),
        ("essay", {"stem": {"th": "ถาม"}}, BOTH, "it is not written in this language"),
        ("essay", {"owner": "Ann", "review_on": date(2027, 1, 1)}, BOTH, "its owner and review date"),
        ("essay", {"state": "draft"}, BOTH, "that it is a draft"),
        ("essay", {"hints": [{"en": "Think"}]}, ("gift",), "its hints"),
        ("essay", {"pictures": [PICTURE]}, ("gift",), "its pictures"),
        ("essay", {"pictures": [PICTURE]}, ("moodle-xml",), "no longer there"),
        ("description", {"explanation": {"en": "Why"}}, ("gift",), "its explanation"),
    ],
)
def test_what_else_is_lost_is_named_and_the_question_goes(kind, values, formats, reason):
    for format in formats:
        written = write(format, made.outgoing([question(kind, **values)]))
        assert written.counts == {kind: 1}
        assert any(reason in cannot.reason for cannot in written.cannot), written.cannot
        assert read(written.data, written.name, format=format).counts == {kind: 1}


def test_right_minus_wrong_leaves_as_the_shares_that_grade_the_same():
    written = write("gift", made.outgoing([question("multiple", options=TWO_RIGHT)]))
    [again] = read(written.data, "x.gift").questions
    assert [(option.right, option.share) for option in again.options] == [
        (True, 0.5),
        (False, -0.5),
        (True, 0.5),
    ]


def test_a_tolerance_in_per_cent_leaves_as_the_number_that_it_is():
    written = write(
        "moodle-xml", made.outgoing([question("numeric", accepted=[{"value": 200, "percent": 5}])])
    )
    [again] = read(written.data, "x.xml").questions
    assert (again.accepted[0].value, str(again.accepted[0].tolerance)) == (200, "10")
