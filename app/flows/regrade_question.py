"""A question was wrong after people had answered it: past answers get another worth, and what follows follows.

Preview → apply once → tell everybody concerned → settle who has passed now → take back what rests on a lost pass.
Undoing runs the same way backwards.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from app.assessment.queries import find_passed_exam
from app.assessment.regrading import Change, Plan
from app.assessment.services import Result, apply_regrade, preview_regrade, undo_regrade
from app.catalogue.documents import Text
from app.catalogue.queries import course_version
from app.certification.queries import resting_on, standing_awards
from app.certification.services import reinstate
from app.core.db import transaction
from app.core.i18n import gettext as _
from app.flows.record_pass import record_pass
from app.flows.revoke_certification import revoke_certification
from app.flows.settle import settle, settle_or_retry
from app.notifications.services import tell


@dataclass(frozen=True)
class Foretold:
    """A change with the certifications that would come or go with it."""

    change: Change
    gained: tuple[Text, ...] = ()
    lost: tuple[Text, ...] = ()


class _Rehearsed(Exception):
    """Everything was carried out; now take it back."""


def foretell(plan: Plan, *, actor_id: int, now: datetime) -> list[Foretold]:
    """Who changes, and which certifications would be gained or lost; those whose pass changes come first.

    It is found by carrying the plan out and rolling it back, so the preview cannot differ from the deed. Raises
    DomainError where the plan cannot be carried out.
    """
    changes = sorted(preview_regrade(plan), key=lambda c: not (c.gains_pass or c.loses_pass))
    concerned = {c.paper.person_id for c in changes if c.gains_pass or c.loses_pass}
    before = standing_awards(concerned)
    after = _rehearse(plan, concerned, actor_id, now) if concerned else {}
    return [_foretold(change, before, after) for change in changes]


def _rehearse(
    plan: Plan, concerned: Iterable[int], actor_id: int, now: datetime
) -> dict[int, dict[int, Text]]:
    """What these people would hold after it."""
    after: dict[int, dict[int, Text]] = {}
    try:
        with transaction():
            for person_id in _apply(plan, "rehearsal", actor_id, now)[1]:
                settle(person_id, now=now)
            after = standing_awards(concerned)
            raise _Rehearsed
    except _Rehearsed:
        return after


def _foretold(
    change: Change, before: dict[int, dict[int, Text]], after: dict[int, dict[int, Text]]
) -> Foretold:
    had, has = before.get(change.paper.person_id, {}), after.get(change.paper.person_id, {})
    gained = tuple(title for period, title in has.items() if period not in had)
    return Foretold(change, gained, tuple(title for period, title in had.items() if period not in has))


def regrade_question(plan: Plan, *, reason: str, actor_id: int, now: datetime) -> list[Result]:
    """Apply the plan; returns the attempts as they stand now. Raises DomainError; the caller has checked who may."""
    with transaction():
        results, passed = _apply(plan, reason, actor_id, now)
    _settle(passed, now)
    return results


def _apply(plan: Plan, reason: str, actor_id: int, now: datetime) -> tuple[list[Result], list[int]]:
    """The results, and who has to be settled after it."""
    done = apply_regrade(plan, reason=reason, actor_id=actor_id, now=now)
    passed = [result.person_id for result in done.results if record_pass(result)]
    for result in done.results:
        _tell(result, f"regraded:{done.regrade_id}:{result.attempt_id}", now)
    lost = [r for r, change in zip(done.results, done.changes, strict=True) if change.loses_pass]
    _take_back(lost, actor_id, now)
    return list(done.results), passed


def undo(regrade_id: int, *, reason: str, actor_id: int, now: datetime) -> list[Result]:
    """Put back what a regrade changed, within 30 days. Raises NotVisible or DomainError."""
    with transaction():
        before = undo_regrade(regrade_id, reason=reason, actor_id=actor_id, now=now)
        passed = [result.person_id for result, _had_passed in before if record_pass(result)]
        for result, _had_passed in before:
            _tell(result, f"regrade_undone:{regrade_id}:{result.attempt_id}", now)
        _take_back([result for result, had in before if had and not result.passed], actor_id, now)
        _give_back([result for result, had in before if result.passed and not had], actor_id, now)
    _settle(passed, now)
    return [result for result, _had_passed in before]


def _take_back(results: Iterable[Result], actor_id: int, now: datetime) -> None:
    """Revoke what rests on a pass that is none any more, unless another attempt proves the same."""
    for result in results:
        if find_passed_exam(result.person_id, result.quiz_ref, cycle=result.cycle) is not None:
            continue
        for period in resting_on(result.person_id, result.attempt_id, without=result.quiz_ref):
            words = _("The exam behind it was regraded and is not passed.")
            revoke_certification(
                period.period_id, actor_id=actor_id, revoked_class="error", reason=words, now=now
            )


def _give_back(results: Iterable[Result], actor_id: int, now: datetime) -> None:
    """Reinstate what a regrade took."""
    for result in results:
        for period in resting_on(result.person_id, result.attempt_id, revoked_as="error"):
            reinstate(period.period_id, actor_id=actor_id, reason=_("The regrade was undone."), now=now)


def _settle(person_ids: Iterable[int], now: datetime) -> None:
    for person_id in dict.fromkeys(person_ids):
        settle_or_retry(person_id, now=now)


def _tell(result: Result, key: str, now: datetime) -> None:
    item = course_version(result.version_id).find(result.quiz_ref.partition("/")[2])
    if item is not None and result.released_at is not None:
        tell(
            result.person_id,
            "regraded",
            key=key,
            now=now,
            title=item.title,
            attempt=result.attempt_id,
            passed=bool(result.passed),
        )
