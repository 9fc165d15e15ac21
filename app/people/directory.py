"""Lists of people as an actor may see them."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, exists, or_, select

from app.core import clock
from app.core.db import db
from app.core.errors import NotVisible
from app.core.paging import fetch
from app.partners.models import Company
from app.people.actor import IDLE, Actor
from app.people.links import INVITATION
from app.people.listing import SIZE, Listing
from app.people.models import Affiliation, MailedLink, Person, RoleGrant, SignIn
from app.people.scope import company_within_sight, person_within_sight, visible_people
from app.people.seats import OpenSeat, open_seats

STATES = ("active", "invited", "disabled")
WAITING_SHOWN = 20


@dataclass(frozen=True)
class PeopleFilter:
    """What the list is narrowed to; empty means everything."""

    text: str = ""
    company_id: int | None = None
    role: str = ""
    state: str = ""


@dataclass(frozen=True)
class ListedPerson:
    """One row of the list; the seats are those within the actor's sight."""

    id: int
    name: str
    email: str
    state: str
    seats: tuple[OpenSeat, ...]


def list_people(actor: Actor, wanted: PeopleFilter, *, at: str | None = None) -> Listing[ListedPerson]:
    """A page by name. Two statements."""
    people = (
        select(Person.id, Person.name, Person.email, Person.disabled_at, Person.password_hash.is_not(None))
        .where(person_within_sight(actor))
        .where(*_conditions(actor, wanted))
    )
    page = fetch(people, keys=(Person.name.expression, Person.id.expression), at=at, size=SIZE)
    seats = seats_in_sight(actor, [row[0] for row in page.rows])
    rows = [
        ListedPerson(row[0], row[1], row[2], _state(row[3], row[4]), seats.get(row[0], ()))
        for row in page.rows
    ]
    return Listing(rows, page.previous, page.next)


def _conditions(actor: Actor, wanted: PeopleFilter) -> list[ColumnElement[bool]]:
    """A partner admin filters by what people are in the own company: their other seats are not its business."""
    conditions: list[ColumnElement[bool]] = []
    if wanted.text:
        conditions.append(
            or_(
                Person.name.icontains(wanted.text, autoescape=True),
                Person.email.icontains(wanted.text, autoescape=True),
            )
        )
    if wanted.company_id or wanted.role:
        works = exists().where(Affiliation.person_id == Person.id, Affiliation.ended_at.is_(None))
        if not actor.is_channel_manager:
            works = works.where(Affiliation.company_id == actor.company_id)
        if wanted.company_id:
            works = works.where(Affiliation.company_id == wanted.company_id)
        if wanted.role:
            works = works.where(RoleGrant.affiliation_id == Affiliation.id, RoleGrant.role == wanted.role)
        conditions.append(works)
    if wanted.state == "disabled":
        conditions.append(Person.disabled_at.is_not(None))
    elif wanted.state:
        conditions.append(Person.disabled_at.is_(None))
        has_password = Person.password_hash.is_not(None)
        conditions.append(has_password if wanted.state == "active" else ~has_password)
    return conditions


def _state(disabled_at: datetime | None, has_password: bool) -> str:
    if disabled_at is not None:
        return "disabled"
    return "active" if has_password else "invited"


def seats_in_sight(actor: Actor, person_ids: list[int]) -> dict[int, tuple[OpenSeat, ...]]:
    """Open seats of these people, without those in companies that are not the actor's business."""
    found = open_seats(person_ids)
    if actor.is_channel_manager:
        return found
    return {
        person: tuple(seat for seat in seats if seat.company_id == actor.company_id)
        for person, seats in found.items()
    }


@dataclass(frozen=True)
class PastSeat:
    """One line of the history of who worked where."""

    company_id: int
    company_name: str
    job_title: str
    is_credited: bool
    started_at: datetime
    ended_at: datetime | None


@dataclass(frozen=True)
class PersonPage:
    """What the page of one person shows to this actor."""

    id: int
    name: str
    email: str
    language: str
    zone: str
    state: str
    has_totp: bool
    created_at: datetime
    seen_at: datetime | None
    seats: tuple[OpenSeat, ...]
    all_seats: tuple[OpenSeat, ...]
    history: tuple[PastSeat, ...]


def person_page(actor: Actor, person_id: int) -> PersonPage:
    """Raises NotVisible for a person who is not there or not the actor's business."""
    person = db.session.scalars(visible_people(actor).where(Person.id == person_id)).one_or_none()
    if person is None:
        raise NotVisible
    seen_at = db.session.scalar(
        select(SignIn.seen_at).where(SignIn.person_id == person_id).order_by(SignIn.seen_at.desc()).limit(1)
    )
    all_seats = open_seats([person_id]).get(person_id, ())
    sees_all = actor.is_channel_manager
    return PersonPage(
        id=person.id,
        name=person.name,
        email=person.email,
        language=person.language,
        zone=person.zone,
        state=_state(person.disabled_at, person.password_hash is not None),
        has_totp=person.totp_secret is not None,
        created_at=person.created_at,
        seen_at=seen_at,
        seats=tuple(s for s in all_seats if sees_all or s.company_id == actor.company_id),
        all_seats=all_seats,
        history=_history(actor, person_id),
    )


def _history(actor: Actor, person_id: int) -> tuple[PastSeat, ...]:
    rows = db.session.execute(
        select(
            Company.id, Company.name, Affiliation.job_title, Affiliation.is_credited,
            Affiliation.started_at, Affiliation.ended_at,
        )
        .join(Company, Company.id == Affiliation.company_id)
        .where(Affiliation.person_id == person_id, company_within_sight(actor))
        .order_by(Affiliation.started_at.desc(), Affiliation.id.desc())
    )  # fmt: skip
    return tuple(PastSeat(*row) for row in rows)


@dataclass(frozen=True)
class Waiting:
    """An invitation that nobody has accepted yet, as its inviter typed it."""

    id: int
    name: str
    email: str
    company_name: str
    created_at: datetime
    expires_at: datetime
    has_expired: bool


def waiting_invitations(actor: Actor, *, person_id: int | None = None) -> list[Waiting]:
    """The newest ones within sight; one statement."""
    now = clock.now()
    rows = db.session.execute(
        _waiting(actor)
        .where(MailedLink.person_id == person_id if person_id else MailedLink.used_at.is_(None))
        .order_by(MailedLink.id.desc())
        .limit(WAITING_SHOWN)
    )
    return [Waiting(*row, has_expired=row[5] <= now) for row in rows]


def _waiting(actor: Actor) -> Select[int, str, str, str, datetime, datetime]:
    return (
        select(
            MailedLink.id, MailedLink.name, Person.email, Company.name, MailedLink.created_at,
            MailedLink.expires_at,
        )
        .join(Person, Person.id == MailedLink.person_id)
        .join(Company, Company.id == MailedLink.company_id)
        .where(
            MailedLink.purpose == INVITATION,
            MailedLink.used_at.is_(None),
            Person.disabled_at.is_(None),
            company_within_sight(actor),
        )
    )  # fmt: skip


@dataclass(frozen=True)
class Browser:
    """One signed-in browser of the actor."""

    id: int
    name: str
    created_at: datetime
    seen_at: datetime
    is_this: bool


def browsers_of(actor: Actor) -> list[Browser]:
    """Those that are signed in now, the latest first."""
    now = clock.now()
    rows = db.session.execute(
        select(SignIn.id, SignIn.browser, SignIn.created_at, SignIn.seen_at)
        .where(
            SignIn.person_id == actor.person_id,
            SignIn.ended_at.is_(None),
            SignIn.expires_at > now,
            SignIn.seen_at > now - IDLE,
        )
        .order_by(SignIn.seen_at.desc(), SignIn.id.desc())
    )
    return [Browser(*row, is_this=row[0] == actor.sign_in_id) for row in rows]


def open_companies(actor: Actor) -> list[tuple[int, str]]:
    """Ids and names of the open companies within sight."""
    rows = db.session.execute(
        select(Company.id, Company.name)
        .where(company_within_sight(actor), Company.closed_at.is_(None))
        .order_by(Company.name, Company.id)
    )
    return [(row[0], row[1]) for row in rows]
