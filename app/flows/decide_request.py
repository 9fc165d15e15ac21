"""A second person decides: what was asked for is carried out or not, and who asked is told."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from app.certification.queries import live_definitions
from app.certification.services import By, Given, Request, decide, defer, extend
from app.core.db import transaction
from app.flows import award_manually
from app.flows.reinstate_certification import reinstate_certification
from app.flows.revoke_certification import revoke_certification
from app.notifications.services import tell


def decide_request(request_id: int, *, verdict: str, actor_id: int, now: datetime) -> Request:
    """Approve it and carry it out, or refuse it. The caller has checked that the actor may.

    Raises NotVisible or DomainError; what cannot be carried out any more stays open, to be refused.
    """
    with transaction():
        request = decide(request_id, verdict, actor_id=actor_id, now=now)
        if verdict == "approved":
            DEEDS[request.kind](request, actor_id, now)
        live = live_definitions().get(request.certification_key)
        tell(
            request.asked_by,
            "request_decided",
            key=f"request_decided:{request_id}",
            now=now,
            certification=request.certification_key,
            title=live.document.title if live else {"en": request.certification_key},
            approved=verdict == "approved",
            period=request.period_id,
        )
        return request


def _award(request: Request, approved_by: int, now: datetime) -> None:
    award_manually.carry_out(
        request.person_id,
        request.certification_key,
        given=Given(**request.details),
        actor_id=request.asked_by,
        approved_by=approved_by,
        reason=request.reason,
        now=now,
    )


def _extend(request: Request, approved_by: int, now: datetime) -> None:
    extend(_period(request), _until(request), By(request.asked_by, request.reason, approved_by), now=now)


def _defer(request: Request, approved_by: int, now: datetime) -> None:
    defer(_period(request), _until(request), By(request.asked_by, request.reason, approved_by), now=now)


def _revoke(request: Request, approved_by: int, now: datetime) -> None:
    revoke_certification(
        _period(request),
        actor_id=request.asked_by,
        approved_by=approved_by,
        revoked_class=request.details["revoked_class"],
        reason=request.reason,
        now=now,
    )


def _reinstate(request: Request, approved_by: int, now: datetime) -> None:
    reinstate_certification(
        _period(request), actor_id=request.asked_by, approved_by=approved_by, reason=request.reason, now=now
    )


DEEDS: dict[str, Callable[[Request, int, datetime], Any]] = {
    "award": _award,
    "extend": _extend,
    "defer": _defer,
    "revoke": _revoke,
    "reinstate": _reinstate,
}


def _period(request: Request) -> int:
    if request.period_id is None:
        raise ValueError("this kind of request names a period")
    return request.period_id


def _until(request: Request) -> date:
    return date.fromisoformat(request.details["until"])
