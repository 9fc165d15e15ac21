"""What a regrade does to the attempts that had the question (pure)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, Literal

from app.assessment.behaviours import Given, worth, wrong_tries
from app.assessment.grading import as_decimal, is_manual
from app.assessment.mending import mend, part_of
from app.assessment.questions import PartDocument, QuestionDocument, fingerprint
from app.assessment.scoring import Score, Won, score_of
from app.assessment.snapshots import case_of, question_of, snapshot_of
from app.assessment.terms import Terms


@dataclass(frozen=True)
class Plan:
    """Give the answers their worth by a mended wording, or drop the question (`mended` None).

    With `never_lower` whoever would lose by it keeps what they had.
    """

    question_id: int
    mended: QuestionDocument | None
    never_lower: bool

    @property
    def kind(self) -> Literal["mended", "dropped"]:
        return "dropped" if self.mended is None else "mended"


@dataclass(frozen=True)
class Marked:
    """A slot of a graded paper as it is stored."""

    slot_id: int
    question_id: int
    part: str
    section: int
    marks: int
    snapshot: dict[str, Any]
    snapshot_hash: str
    answer: Any
    certainty: int | None
    tries: int
    is_checked: bool
    fraction: Decimal | None
    is_dropped: bool


@dataclass(frozen=True)
class Paper:
    """A graded attempt with its slots."""

    attempt_id: int
    person_id: int
    person_name: str
    quiz_ref: str
    terms: Terms
    score: Decimal
    passed: bool
    slots: tuple[Marked, ...]


@dataclass(frozen=True)
class Change:
    """What becomes of one paper, and the slots that change."""

    paper: Paper
    score: Decimal
    passed: bool
    slots: tuple[Marked, ...]

    @property
    def gains_pass(self) -> bool:
        return self.passed and not self.paper.passed

    @property
    def loses_pass(self) -> bool:
        return self.paper.passed and not self.passed


def changes_of(papers: Sequence[Paper], plan: Plan) -> list[Change]:
    """The papers that the plan changes, in their order. Raises DomainError when the mended question asks for
    something else than they were asked.
    """
    return [change for paper in papers if (change := _change(paper, plan)) is not None]


def _change(paper: Paper, plan: Plan) -> Change | None:
    slots = [
        _again(slot, plan, paper.terms) if slot.question_id == plan.question_id else slot
        for slot in paper.slots
    ]
    changed = tuple(new for new, old in zip(slots, paper.slots, strict=True) if new != old)
    made: Score = score_of([Won(s.fraction, s.marks, s.section, s.is_dropped) for s in slots], paper.terms)
    if not changed or made.passed is None:
        return None
    if plan.never_lower and (made.score < paper.score or (paper.passed and not made.passed)):
        return None
    return Change(paper, made.score, made.passed, changed)


def _again(slot: Marked, plan: Plan, terms: Terms) -> Marked:
    """The slot after the plan; what a person graded keeps what it was given."""
    if plan.mended is None:
        return replace(slot, is_dropped=True)
    question: PartDocument = mend(question_of(slot.snapshot), part_of(plan.mended, slot.part))
    snapshot = snapshot_of(question, case_of(slot.snapshot))
    wrong = wrong_tries(slot.tries, is_final=slot.is_checked)
    given = Given(slot.answer, slot.certainty, wrong)
    won = None if is_manual(question) else worth(question, given, terms.behaviour)
    return replace(
        slot,
        snapshot=snapshot,
        snapshot_hash=fingerprint(snapshot),
        fraction=slot.fraction if won is None else as_decimal(won),
    )
