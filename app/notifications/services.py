"""Telling people things: an inbox row once per key, and the mail that goes with it."""

from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from app.core.db import transaction
from app.core.mail import send_later
from app.notifications.letters import letter
from app.notifications.models import Notice
from app.people.models import Person


def tell(person_id: int, kind: str, *, key: str, now: datetime, mail: bool = True, **params: Any) -> None:
    """Put a notice into the person's inbox and owe a mail in their language.

    Once per key: later calls do nothing. Texts in `params` are maps of languages; days are ISO dates.
    """
    with transaction() as session:
        if session.scalar(select(Notice.id).where(Notice.key == key)) is not None:
            return
        try:
            with session.begin_nested():
                session.add(
                    Notice(
                        person_id=person_id, kind=kind, params=params, key=key, created_at=now, read_at=None
                    )
                )
                session.flush()
        except IntegrityError:
            return
        reader = session.execute(
            select(Person.name, Person.email, Person.language, Person.disabled_at).where(
                Person.id == person_id
            )
        ).one()
        if mail and reader.disabled_at is None:
            written = letter(kind, params, name=reader.name, language=reader.language)
            send_later(reader.email, written.subject, written.text, key=key)


def mark_read(person_id: int, *, now: datetime, notice_id: int | None = None) -> None:
    """Mark one of the person's notices, or all of them, as read. A foreign one is left alone."""
    unread = update(Notice).where(Notice.person_id == person_id, Notice.read_at.is_(None))
    if notice_id is not None:
        unread = unread.where(Notice.id == notice_id)
    with transaction() as session:
        session.execute(unread.values(read_at=now))
