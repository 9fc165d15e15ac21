"""What the tests of people look up again and again."""

from email import message_from_bytes
from email.message import Message
from email.policy import default
from pathlib import Path
from typing import Any

from flask import current_app
from sqlalchemy import func, select

from app.core.db import db
from app.core.jobs import drain
from app.core.models import AuditEntry
from app.people.models import Affiliation, RoleGrant, SignIn


def verbs(*, of: int | None = None) -> list[str]:
    """The audit trail in words, oldest first; of one person if asked."""
    entries = select(AuditEntry.verb).order_by(AuditEntry.id)
    if of is not None:
        entries = entries.where(AuditEntry.subject_kind == "person", AuditEntry.subject_id == str(of))
    return list(db.session.scalars(entries))


def last_entry(verb: str) -> AuditEntry:
    wanted = select(AuditEntry).where(AuditEntry.verb == verb).order_by(AuditEntry.id.desc()).limit(1)
    return db.session.scalars(wanted).one()


def count(model: Any, *conditions: Any) -> int:
    return db.session.scalar(select(func.count()).select_from(model).where(*conditions)) or 0


def roles_at(affiliation_id: int) -> set[str]:
    return set(db.session.scalars(select(RoleGrant.role).where(RoleGrant.affiliation_id == affiliation_id)))


def open_sessions(person_id: int) -> int:
    return count(SignIn, SignIn.person_id == person_id, SignIn.ended_at.is_(None))


def history(person_id: int) -> list[Affiliation]:
    wanted = (
        select(Affiliation)
        .where(Affiliation.person_id == person_id)
        .order_by(Affiliation.started_at, Affiliation.id)
    )
    return list(db.session.scalars(wanted.execution_options(populate_existing=True)))


def mail_folder() -> Path:
    return Path(current_app.config["KRU"].instance) / "mail"


def empty_mail() -> None:
    for old in mail_folder().glob("*.eml"):
        old.unlink()


def mails() -> list[Message]:
    """What the worker sent since the folder was last emptied."""
    drain()
    return [
        message_from_bytes(path.read_bytes(), policy=default) for path in sorted(mail_folder().glob("*.eml"))
    ]


def link_in(mail: Message) -> str:
    """The path of the first address in a mail."""
    text = mail.get_content()  # type: ignore[attr-defined]
    address = next(line for line in text.splitlines() if line.startswith("http"))
    return str(address.removeprefix("http://localhost"))
