"""Which attempt counts, and since when a quiz is passed (pure). The rule is frozen in each attempt."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from fractions import Fraction

from app.assessment.grading import as_decimal, is_pass
from app.assessment.scoring import exact
from app.catalogue.documents import Counts


@dataclass(frozen=True)
class Go:
    """A graded and released attempt that is not void."""

    attempt_id: int
    score: Decimal
    passed: bool
    closed_at: datetime
    counts: Counts
    pass_mark: float


@dataclass(frozen=True)
class Counted:
    """The result of a quiz. `attempt_id` is the attempt whose score it is, None where it is the mean of all.

    Where it is passed, it has been since `at`, by the attempt `by`, without a break.
    """

    score: Decimal
    passed: bool
    attempt_id: int | None
    at: datetime | None = None
    by: int | None = None


def counted(goes: Sequence[Go]) -> Counted | None:
    """What a person's goes at one quiz in one cycle come to, in the order in which they were closed.

    After each go its own rule decided; what had been passed by then stays so as long as no later go, by its rule,
    said otherwise. None without any go.
    """
    standing: Counted | None = None
    for number, go in enumerate(goes, 1):
        now = _standing(goes[:number])
        before = standing if standing and standing.passed else None
        since = (before.at, before.by) if before else (go.closed_at, go.attempt_id)
        at, by = since if now.passed else (None, None)
        standing = Counted(now.score, now.passed, now.attempt_id, at, by)
    return standing


def _standing(goes: Sequence[Go]) -> Counted:
    """By the rule of the last of these goes."""
    last = goes[-1]
    if last.counts == "average":
        mean = sum((exact(go.score) for go in goes), Fraction(0)) / len(goes)
        return Counted(as_decimal(mean), is_pass(mean, last.pass_mark), None)
    best = max(goes, key=lambda go: go.score)
    if last.counts == "highest":
        return Counted(best.score, any(go.passed for go in goes), best.attempt_id)
    if last.counts == "first_passing":
        chosen = next((go for go in goes if go.passed), best)
    else:
        chosen = goes[0] if last.counts == "first" else last
    return Counted(chosen.score, chosen.passed, chosen.attempt_id)
