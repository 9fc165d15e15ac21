"""What a person may be shown of an attempt by its policy (pure). Right answers leave only through here."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, Literal

from app.assessment.grading import Outcome, feedback_for, grade, model_answer, outcome
from app.assessment.paper import ShownCase, ShownQuestion, shown
from app.assessment.questions import PartDocument
from app.catalogue.documents import Phase, ReviewMatrix, Shown, Text

Hold = Literal["open", "void", "unreleased", "sitting_again", "not_yours"]
When = Literal["straight_after", "later", "after_close"]
STRAIGHT_AFTER = timedelta(minutes=15)
PAPER: frozenset[Shown] = frozenset({"own_answers", "correctness", "right_answers", "feedback"})
"""What is shown question by question."""
PRESETS: dict[str, tuple[Shown, ...]] = {
    "score": ("score",),
    "topics": ("score", "topics"),
    "answers": ("score", "topics", "own_answers", "correctness", "right_answers", "feedback"),
}


def matrix_of(policy: str | ReviewMatrix) -> ReviewMatrix:
    """A policy in full; a preset shows the same at any time and to everybody."""
    if isinstance(policy, ReviewMatrix):
        return policy
    always = Phase(PRESETS[policy], PRESETS[policy])
    return ReviewMatrix(always, always, always)


def phase_at(closed_at: datetime, now: datetime, *, closes_at: datetime | None, is_last: bool) -> When:
    """Which column of the matrix counts now. `is_last`: the person has no further attempt."""
    if is_last or (closes_at is not None and now >= closes_at):
        return "after_close"
    return "straight_after" if now - closed_at <= STRAIGHT_AFTER else "later"


def released(
    policy: str | ReviewMatrix, hold: Hold | None, when: When, *, passed: bool | None
) -> frozenset[Shown]:
    """What may leave the server now. Who waits for a grader sees what both a pass and a failure would show.

    `hold` names what forbids it whatever the policy says: the attempt is open, void or not released yet; or, for all
    that shows the paper, it is somebody else's or its person sits the same quiz again now.
    """
    if hold in ("open", "void", "unreleased"):
        return frozenset()
    phase: Phase = getattr(matrix_of(policy), when)
    on_pass, on_failure = frozenset(phase.passed), frozenset(phase.failed)
    shows = on_pass & on_failure if passed is None else on_pass if passed else on_failure
    return shows if hold is None else shows - PAPER


@dataclass(frozen=True)
class Marked:
    """A graded question as it is stored. `fraction` is None while a grader has to look; `question` is None unless
    the paper is shown. `number` is "" for what asks nothing.
    """

    position: int
    number: str
    topic: str
    fraction: Decimal | None
    answer: Any
    marks: int = 1
    is_dropped: bool = False
    question: PartDocument | None = None
    case: ShownCase | None = None
    comments: tuple[str, ...] = ()


@dataclass(frozen=True)
class TopicScore:
    """Marks won of marks possible in one topic."""

    topic: str
    won: Decimal
    of: int

    @property
    def has_gap(self) -> bool:
        return self.won < self.of


@dataclass(frozen=True)
class ReviewedQuestion:
    """One question as it was answered. `right` holds the right answer in the same form; None, "" and () are not
    shown. `comments` are those of the graders.
    """

    position: int
    number: str
    case: ShownCase | None
    own: ShownQuestion
    has_own: bool
    right: ShownQuestion | None
    outcome: Outcome | None
    is_dropped: bool
    feedback: tuple[Text, ...]
    comments: tuple[str, ...]
    explanation: Text


@dataclass(frozen=True)
class Review:
    """Whatever is None is not shown. `waiting` is how many questions wait for a grader."""

    marks_won: Decimal | None = None
    marks_possible: int = 0
    waiting: int = 0
    topics: tuple[TopicScore, ...] | None = None
    answers: tuple[ReviewedQuestion, ...] | None = None


def review(shows: frozenset[Shown], marked: Sequence[Marked]) -> Review:
    """The part of a marked paper that `released` lets out."""
    counting = [m for m in marked if m.marks and not m.is_dropped]
    won = sum((m.fraction or Decimal(0) for m in counting), Decimal(0))
    return Review(
        won if "score" in shows else None,
        len(counting),
        sum(m.fraction is None for m in counting),
        topic_scores(counting) if "topics" in shows else None,
        tuple(_reviewed(m, shows) for m in marked) if shows & PAPER else None,
    )


def topic_scores(marked: Sequence[Marked]) -> tuple[TopicScore, ...]:
    """The topics, weakest first; what waits for a grader does not count yet."""
    won: dict[str, Decimal] = {}
    of: dict[str, int] = {}
    for m in marked:
        if m.fraction is not None:
            won[m.topic] = won.get(m.topic, Decimal(0)) + m.fraction
            of[m.topic] = of.get(m.topic, 0) + 1
    scores = (TopicScore(topic, won[topic], of[topic]) for topic in of)
    return tuple(sorted(scores, key=lambda s: (s.won / s.of, s.topic)))


def _reviewed(m: Marked, shows: frozenset[Shown]) -> ReviewedQuestion:
    if m.question is None:
        raise ValueError(f"question {m.position} was not loaded")
    has_own, has_right = "own_answers" in shows, "right_answers" in shows and bool(m.marks)
    right = model_answer(m.question) if has_right else None
    return ReviewedQuestion(
        m.position,
        m.number,
        m.case,
        shown(m.question, m.answer if has_own else []),
        has_own,
        shown(m.question, right) if right else None,
        _outcome(m.question, m) if "correctness" in shows and m.marks else None,
        m.is_dropped,
        feedback_for(m.question, m.answer) if "feedback" in shows else (),
        m.comments if "feedback" in shows else (),
        m.question.explanation if has_right else {},
    )


def _outcome(question: PartDocument, m: Marked) -> Outcome:
    """By the answer itself: what certainty and tries made of it is no matter of right or wrong."""
    fraction = grade(question, m.answer)
    return outcome(m.fraction if fraction is None else fraction, m.answer)
