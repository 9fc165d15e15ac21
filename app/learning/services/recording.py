"""Evidence: pages that are opened, steps that are ticked, texts that are accepted."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update

from app.catalogue.documents import Acknowledgement, AnyItem, Playbook
from app.core.db import transaction
from app.core.errors import DomainError
from app.core.i18n import gettext as _
from app.core.tokens import new_token, token_hash
from app.learning.completion import accepted_words
from app.learning.evidence import Evidence, carry_over, tick, weigh
from app.learning.models import Acknowledgement as Accepted
from app.learning.models import AttentionClock, Enrolment, ItemProgress, Viewing
from app.learning.services.completing import note_finished
from app.learning.services.crediting import Recorded
from app.learning.services.enrolling import enrol
from app.people.identity import tidy_name
from app.people.services import lock_person


@dataclass(frozen=True)
class Opened:
    """An opened page: the token for its beacons, what is proved so far, and whether this finished the item."""

    token: str
    evidence: Evidence
    is_finished: bool


def open_viewing(person_id: int, course_key: str, item: AnyItem, *, now: datetime) -> Opened:
    """Note that a page was opened, from which moment its beacons count. The caller has checked the locks."""
    token = new_token()
    with transaction() as session:
        enrolment_id = enrol(person_id, course_key, now=now)
        lock_person(person_id)
        if session.get(AttentionClock, person_id) is None:
            session.add(AttentionClock(person_id=person_id, credited_until=now))
        progress = _progress(enrolment_id, item, now)
        session.add(
            Viewing(
                token_hash=token_hash(token),
                enrolment_id=enrolment_id,
                item_key=item.key,
                item_hash=item.hash,
                opened_at=now,
            )
        )
        _note_place(enrolment_id, item.key, now)
        session.flush()
        return Opened(token, progress.evidence, _finish_if_complete(enrolment_id, item, progress, now))


def _progress(enrolment_id: int, item: AnyItem, now: datetime) -> ItemProgress:
    """The row of this wording, locked; made if missing, with what an older wording's evidence is still worth."""
    with transaction() as session:
        rows = session.scalars(
            select(ItemProgress)
            .where(ItemProgress.enrolment_id == enrolment_id, ItemProgress.item_key == item.key)
            .order_by(ItemProgress.updated_at.desc(), ItemProgress.id.desc())
            .with_for_update()
        ).all()
        for row in rows:
            if row.item_hash == item.hash:
                return row
        made = ItemProgress(
            enrolment_id=enrolment_id,
            item_key=item.key,
            item_hash=item.hash,
            evidence=carry_over(item, rows[0].evidence) if rows else {},
            position=rows[0].position if rows else {},
            started_at=now,
            updated_at=now,
        )
        session.add(made)
        session.flush()
        return made


def _note_place(enrolment_id: int, item_key: str, now: datetime) -> None:
    with transaction() as session:
        session.execute(
            update(Enrolment)
            .where(Enrolment.id == enrolment_id)
            .values(last_item_key=item_key, last_active_at=now)
        )


def _finish_if_complete(enrolment_id: int, item: AnyItem, progress: ItemProgress, now: datetime) -> bool:
    return weigh(item, progress.evidence).is_complete and note_finished(
        enrolment_id, item, evidence=f"progress:{progress.id}", now=now
    )


def tick_steps(
    person_id: int,
    course_key: str,
    item: Playbook,
    *,
    ticked: Iterable[str],
    unticked: Iterable[str],
    now: datetime,
) -> Recorded:
    """Tick steps of a playbook and take ticks away. The caller has checked the locks."""
    with transaction() as session:
        enrolment_id = enrol(person_id, course_key, now=now)
        lock_person(person_id)
        progress = _progress(enrolment_id, item, now)
        progress.evidence = tick(item, progress.evidence, ticked=ticked, unticked=unticked)
        progress.updated_at = now
        _note_place(enrolment_id, item.key, now)
        session.flush()
        return Recorded(progress.evidence, True, _finish_if_complete(enrolment_id, item, progress, now))


def acknowledge(
    person_id: int,
    course_key: str,
    item: Acknowledgement,
    *,
    language: str,
    words: str,
    own_name: str,
    name: str,
    now: datetime,
) -> bool:
    """Accept a text under one's name; whether that finished the item.

    `words` is the hash of the text that was shown: if it has been changed meanwhile nothing is accepted.
    `name` must be the person's own. Kept are name, instant, version, language and the words' hash, once per
    wording. Raises DomainError.
    """
    current = accepted_words(item)
    if words != current.get(language):
        raise DomainError(_("The text was changed while you read it. Read it again, then accept it."))
    if tidy_name(name).casefold() != tidy_name(own_name).casefold():
        raise DomainError(
            _("Type your name as it stands in your account: %(name)s.", name=own_name), field="name"
        )
    with transaction() as session:
        enrolment_id = enrol(person_id, course_key, now=now)
        lock_person(person_id)
        accepted = session.scalars(
            select(Accepted).where(
                Accepted.person_id == person_id,
                Accepted.course_key == course_key,
                Accepted.item_key == item.key,
                Accepted.text_hash == words,
            )
        ).one_or_none()
        if accepted is None:
            accepted = Accepted(
                person_id=person_id,
                course_key=course_key,
                item_key=item.key,
                version=item.version,
                language=language,
                text_hash=words,
                name=tidy_name(name),
                accepted_at=now,
            )
            session.add(accepted)
            session.flush()
        _note_place(enrolment_id, item.key, now)
        return note_finished(
            enrolment_id, item, evidence=f"acknowledgement:{accepted.id}", now=now, wording=words
        )
