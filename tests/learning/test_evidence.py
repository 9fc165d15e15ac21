"""What the evidence of each kind of item proves, and what is missing."""

import pytest

from app.catalogue.documents import AnyItem
from app.learning.coverage import Stretch
from app.learning.evidence import (
    AcceptanceLeft,
    AnswersLeft,
    FilmLeft,
    Marks,
    PagesLeft,
    PassLeft,
    ReadingLeft,
    add,
    carry_over,
    tick,
    weigh,
)
from tests.factories import catalogue as make

HOUR = 3600.0


@pytest.mark.parametrize(
    ("item", "missing"),
    [
        (make.video(duration=100), FilmLeft(90.0, 0.0, 0.9, ((0.0, 100.0),), 100)),
        (make.datasheet(pages=2), PagesLeft((1, 2), 3)),
        (make.playbook(), ReadingLeft(2, 2)),
        (make.card(), AnswersLeft(2)),
        (make.acknowledgement(version="4"), AcceptanceLeft("4")),
        (make.quiz(), PassLeft(0.8)),
    ],
)
def test_without_evidence_everything_is_missing(item: AnyItem, missing: object) -> None:
    weight = weigh(item, {})
    assert (weight.fraction, weight.missing, weight.is_complete) == (0.0, missing, False)


def test_ninety_per_cent_of_a_film_is_enough() -> None:
    film = make.video(duration=100)
    almost = add(film, {}, Marks(played=(Stretch(0, 89.9),)), wall=HOUR).evidence
    assert not weigh(film, almost).is_complete
    enough = add(film, almost, Marks(played=(Stretch(95, 95.2),)), wall=HOUR).evidence
    assert weigh(film, enough).is_complete


def test_pages_count_once_they_were_open_long_enough() -> None:
    sheet = make.datasheet(pages=2, dwell=3)
    first = add(sheet, {}, Marks(dwelt=(("1", 2.0), ("2", 5.0), ("9", 5.0))), wall=HOUR)
    assert weigh(sheet, first.evidence).missing == PagesLeft((1,), 3)
    second = add(sheet, first.evidence, Marks(dwelt=(("1", 1.0),)), wall=HOUR)
    assert weigh(sheet, second.evidence).is_complete
    assert "9" not in second.evidence["pages"]


def test_dwelling_is_bounded_by_the_time_that_passed() -> None:
    sheet = make.datasheet(pages=3, dwell=3)
    added = add(sheet, {}, Marks(dwelt=(("1", 60.0), ("2", 60.0), ("3", 60.0))), wall=5.0)
    assert (added.evidence["pages"], added.used) == ({"1": 5.0, "2": 0.0, "3": 0.0}, 5.0)
    assert weigh(sheet, added.evidence).missing == PagesLeft((2, 3), 3)


@pytest.mark.parametrize("claimed", [float("nan"), -5.0, 0.0])
def test_nonsense_seconds_earn_nothing(claimed: float) -> None:
    added = add(make.datasheet(), {}, Marks(dwelt=(("1", claimed),)), wall=HOUR)
    assert (added.evidence, added.used) == ({"pages": {}}, 0.0)


def test_a_sheet_read_in_one_language_is_read() -> None:
    sheet = make.datasheet(pages=1)
    longer = make.datasheet(pages=2).sheets["th"]
    both = make.datasheet(sheets={"en": sheet.sheets["en"], "th": longer})
    assert weigh(both, {"pages": {"1": 3}}).is_complete


def test_a_playbook_needs_every_section_read_and_every_step_ticked() -> None:
    book = make.playbook()
    read = add(book, {}, Marks(dwelt=(("first-call", 4.0), ("after-the-call", 3.0))), wall=HOUR).evidence
    assert weigh(book, read).missing == ReadingLeft(0, 2)
    ticked = tick(book, read, ticked=["1.1", "1.2", "9.9"], unticked=[])
    assert weigh(book, ticked).is_complete
    assert weigh(book, tick(book, ticked, ticked=[], unticked=["1.1"])).missing == ReadingLeft(0, 1)


def test_a_card_is_done_when_every_objection_was_opened() -> None:
    card = make.card()
    one = add(card, {}, Marks(opened=("free", "nonsense")), wall=0).evidence
    assert (one, weigh(card, one).missing) == ({"opened": ["free"]}, AnswersLeft(1))
    assert weigh(card, add(card, one, Marks(opened=("known",)), wall=0).evidence).is_complete


def test_marks_of_another_kind_earn_nothing() -> None:
    marks = Marks(played=(Stretch(0, 60),), dwelt=(("1", 60.0),), opened=("free",))
    assert weigh(make.quiz(), add(make.quiz(), {}, marks, wall=HOUR).evidence).fraction == 0
    assert (
        weigh(make.acknowledgement(), add(make.acknowledgement(), {}, marks, wall=HOUR).evidence).fraction
        == 0
    )


def test_new_words_keep_the_ticks_that_still_exist_and_film_only_if_it_is_the_same() -> None:
    film = make.video()
    seen = add(film, {}, Marks(played=(Stretch(0, 30),)), wall=HOUR).evidence
    assert carry_over(film, seen) == seen
    assert carry_over(make.video(media=make.file("other.mp4", "video/mp4")), seen) == {}
    book = make.playbook(plays=(1,))
    old = {"sections": {"first-call": 9.0, "gone": 9.0}, "steps": ["1.1", "1.2"]}
    assert carry_over(book, old) == {"sections": {"first-call": 9.0}, "steps": ["1.1"]}
