"""What people change about themselves."""

from sqlalchemy import select, update

from app.core.db import transaction
from app.core.errors import DomainError, NotVisible
from app.core.i18n import LANGUAGES
from app.people.models import Person


def lock_person(person_id: int) -> None:
    """Hold the person's row until the running transaction ends; on SQLite the transaction itself is the lock.

    Order of locks: the thing handed in, then the person, then the account. Raises NotVisible.
    """
    with transaction() as session:
        if session.scalar(select(Person.id).where(Person.id == person_id).with_for_update()) is None:
            raise NotVisible


def set_language(person_id: int, language: str) -> None:
    """The language of the person's pages and mails. Raises DomainError for one that Kru does not speak."""
    if language not in LANGUAGES:
        from flask_babel import gettext as _

        raise DomainError(_("Choose one of the languages listed."), field="language")
    with transaction() as session:
        session.execute(update(Person).where(Person.id == person_id).values(language=language))
