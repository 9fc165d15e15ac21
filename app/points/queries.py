"""Reads of points: balances as sums, statements, the board of a season, and whether every entry balances."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, bindparam, func, or_, select, true

from app.core.db import db, read
from app.people.models import Person
from app.points.models import LedgerAccount, LedgerEntry, Posting

PAGE = 15


PAID = select(LedgerEntry.reason, LedgerEntry.reference).where(
    LedgerEntry.person_id == bindparam("person_id")
)
SUM = select(func.coalesce(func.sum(Posting.amount), 0)).join(
    LedgerAccount, LedgerAccount.id == Posting.account_id
)
OF_PERSON = SUM.where(LedgerAccount.person_id == bindparam("person_id"))
OF_COMPANY = SUM.where(LedgerAccount.company_id == bindparam("company_id"))


def paid_references(person_id: int) -> frozenset[tuple[str, str]]:
    """Reason and reference of everything that was credited to the person: one statement."""
    rows = read(PAID, person_id=person_id)
    return frozenset((reason, reference) for reason, reference in rows)


def balance_of(person_id: int) -> int:
    """The person's points."""
    return int(read(OF_PERSON, person_id=person_id).scalar_one())


def company_balance(company_id: int) -> int:
    """The company's points."""
    return int(read(OF_COMPANY, company_id=company_id).scalar_one())


EARNED_AT = (
    SUM.join(LedgerEntry, LedgerEntry.id == Posting.entry_id)
    .where(LedgerEntry.person_id == bindparam("person_id"))
    .where(LedgerAccount.person_id == bindparam("person_id"))
    .where(LedgerEntry.occurred_at == bindparam("instant"))
)


def earned_at(person_id: int, instant: datetime) -> int:
    """The person's points for what happened at that very moment, by whatever rules they came."""
    return int(read(EARNED_AT, person_id=person_id, instant=instant).scalar_one())


def balances(person_id: int, company_id: int) -> tuple[int, int]:
    """The person's and the company's points in one statement."""
    rows = db.session.execute(
        select(LedgerAccount.kind, func.sum(Posting.amount))
        .join(Posting, Posting.account_id == LedgerAccount.id)
        .where(or_(LedgerAccount.person_id == person_id, LedgerAccount.company_id == company_id))
        .group_by(LedgerAccount.kind)
    )
    totals = {kind: int(total) for kind, total in rows}
    return totals.get("person", 0), totals.get("company", 0)


@dataclass(frozen=True)
class StatementLine:
    """One posting and where it comes from."""

    entry_id: int
    amount: int
    reason: str
    reference: str
    subject: str
    rule_key: str
    rule_version_id: int
    occurred_at: datetime
    posted_at: datetime
    company_id: int | None
    person_id: int

    @property
    def cycle(self) -> int:
        """Which go it was: 1 the first time, more for a renewal."""
        last = self.reference.rpartition(":")[2]
        return int(last) if last.isdigit() else 1


def statement(
    *,
    person_id: int | None = None,
    company_id: int | None = None,
    before: int | None = None,
    limit: int = PAGE,
) -> list[StatementLine]:
    """The latest postings of a person or a company, before the entry `before`. Its page checks who may look."""
    if (person_id is None) == (company_id is None):
        raise ValueError("a statement is either a person's or a company's")
    whose = (
        LedgerAccount.person_id == person_id
        if person_id is not None
        else LedgerAccount.company_id == company_id
    )
    rows = db.session.execute(
        select(
            LedgerEntry.id.label("entry_id"),
            Posting.amount,
            LedgerEntry.reason,
            LedgerEntry.reference,
            LedgerEntry.subject,
            LedgerEntry.rule_key,
            LedgerEntry.rule_version_id,
            LedgerEntry.occurred_at,
            LedgerEntry.posted_at,
            LedgerEntry.company_id,
            LedgerEntry.person_id,
        )
        .join(LedgerEntry, LedgerEntry.id == Posting.entry_id)
        .join(LedgerAccount, LedgerAccount.id == Posting.account_id)
        .where(whose, _older_than(before) if before is not None else true())
        .order_by(LedgerEntry.occurred_at.desc(), LedgerEntry.id.desc())
        .limit(limit)
    )
    return [StatementLine(**row._mapping) for row in rows]


def _older_than(entry_id: int) -> ColumnElement[bool]:
    """What happened before that entry; of things at one moment those with a lower id."""
    moment = select(LedgerEntry.occurred_at).where(LedgerEntry.id == entry_id).scalar_subquery()
    return or_(
        LedgerEntry.occurred_at < moment,
        and_(LedgerEntry.occurred_at == moment, LedgerEntry.id < entry_id),
    )


@dataclass(frozen=True)
class Place:
    """A company's place on the board. Companies with equal points share a place."""

    rank: int
    company_id: int
    points: int


def company_board(*, since: datetime, until: datetime) -> list[Place]:
    """Every company that earned points in that time, best first. Its page decides which of them are shown."""
    earned = func.sum(Posting.amount)
    rows = db.session.execute(
        select(LedgerAccount.company_id, earned)
        .join(Posting, Posting.account_id == LedgerAccount.id)
        .join(LedgerEntry, LedgerEntry.id == Posting.entry_id)
        .where(
            LedgerAccount.kind == "company",
            LedgerEntry.occurred_at >= since,
            LedgerEntry.occurred_at < until,
        )
        .group_by(LedgerAccount.company_id)
        .order_by(earned.desc(), LedgerAccount.company_id)
    )
    return ranked((company_id, int(points)) for company_id, points in rows if company_id is not None)


def ranked(totals: Iterable[tuple[int, int]]) -> list[Place]:
    """Places of totals that come best first: 1, 2, 2, 4."""
    places: list[Place] = []
    for position, (company_id, points) in enumerate(totals, start=1):
        tied = bool(places) and places[-1].points == points
        places.append(Place(places[-1].rank if tied else position, company_id, points))
    return places


def earned_by_person_in(company_id: int) -> dict[int, int]:
    """What each person earned for themselves while they worked for that company."""
    rows = db.session.execute(
        select(LedgerEntry.person_id, func.sum(Posting.amount))
        .join(Posting, Posting.entry_id == LedgerEntry.id)
        .join(
            LedgerAccount,
            and_(LedgerAccount.id == Posting.account_id, LedgerAccount.person_id == LedgerEntry.person_id),
        )
        .where(LedgerEntry.company_id == company_id)
        .group_by(LedgerEntry.person_id)
    )
    return {person_id: int(points) for person_id, points in rows}


@dataclass(frozen=True)
class LedgerCheck:
    """What `flask points check` found."""

    entries: int
    unbalanced: tuple[int, ...]
    total: int
    """The sum over all accounts; anything but nought is a fault."""

    @property
    def is_sound(self) -> bool:
        return not self.unbalanced and self.total == 0


def check_ledger() -> LedgerCheck:
    """Hold every entry to the rule that its legs sum to nought and that it has at least two."""
    sums = (
        select(LedgerEntry.id)
        .outerjoin(Posting, Posting.entry_id == LedgerEntry.id)
        .group_by(LedgerEntry.id)
        .having((func.coalesce(func.sum(Posting.amount), 1) != 0) | (func.count(Posting.id) < 2))
        .order_by(LedgerEntry.id)
    )
    return LedgerCheck(
        entries=db.session.scalar(select(func.count(LedgerEntry.id))) or 0,
        unbalanced=tuple(db.session.scalars(sums)),
        total=int(db.session.scalar(select(func.coalesce(func.sum(Posting.amount), 0))) or 0),
    )


def names_of(person_ids: Iterable[int]) -> dict[int, str]:
    """The names of people on a statement that the reader may see."""
    rows = db.session.execute(select(Person.id, Person.name).where(Person.id.in_(list(person_ids))))
    return {row.id: row.name for row in rows}
