"""The front matter of a quiz: what it says is what the quiz is, and what cannot be is named with its line."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from app.catalogue.course_files import read_course
from app.catalogue.documents import Draw, Phase, Quiz, ReviewMatrix
from app.catalogue.item_files import item_hash
from app.catalogue.media_files import Known
from tests.factories import catalogue as make
from tests.factories import content_files
from tests.factories.content_files import ContentFolder, both

EXAM = "courses/leads/exam.md"


@pytest.fixture
def folder(tmp_path: Path) -> ContentFolder:
    return content_files.make(tmp_path)


def write(folder: ContentFolder, **values: Any) -> None:
    head: dict[str, Any] = {"kind": "quiz", "title": both("Exam"), "minutes": 4, "pass_mark": 0.8}
    folder.dump(EXAM, head | {"sections": [{"bank": "channel", "draw": 1}]} | values, "")


def read(folder: ContentFolder, **values: Any) -> Quiz:
    write(folder, **values)
    reading = read_course(folder.root / "courses/leads", folder.root, Known())
    assert not reading.faults, reading.faults
    assert reading.document
    quiz = reading.document.by_key["exam"]
    assert isinstance(quiz, Quiz)
    return quiz


def faults(folder: ContentFolder, line: str, **values: Any) -> list[str]:
    """What is said, with the line that holds these words in place of its number."""
    write(folder, **values)
    reading = read_course(folder.root / "courses/leads", folder.root, Known())
    number = folder.line_of(EXAM, line)
    return [str(fault).replace(f"{EXAM}:{number}: ", "HERE: ") for fault in reading.faults]


def test_a_quiz_of_a_pass_mark_and_a_draw_is_as_it_always_was(folder):
    quiz = read(folder)
    usual = make.quiz("exam", title=both("Exam"), minutes=4, draw=1, hash=quiz.hash)
    assert quiz == usual
    assert quiz.hash == "33630f46c1376068f8f471e09fc4b57fbd280f2cdf345669727f2dc33a019656"


def test_everything_that_a_quiz_can_say_is_taken_over(folder):
    quiz = read(
        folder,
        behaviour="certainty", layout="all", time_limit=40, grace=5, attempts=3, cooldown=[0, 24, 168], counts="latest",
        opens_at=datetime(2026, 12, 1, 2, tzinfo=UTC), closes_at=datetime(2026, 12, 24, 17, tzinfo=UTC),
        shuffle_questions=False, shuffle_options=False, floor=False, exposure_cap=0.25, honour=True,
        review={
            "straight_after": ["score", "topics"],
            "later": {"passed": ["score", "right_answers"], "failed": ["score"]},
            "after_close": {"passed": ["feedback"]},
        },
        release="after_close",
        sections=[
            {"bank": "channel", "title": both("First"), "questions": ["q-one"], "draw": 1, "difficulty": "easy"},
            {
                "bank": "channel", "scenarios": 2, "of": 3, "topics": ["leads"], "tags": {"product": ["kru"]},
                "floor": True,
            },
        ],
    )  # fmt: skip
    assert quiz.sections == (
        Draw(bank="channel", title=both("First"), questions=("q-one",), draw=1, difficulty="easy"),
        Draw(bank="channel", scenarios=2, of=3, topics=("leads",), tags={"product": ("kru",)}, floor=True),
    )
    assert (quiz.behaviour, quiz.layout, quiz.counts, quiz.release) == (
        "certainty",
        "all",
        "latest",
        "after_close",
    )
    assert (quiz.time_limit, quiz.grace, quiz.attempts, quiz.cooldown) == (40, 5, 3, (0, 24, 168))
    assert quiz.opens_at == datetime(2026, 12, 1, 2, tzinfo=UTC)
    assert quiz.closes_at == datetime(2026, 12, 24, 17, tzinfo=UTC)
    assert (quiz.shuffle_questions, quiz.shuffle_options, quiz.floor, quiz.honour) == (
        False,
        False,
        False,
        True,
    )
    assert quiz.exposure_cap == 0.25
    assert quiz.review == ReviewMatrix(
        straight_after=Phase(("score", "topics"), ("score", "topics")),
        later=Phase(("score", "right_answers"), ("score",)),
        after_close=Phase(("feedback",), ()),
    )


def test_a_moment_with_its_zone_may_stand_in_quotes(folder):
    assert read(folder, closes_at="2026-12-24T17:00:00+07:00").closes_at == datetime(
        2026, 12, 24, 10, tzinfo=UTC
    )


ZONE = "HERE: closes_at: write the day, the time and the zone, as in 2026-12-01T09:00:00+07:00"


@pytest.mark.parametrize(
    ("line", "values", "expected"),
    [
        ("closes_at", {"closes_at": "2026-12-24"}, ZONE),
        ("closes_at", {"closes_at": datetime(2026, 12, 24, 17, tzinfo=UTC).replace(tzinfo=None)}, ZONE),
        ("closes_at", {"closes_at": date(2026, 12, 24)}, ZONE),
        ("closes_at", {"closes_at": "soon"}, ZONE),
        (
            "closes_at",
            {"opens_at": datetime(2026, 12, 1, tzinfo=UTC), "closes_at": datetime(2026, 12, 1, tzinfo=UTC)},
            "HERE: closes_at is not after opens_at; correct one",
        ),
        ("release", {"release": "after_close"}, "HERE: release: after_close needs closes_at; say when the quiz closes"),
        ("grace", {"grace": 5}, "HERE: grace needs time_limit or closes_at; without them nobody is late"),
        ("grace", {"grace": -1, "time_limit": 5}, "HERE: grace: -1 is too small; at least 0"),
        (
            "behaviour", {"behaviour": "exam"},
            "HERE: behaviour: must be certainty, deferred, immediate, multi_try, not 'exam'",
        ),
        ("cooldown", {"cooldown": 24}, "HERE: cooldown: must be a list, not 24"),
        ("exposure_cap", {"exposure_cap": 0}, "HERE: exposure_cap: must be over 0"),
        ("exposure_cap", {"exposure_cap": 1.0}, "HERE: exposure_cap: must be below 1"),
        ("review", {"review": "all"}, "HERE: review: must be answers, score, topics, not 'all'"),
        ("later", {"review": {"later": "score"}}, "HERE: review.later: must be a list, not 'score'"),
        ("keys", {"review": {"later": ["keys"]}}, "review.later[0]: must be correctness, feedback, own_answers"),
        ("won", {"review": {"later": {"won": []}}}, "HERE: unknown key `won` in review.later; remove"),
        (
            "draw", {"sections": [{"bank": "channel", "draw": 201}]},
            "HERE: sections[0].draw: 201 is too large; at most 200",
        ),
        (
            "colour", {"sections": [{"bank": "channel", "draw": 1, "tags": {"colour": ["x"]}}]},
            "HERE: unknown key `colour` in sections[0].tags; remove or correct it",
        ),
        (
            "title", {"sections": [{"bank": "channel", "draw": 1, "title": {"en": "First"}}]},
            "the language th is missing",
        ),
    ],
)  # fmt: skip
def test_what_a_quiz_cannot_be_is_named_once_with_its_line(folder, line, values, expected):
    found = faults(folder, line, **values)
    assert len(found) == 1 and expected in found[0], found


def hash_of(quiz: Quiz, **changes: Any) -> str:
    return item_hash(replace(quiz, **changes), "en")


BEGUN = make.quiz()


@pytest.mark.parametrize(
    "changes",
    [
        {"pass_mark": 0.7},
        {"behaviour": "certainty"},
        {"floor": False},
        *(
            {"sections": (replace(BEGUN.sections[0], **values),)}
            for values in (
                {"draw": 3}, {"questions": ("q",)}, {"tags": {"product": ("kru",)}}, {"floor": True},
                {"scenarios": 1, "of": 2}, {"difficulty": "hard"},
            )
        ),
    ],
)  # fmt: skip
def test_evidence_of_a_quiz_counts_for_what_is_asked_and_how_it_is_counted(changes):
    assert hash_of(BEGUN, **changes) != hash_of(BEGUN)


@pytest.mark.parametrize(
    "changes",
    [
        {"title": both("Another")},
        {"time_limit": 5},
        {"attempts": 1, "cooldown": (24,)},
        {"layout": "all", "shuffle_questions": False, "honour": True},
        {"review": "answers"},
        {"sections": (replace(BEGUN.sections[0], title=both("First")),)},
    ],
)
def test_how_a_quiz_is_sat_and_shown_may_change_without_asking_anybody_again(changes):
    assert hash_of(BEGUN, **changes) == hash_of(BEGUN)
