"""The front matter of a quiz as the parts of a typed quiz (pure)."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from typing import Any

from msgspec.structs import asdict, replace

from app.catalogue import documents as docs
from app.catalogue import file_formats as formats
from app.core.yaml_files import Fault, Source

AS_WRITTEN = (
    "behaviour", "layout", "time_limit", "grace", "attempts", "counts", "opens_at", "closes_at", "shuffle_questions",
    "shuffle_options", "floor", "exposure_cap", "honour", "release",
)  # fmt: skip
"""What a quiz has as its front matter has it."""
MOMENTS = ("opens_at", "closes_at")


def quiz_parts(head: formats.QuizFormat) -> dict[str, Any]:
    """What a quiz has beside the parts of every item."""
    return {
        "pass_mark": float(head.pass_mark),
        "sections": tuple(_section(section) for section in head.sections),
        "cooldown": tuple(head.cooldown),
        "review": head.review if isinstance(head.review, str) else _matrix(head.review),
    } | {name: getattr(head, name) for name in AS_WRITTEN}


def _section(section: formats.DrawFormat) -> docs.Draw:
    return docs.Draw(
        bank=section.bank,
        draw=section.draw,
        topics=tuple(section.topics),
        difficulty=section.difficulty,
        tags={kind: tuple(values) for kind, values in asdict(section.tags).items() if values},
        questions=tuple(section.questions),
        scenarios=section.scenarios,
        of=section.of,
        title=section.title or {},
        floor=section.floor,
    )


def _matrix(review: formats.ReviewFormat) -> docs.ReviewMatrix:
    return docs.ReviewMatrix(
        straight_after=_phase(review.straight_after),
        later=_phase(review.later),
        after_close=_phase(review.after_close),
    )


def _phase(shown: list[docs.Shown] | formats.PhaseFormat) -> docs.Phase:
    """A list means those who passed and those who did not."""
    if isinstance(shown, list):
        return docs.Phase(tuple(shown), tuple(shown))
    return docs.Phase(tuple(shown.passed), tuple(shown.failed))


def written_moments(source: Source) -> Iterator[Fault]:
    """Moments that do not say their time or zone: 9 o'clock is not the same everywhere."""
    for name in MOMENTS:
        if name in source.data and not _has_zone(source.data[name]):
            words = f"{name}: write the day, the time and the zone, as in 2026-12-01T09:00:00+07:00"
            yield source.fault(words, name)


def _has_zone(value: Any) -> bool:
    if isinstance(value, str):
        with suppress(ValueError):
            value = datetime.fromisoformat(value)
    return isinstance(value, datetime) and value.tzinfo is not None


def moment_faults(source: Source, head: formats.QuizFormat) -> Iterator[Fault]:
    """Moments that do not fit each other, or what hangs on them."""
    if head.opens_at and head.closes_at and head.closes_at <= head.opens_at:
        yield source.fault("closes_at is not after opens_at; correct one", "closes_at")
    if head.release == "after_close" and not head.closes_at:
        yield source.fault("release: after_close needs closes_at; say when the quiz closes", "release")
    if head.grace and not (head.time_limit or head.closes_at):
        yield source.fault("grace needs time_limit or closes_at; without them nobody is late", "grace")


def quiz_wording(quiz: docs.Quiz) -> list[Any]:
    """What evidence of a quiz counts for: what is asked, and how answers make a result.

    What is as usual is left out, so that quizzes from before there was a choice keep their hash.
    """
    asked = tuple(replace(section, title={}) for section in quiz.sections)
    unusual = {
        name: getattr(quiz, name)
        for name, usual in (("behaviour", "deferred"), ("floor", True))
        if getattr(quiz, name) != usual
    }
    return [quiz.pass_mark, asked, *([unusual] if unusual else [])]
