"""Questions that a person grades, and words that ask nothing."""

from typing import Annotated, Literal

import msgspec

from app.assessment.questions.parts import Criterion, Question, check_keys


class Graded(Question, frozen=True, kw_only=True):
    """Graded by a person with a rubric; without one the grader gives a share of the mark."""

    rubric: tuple[Criterion, ...] = ()
    is_blind: bool = True
    """Whether the grader does not see whose answer it is."""

    def __post_init__(self) -> None:
        check_keys("criteria", (criterion.key for criterion in self.rubric))


class Essay(Graded, frozen=True, kw_only=True, tag="essay"):
    """A longer text."""

    min_words: Annotated[int, msgspec.Meta(ge=0, le=5000)] = 0
    max_words: Annotated[int, msgspec.Meta(ge=1, le=5000)] = 1000


class Pitch(Graded, frozen=True, kw_only=True, tag="pitch"):
    """A pitch that is recorded in the browser or uploaded."""

    medium: Literal["audio", "video"] = "video"
    max_seconds: Annotated[int, msgspec.Meta(ge=10, le=1800)] = 180


class Description(Question, frozen=True, kw_only=True, tag="description"):
    """Words between questions: nothing to answer and no mark."""
