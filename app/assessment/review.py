"""What a person may be shown of an attempt by its policy (pure). Right answers leave only through here."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

from app.assessment.grading import Outcome, outcome
from app.assessment.questions import Multiple, PartDocument, Single, TrueFalse, option_keys, right_keys
from app.catalogue.documents import ReviewMatrix, Text

Hold = Literal["open", "void", "sitting_again", "not_yours"]


@dataclass(frozen=True)
class Marked:
    """A graded question as it is stored. `question` is None unless answers are released."""

    position: int
    topic: str
    fraction: Decimal
    answer: Any
    question: PartDocument | None = None


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
class ReviewedOption:
    text: Text
    name: str
    is_chosen: bool
    is_right: bool


@dataclass(frozen=True)
class ReviewedQuestion:
    """One question with the person's answer, the right one and why."""

    position: int
    stem: Text
    outcome: Outcome
    options: tuple[ReviewedOption, ...]
    explanation: Text


@dataclass(frozen=True)
class Review:
    """Whatever is None is not shown."""

    marks_won: Decimal | None = None
    marks_possible: int = 0
    topics: tuple[TopicScore, ...] | None = None
    answers: tuple[ReviewedQuestion, ...] | None = None


def releases_answers(policy: str | ReviewMatrix, hold: Hold | None) -> bool:
    """Whether right answers may leave the server. `hold` names what forbids it whatever the policy says:
    the attempt is still open, was declared void, is somebody else's, or its person sits the same quiz again now.
    """
    return hold is None and policy == "answers"


def review(policy: str | ReviewMatrix, hold: Hold | None, marked: Sequence[Marked]) -> Review:
    """The part of a marked paper that the policy lets out; an open or void attempt shows nothing."""
    if hold in ("open", "void"):
        return Review()
    won = sum((m.fraction for m in marked), Decimal(0))
    topics = topic_scores(marked) if policy in ("topics", "answers") else None
    answers = tuple(map(_reviewed, marked)) if releases_answers(policy, hold) else None
    return Review(won, len(marked), topics, answers)


def topic_scores(marked: Sequence[Marked]) -> tuple[TopicScore, ...]:
    """The topics, weakest first."""
    won: dict[str, Decimal] = {}
    of: dict[str, int] = {}
    for m in marked:
        won[m.topic] = won.get(m.topic, Decimal(0)) + m.fraction
        of[m.topic] = of.get(m.topic, 0) + 1
    scores = (TopicScore(topic, won[topic], of[topic]) for topic in of)
    return tuple(sorted(scores, key=lambda s: (s.won / s.of, s.topic)))


def _reviewed(m: Marked) -> ReviewedQuestion:
    if m.question is None:
        raise ValueError(f"question {m.position} was not loaded")
    question = m.question
    if not isinstance(question, Single | Multiple | TrueFalse):
        raise NotImplementedError(type(question).__name__)
    right = right_keys(question)
    texts: dict[str, Text] = {}
    if not isinstance(question, TrueFalse):
        texts = {option.key: option.text for option in question.options}
    options = tuple(
        ReviewedOption(texts.get(key, {}), "" if key in texts else key, key in m.answer, key in right)
        for key in option_keys(question)
    )
    return ReviewedQuestion(
        m.position, question.stem, outcome(m.fraction, m.answer), options, question.explanation
    )
