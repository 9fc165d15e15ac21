"""The one command of points: credit an event, once, as an entry whose legs sum to nought."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Integer, String, bindparam, case, insert, literal_column, or_, select
from sqlalchemy.exc import IntegrityError

from app.core.db import db, insert_unless, read, transaction, write
from app.points.models import LedgerAccount, LedgerEntry, Posting
from app.points.rules import Event, Rule

PAID = select(LedgerEntry.id).where(
    LedgerEntry.reason == bindparam("reason"),
    LedgerEntry.reference == bindparam("reference"),
    LedgerEntry.person_id == bindparam("person_id"),
)
ENTRY = insert_unless(
    PAID,
    LedgerEntry,
    "reason",
    "reference",
    "rule_key",
    "rule_version_id",
    "person_id",
    "affiliation_id",
    "company_id",
    "subject",
    "occurred_at",
    "posted_at",
)
POSTING = insert(Posting)
ACCOUNT = insert(LedgerAccount).returning(LedgerAccount.id)
IS_PROGRAMME = LedgerAccount.kind == literal_column("'programme'", String)
"""With a literal, so that a plan for all people may use the index on that one account."""
THEIRS = or_(
    IS_PROGRAMME,
    LedgerAccount.person_id == bindparam("person_id"),
    LedgerAccount.company_id == bindparam("company_id"),
)
ACCOUNTS = select(LedgerAccount.kind, LedgerAccount.id).where(THEIRS)
AMOUNT = case(
    (IS_PROGRAMME, bindparam("programme", type_=Integer)),
    (LedgerAccount.company_id.is_(None), bindparam("person", type_=Integer)),
    else_=bindparam("company", type_=Integer),
)
POSTINGS = (
    insert(Posting)
    .from_select(
        ["entry_id", "account_id", "amount"],
        select(bindparam("entry_id", type_=Integer), LedgerAccount.id, AMOUNT).where(THEIRS, AMOUNT != 0),
    )
    .returning(Posting.account_id)
)
"""The legs of an entry on the accounts that are open."""


def credit(
    event: Event,
    *,
    person_id: int,
    affiliation_id: int | None,
    company_id: int | None,
    reference: str,
    subject: str,
    rule: Rule,
    rule_version_id: int,
    occurred_at: datetime,
    now: datetime,
) -> bool:
    """Post what the rule gives: from the programme to the person and to the company they worked for that day.

    Paid once per reason, reference and person: False if it was paid already, or if the rule gives nothing.
    """
    shares = {"person": rule.person, "company": rule.company if company_id is not None else 0}
    if not any(shares.values()):
        return False
    with transaction():
        entry_id = write(
            ENTRY,
            reason=event.name,
            reference=reference,
            rule_key=rule.key,
            rule_version_id=rule_version_id,
            person_id=person_id,
            affiliation_id=affiliation_id,
            company_id=company_id,
            subject=subject,
            occurred_at=occurred_at,
            posted_at=now,
        ).scalar_one_or_none()
        if entry_id is None:
            return False
        amounts = {"programme": -sum(shares.values()), **shares}
        _post(entry_id, {"person_id": person_id, "company_id": company_id}, amounts)
        return True


def _post(entry_id: int, whose: dict[str, int | None], amounts: dict[str, int]) -> None:
    """The legs of an entry. Whoever earns for the first time has no account yet."""
    owed = {kind: amount for kind, amount in amounts.items() if amount}
    posted = {row[0] for row in write(POSTINGS, entry_id=entry_id, **whose, **amounts)}
    if len(posted) == len(owed):
        return
    accounts = _accounts(whose, owed)
    legs = (
        {"entry_id": entry_id, "account_id": accounts[kind], "amount": amount}
        for kind, amount in owed.items()
        if accounts[kind] not in posted
    )
    write(POSTING, *legs)


def _accounts(whose: dict[str, int | None], kinds: Iterable[str]) -> dict[str, int]:
    """The accounts of these kinds; opened the first time. Two openers at once find the same one."""
    found = _found(whose)
    for kind in kinds:
        if kind in found:
            continue
        owner = {column: whose[column] if column == f"{kind}_id" else None for column in whose}
        try:
            with db.session.begin_nested():
                found[kind] = write(ACCOUNT, kind=kind, **owner).scalar_one()
        except IntegrityError:
            found = _found(whose)
    return found


def _found(whose: dict[str, int | None]) -> dict[str, int]:
    return {row[0]: row[1] for row in read(ACCOUNTS, **whose)}
