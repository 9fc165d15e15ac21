"""Server-side sessions: a random token in the cookie, its hash in a row that can be ended at any moment."""

from contextlib import suppress
from datetime import datetime

from sqlalchemy import bindparam, func, insert, select, update
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import aliased

from app.core import clock, freshness
from app.core.db import AnySelect, UtcTime, read, transaction, write
from app.core.tokens import new_token, token_hash
from app.partners.models import Company
from app.people.actor import IDLE, LONGEST, SEEN_EVERY, Actor
from app.people.models import Affiliation, Person, RoleGrant, SignIn

BROWSER = insert(SignIn)


def open_session(person_id: int, affiliation_id: int, *, now: datetime, browser: str = "") -> str:
    """A new signed-in browser; returns the token for its cookie."""
    token = new_token()
    with transaction():
        write(
            BROWSER,
            token_hash=token_hash(token),
            person_id=person_id,
            affiliation_id=affiliation_id,
            browser=browser,
            created_at=now,
            seen_at=now,
            expires_at=now + LONGEST,
        )
    return token


def _holder() -> AnySelect:
    """Whoever holds the token with the hash `token`, a row for each role, for the instants `now` and `idle`."""
    seat = aliased(Affiliation)
    seats = (
        select(func.count(seat.id))
        .where(seat.person_id == SignIn.person_id, seat.ended_at.is_(None))
        .correlate(SignIn)
        .scalar_subquery()
    )
    return (
        select(
            SignIn.id, SignIn.seen_at, Person.id, Person.name, Person.language, Person.zone, Person.theme,
            Person.totp_secret.is_not(None), Affiliation.id, Company.id, Company.name, Company.company_type,
            Company.tier, Company.region, seats, RoleGrant.role, freshness.TOKEN,
        )
        .join(Person, Person.id == SignIn.person_id)
        .join(Affiliation, Affiliation.id == SignIn.affiliation_id)
        .join(Company, Company.id == Affiliation.company_id)
        .outerjoin(RoleGrant, RoleGrant.affiliation_id == Affiliation.id)
        .where(
            SignIn.token_hash == bindparam("token"),
            SignIn.ended_at.is_(None),
            SignIn.expires_at > bindparam("now", type_=UtcTime),
            SignIn.seen_at > bindparam("idle", type_=UtcTime),
            Person.disabled_at.is_(None),
            Affiliation.ended_at.is_(None),
            Company.closed_at.is_(None),
        )
    )  # fmt: skip


HOLDER = _holder()


def load_actor(token: str) -> Actor | None:
    """Who holds this token, if the session, the seat and the account are all alive. One query."""
    now = clock.now()
    rows = read(HOLDER, token=token_hash(token), now=now, idle=now - IDLE).all()
    if not rows:
        return None
    row = rows[0]
    freshness.note(row[16])
    if row[1] < now - SEEN_EVERY:
        _mark_seen(row[0], now)
    return Actor(
        sign_in_id=row[0],
        person_id=row[2],
        name=row[3],
        language=row[4],
        zone=row[5],
        theme=row[6],
        has_totp=row[7],
        affiliation_id=row[8],
        company_id=row[9],
        company_name=row[10],
        company_type=row[11],
        company_tier=row[12],
        company_region=row[13],
        seats=row[14],
        roles=frozenset(r[15] for r in rows if r[15]),
    )


def _mark_seen(sign_in_id: int, now: datetime) -> None:
    """Left for the next page when somebody else is writing: a page that is only read never waits."""
    with suppress(OperationalError), transaction(waits=False) as session:
        session.execute(update(SignIn).where(SignIn.id == sign_in_id).values(seen_at=now))


def end_session(sign_in_id: int, *, now: datetime) -> None:
    with transaction() as session:
        session.execute(update(SignIn).where(SignIn.id == sign_in_id).values(ended_at=now))


def end_sessions_of(person_id: int, *, now: datetime, but: int | None = None) -> None:
    """Sign a person out everywhere, except in one browser."""
    with transaction() as session:
        condition = [SignIn.person_id == person_id, SignIn.ended_at.is_(None)]
        if but is not None:
            condition.append(SignIn.id != but)
        session.execute(update(SignIn).where(*condition).values(ended_at=now))
