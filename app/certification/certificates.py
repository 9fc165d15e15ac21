"""Reads of certificates: for the holder's page, for the file, and for anybody who has the code."""

import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal
from urllib.parse import urlencode

from flask import current_app
from sqlalchemy import select

from app.certification.expiry import State, local_day, state_at
from app.certification.models import AwardPeriod, Certificate
from app.certification.policies import visible_periods
from app.certification.queries import period_of
from app.core.db import db
from app.core.errors import NotVisible
from app.core.links import absolute_url
from app.core.tokens import CROCKFORD
from app.people.actor import Actor

LOOK_ALIKES = str.maketrans("ILO", "110")
CODE_LENGTH = 26


def tidy_code(typed: str) -> str | None:
    """The code as it is stored, from what a person typed: case, spaces, hyphens and I, L, O do not matter.

    None: it cannot be a code.
    """
    letters = re.sub(r"[\s\-‐-―_.]", "", typed).upper().translate(LOOK_ALIKES)
    is_code = len(letters) == CODE_LENGTH and all(c in CROCKFORD for c in letters)
    return letters if is_code else None


def grouped(text: str, by: str) -> str:
    """In groups of four, for reading aloud and for breaking lines."""
    return by.join(text[at : at + 4] for at in range(0, len(text), 4))


@dataclass(frozen=True)
class Printed:
    """A certificate somebody may download; without `sha256` it is still being made."""

    code: str
    period_id: int
    sha256: str | None


def get_printed(actor: Actor, code: str) -> Printed:
    """The certificate of somebody the actor may see; raises NotVisible for any other."""
    tidy = tidy_code(code)
    row = db.session.execute(
        visible_periods(actor)
        .join(Certificate, Certificate.award_period_id == AwardPeriod.id)
        .where(Certificate.code == tidy)
        .with_only_columns(Certificate.code, AwardPeriod.id, Certificate.sha256)
    ).one_or_none()
    if row is None:
        raise NotVisible
    return Printed(row.code, row.id, row.sha256)


PublicState = Literal["valid", "grace", "expired", "revoked"]
PUBLIC_STATES: dict[State, PublicState] = {
    "certified": "valid",
    "lapses_soon": "valid",
    "in_grace": "grace",
    "lapsed": "expired",
    "revoked": "revoked",
}


@dataclass(frozen=True)
class Proof:
    """What anybody with the code may know, and no more."""

    code: str
    state: PublicState
    today: date
    holder: str
    title: str
    level: str
    issuer: str
    company: str | None
    issued_on: date
    valid_until: date | None
    grace_until: date | None
    revoked_on: date | None
    revoked_class: str | None
    renewed_until: date | None
    """Until when a later award of the same certification holds, if there is one."""
    sha256: str | None


def proof_of(code: str, *, now: datetime) -> Proof | None:
    """The public proof behind a code; None if there is none. What is printed comes from the frozen facts."""
    row = db.session.execute(
        select(
            Certificate.code,
            Certificate.facts,
            Certificate.sha256,
            AwardPeriod.person_id,
            AwardPeriod.certification_key,
            AwardPeriod.cycle,
            AwardPeriod.zone,
            AwardPeriod.valid_from,
            AwardPeriod.valid_until,
            AwardPeriod.grace_until,
            AwardPeriod.window_opens_on,
            AwardPeriod.revoked_at,
            AwardPeriod.revoked_class,
        )
        .join(AwardPeriod, AwardPeriod.id == Certificate.award_period_id)
        .where(Certificate.code == code)
    ).one_or_none()
    return None if row is None else _as_proof(row, now)


def _as_proof(row: Any, now: datetime) -> Proof:
    facts, period = row.facts, period_of(row)
    return Proof(
        code=row.code,
        state=PUBLIC_STATES[state_at(period, now)],
        today=local_day(now, row.zone),
        holder=facts["holder"],
        title=facts["title"],
        level=facts["level"],
        issuer=facts["issuer"]["name"],
        company=facts["partner"]["name"] if facts["partner"] else None,
        issued_on=row.valid_from,
        valid_until=row.valid_until,
        grace_until=row.grace_until,
        revoked_on=local_day(row.revoked_at, row.zone) if row.revoked_at else None,
        revoked_class=row.revoked_class,
        renewed_until=_renewed_until(row, now),
        sha256=row.sha256,
    )


def _renewed_until(row: Any, now: datetime) -> date | None:
    return db.session.scalar(
        select(AwardPeriod.valid_until)
        .where(
            AwardPeriod.person_id == row.person_id,
            AwardPeriod.certification_key == row.certification_key,
            AwardPeriod.cycle > row.cycle,
            AwardPeriod.revoked_at.is_(None),
            AwardPeriod.certified_at <= now,
        )
        .order_by(AwardPeriod.cycle.desc())
        .limit(1)
    )


def linkedin_url(*, code: str, title: str, issued_on: date, valid_until: date | None) -> str:
    """The address at which LinkedIn offers to add the certification to one's profile.

    Parameters as LinkedIn's "Add to profile" page documents them.
    """
    fields: dict[str, str | int] = {
        "startTask": "CERTIFICATION_NAME",
        "name": title,
        "organizationName": current_app.config["KRU"].issuer_name,
        "issueYear": issued_on.year,
        "issueMonth": issued_on.month,
    }
    if valid_until is not None:
        fields |= {"expirationYear": valid_until.year, "expirationMonth": valid_until.month}
    fields |= {"certUrl": absolute_url("certification.verify", code=code), "certId": code}
    return f"https://www.linkedin.com/profile/add?{urlencode(fields)}"
