"""Banks that are written in the studio: make one, and say which of its questions may be drawn."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from app.assessment.models import QUESTION_STATES, Bank, Question
from app.catalogue.documents import Text
from app.core import audit
from app.core.db import transaction
from app.core.errors import DomainError, NotVisible
from app.core.i18n import gettext as _


@dataclass(frozen=True)
class BankDraft:
    """A new bank; its languages are those that have a title."""

    key: str
    title: Text
    owner: str


def create_bank(draft: BankDraft, *, actor_id: int | None) -> int:
    """The id of a new, empty bank. Raises DomainError for a key that is taken or a missing title."""
    if not draft.title:
        raise DomainError(_("Give the bank a title in at least one language."), field="title_en")
    with transaction() as session:
        bank = Bank(
            key=draft.key,
            title=dict(draft.title),
            topics={},
            owner=draft.owner[:80],
            languages=list(draft.title),
            origin="studio",
        )
        try:
            with session.begin_nested():
                session.add(bank)
                session.flush()
        except IntegrityError:
            raise DomainError(
                _("There is a bank with the key %(key)s already. Choose another one.", key=draft.key),
                field="key",
            ) from None
        audit.record("bank.created", "bank", bank.id, actor_id=actor_id, name=draft.key)
        return bank.id


def change_states(bank_id: int, question_ids: Sequence[int], state: str, *, actor_id: int) -> int:
    """How many questions of a studio's bank changed to that state. Raises NotVisible, DomainError."""
    if state not in QUESTION_STATES:
        raise DomainError(_("Choose what the questions shall be: draft, ready or retired."))
    if not question_ids:
        raise DomainError(_("Choose at least one question first."))
    with transaction() as session:
        bank = session.scalar(select(Bank).where(Bank.id == bank_id).with_for_update())
        if bank is None:
            raise NotVisible
        if bank.origin != "studio":
            raise DomainError(_("This bank comes from the content files. Change its questions there."))
        changed = session.execute(
            update(Question)
            .where(Question.bank_id == bank_id, Question.id.in_(question_ids), Question.state != state)
            .values(state=state)
            .returning(Question.key)
        ).scalars()
        keys = sorted(changed)
        if keys:
            bank.revision += 1
            audit.record(
                "questions.state", "bank", bank_id, actor_id=actor_id, state=state, questions=len(keys)
            )
        return len(keys)
