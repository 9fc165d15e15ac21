"""Links that were mailed: made, found, and told apart when they no longer work."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.core.db import db
from app.core.tokens import new_token, token_hash
from app.people.models import MailedLink, Person

INVITATION, PASSWORD_RESET = "invitation", "password_reset"
GOOD_FOR = {INVITATION: timedelta(days=7), PASSWORD_RESET: timedelta(hours=1)}


@dataclass(frozen=True)
class NewLink:
    id: int
    token: str


def make_link(
    session: Session,
    purpose: str,
    person_id: int,
    *,
    now: datetime,
    created_by: int | None = None,
    company_id: int | None = None,
    roles: frozenset[str] = frozenset(),
    name: str = "",
) -> NewLink:
    """A link in the running transaction; only the hash of its token is kept."""
    token = new_token()
    link = MailedLink(
        purpose=purpose,
        token_hash=token_hash(token),
        person_id=person_id,
        created_at=now,
        expires_at=now + GOOD_FOR[purpose],
        created_by=created_by,
        company_id=company_id,
        roles=sorted(roles),
        name=name,
    )
    session.add(link)
    session.flush()
    return NewLink(link.id, token)


@dataclass(frozen=True)
class LinkState:
    """What a link page shows before anybody presses anything."""

    is_good: bool
    name: str
    email: str
    language: str
    has_password: bool
    company_id: int | None


def look_at_link(purpose: str, token: str, *, now: datetime) -> LinkState | None:
    """Whose link it is and whether it still works; None if there never was such a link. Changes nothing."""
    row = db.session.execute(
        select(MailedLink, Person)
        .join(Person, Person.id == MailedLink.person_id)
        .where(MailedLink.token_hash == token_hash(token), MailedLink.purpose == purpose)
    ).one_or_none()
    if row is None:
        return None
    link, person = row
    is_good = link.used_at is None and link.expires_at > now and person.disabled_at is None
    has_password = person.password_hash is not None
    name = person.name if has_password else link.name or person.name
    return LinkState(is_good, name, person.email, person.language, has_password, link.company_id)


def void_links(session: Session, person_id: int, *, now: datetime, company_id: int | None = None) -> None:
    """Make a person's open links useless: all of them, or the invitations to one company."""
    open_ones = [MailedLink.person_id == person_id, MailedLink.used_at.is_(None)]
    if company_id is not None:
        open_ones.append(MailedLink.company_id == company_id)
    session.execute(update(MailedLink).where(*open_ones).values(used_at=now))


def claim_link(session: Session, purpose: str, token: str, *, now: datetime) -> MailedLink | None:
    """Use a link up, in the running transaction; None if it does not work. Of many at once one wins."""
    link = session.scalars(
        select(MailedLink)
        .where(MailedLink.token_hash == token_hash(token), MailedLink.purpose == purpose)
        .with_for_update()
    ).one_or_none()
    if link is None or link.used_at is not None or link.expires_at <= now:
        return None
    link.used_at = now
    return link
