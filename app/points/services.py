"""The one command of points: credit an event, once, as an entry whose legs sum to nought."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.core.db import transaction
from app.points.models import LedgerAccount, LedgerEntry, Posting
from app.points.rules import Event, Rule


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
    with transaction() as session:
        if _is_paid(session, event.name, reference, person_id):
            return False
        entry = LedgerEntry(
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
        )
        session.add(entry)
        session.flush()
        accounts = {
            _account(session, "programme"): -sum(shares.values()),
            _account(session, "person", person_id=person_id): shares["person"],
        }
        if company_id is not None:
            accounts[_account(session, "company", company_id=company_id)] = shares["company"]
        session.add_all(
            Posting(entry_id=entry.id, account_id=account, amount=amount)
            for account, amount in accounts.items()
            if amount
        )
        session.flush()
        return True


def _is_paid(session: Session, reason: str, reference: str, person_id: int) -> bool:
    return (
        session.scalar(
            select(LedgerEntry.id).where(
                LedgerEntry.reason == reason,
                LedgerEntry.reference == reference,
                LedgerEntry.person_id == person_id,
            )
        )
        is not None
    )


def _account(
    session: Session, kind: str, *, person_id: int | None = None, company_id: int | None = None
) -> int:
    """The id of the account, opened if it is the first time; two openers at once find the same one."""
    wanted = select(LedgerAccount.id).where(
        LedgerAccount.kind == kind,
        LedgerAccount.person_id.is_(None) if person_id is None else LedgerAccount.person_id == person_id,
        LedgerAccount.company_id.is_(None) if company_id is None else LedgerAccount.company_id == company_id,
    )
    if (found := session.scalar(wanted)) is not None:
        return found
    try:
        with session.begin_nested():
            account = LedgerAccount(kind=kind, person_id=person_id, company_id=company_id)
            session.add(account)
            session.flush()
            return account.id
    except IntegrityError:
        return session.scalars(wanted).one()
