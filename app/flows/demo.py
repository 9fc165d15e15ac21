"""A programme to look at: made once on an empty database, through the same commands that people use, back in time."""

import json
import secrets
from datetime import datetime, timedelta
from pathlib import Path

from flask import current_app
from sqlalchemy import delete, exists, select

from app.assessment.grading import model_answer
from app.assessment.models import Slot
from app.assessment.paper import values_of
from app.assessment.questions import Essay, PartDocument, Single
from app.assessment.services import save_answer
from app.assessment.snapshots import question_of
from app.catalogue.documents import Acknowledgement, AnyItem, Quiz
from app.catalogue.queries import live_course
from app.core.db import db, transaction
from app.core.mail import send_letter
from app.core.models import OutboxJob
from app.flows.demo_cast import ABROAD, LONGEST_AGO, PARTNERS, SIGN_INS, VENDOR, Chapter, Member
from app.flows.finish_quiz import finish_quiz
from app.flows.settle import settle
from app.flows.start_quiz import start_quiz
from app.learning.completion import accepted_words
from app.learning.queries import record_of
from app.learning.services import complete_item, enrol_by_rules
from app.partners.models import Company
from app.partners.services import CompanyDraft, create_company
from app.people.identity import email_key
from app.people.models import Person
from app.people.passwords import hash_password
from app.people.queries import get_learner
from app.people.services import assign_manager, lock_person
from app.people.services.seating import open_seat

WORDS = (
    "amber", "basil", "cedar", "delta", "ember", "fjord", "grove", "hazel", "indigo", "jade", "kelp", "lotus",
    "maple", "north", "olive", "pearl", "quartz", "river", "sage", "tulip", "umber", "velvet", "willow", "zinnia",
)  # fmt: skip
SLIP = 7
"""About one question in so many is answered wrong, where the quiz is passed all the same."""
ESSAY = (
    "Thank you for asking. Release 1.0 does not have single sign-on, and nothing is decided about it. I will ask what "
    "is planned and answer you in writing by Thursday. Is it a condition for the pilot, or for the roll-out?"
)
BETWEEN_COURSES = timedelta(days=2)
BETWEEN_ITEMS = timedelta(minutes=11)


def began_at(now: datetime) -> datetime:
    """The day on which a demo programme that is made now has begun; its content is published then."""
    return now - timedelta(days=LONGEST_AGO)


def is_empty() -> bool:
    """Whether nobody lives in this database yet."""
    return not db.session.scalar(select(exists().where(Company.id.is_not(None))))


def ensure_demo(*, now: datetime) -> bool:
    """Make the demo programme if the database is empty; whether it was made. The content must be live.

    The passwords of SIGN_INS are random and kept in the instance folder.
    """
    if not is_empty():
        return False
    passwords = {email: _new_password() for email in SIGN_INS.values()}
    with transaction() as session:
        people = _people(passwords, now=began_at(now))
        for person_id, chapter in sorted(_chapters(people), key=lambda c: -c[1].days_ago):
            _live_through(person_id, chapter, now)
        session.execute(delete(OutboxJob).where(OutboxJob.name == send_letter.name))
    _keep(passwords, current_app.config["KRU"].instance)
    return True


def _people(passwords: dict[str, str], *, now: datetime) -> dict[Member, int]:
    """Companies and their people, as if they had joined when the programme began."""
    people: dict[Member, int] = {}
    vendor = create_company(CompanyDraft("Kru", "vendor", key="kru"), is_vendor=True, actor_id=None, now=now)
    for member in VENDOR:
        people[member] = _join(member, vendor, passwords, now)
    managers = {member.email: person_id for member, person_id in people.items()}
    for partner in PARTNERS:
        country, zone = ABROAD.get(partner.region, ("TH", "Asia/Bangkok"))
        draft = CompanyDraft(
            partner.name,
            partner.company_type,
            partner.tier,
            partner.region,
            country=country,
            zone=zone,
            key=partner.key,
        )
        company_id = create_company(draft, actor_id=None, now=now)
        assign_manager(company_id, managers[partner.manager], actor_id=None)
        for member in partner.members:
            people[member] = _join(member, company_id, passwords, now)
            enrol_by_rules(get_learner(people[member]), now=now)
    return people


def _join(member: Member, company_id: int, passwords: dict[str, str], now: datetime) -> int:
    """Whoever has a story has been here; the others have only been invited."""
    has_come = bool(member.story) or "rep" not in member.roles
    password = passwords.get(member.email) or (_new_password() if has_come else "")
    with transaction() as session:
        person = Person(
            name=member.name,
            email=member.email,
            email_key=email_key(member.email),
            language=member.language,
            password_hash=hash_password(password) if password else None,
            created_at=now,
        )
        session.add(person)
        session.flush()
        open_seat(
            session,
            person.id,
            company_id,
            frozenset(member.roles),
            granted_by=None,
            now=now,
            job_title=member.job_title,
        )
        return person.id


def _chapters(people: dict[Member, int]) -> list[tuple[int, Chapter]]:
    return [(person_id, chapter) for member, person_id in people.items() for chapter in member.story]


def _live_through(person_id: int, chapter: Chapter, now: datetime) -> None:
    """Finish the courses of a chapter so that the last one ends on its day, then settle."""
    lock_person(person_id)
    end = now - timedelta(days=chapter.days_ago)
    finished = record_of(person_id).completed
    for back, course_key in enumerate(reversed(chapter.courses)):
        finish_at = end - BETWEEN_COURSES * back
        live = live_course(course_key)
        if live is None or course_key in finished:
            continue
        items = live.document.items[: chapter.items]
        for number, item in enumerate(items, 1):
            at = finish_at - BETWEEN_ITEMS * (len(items) - number)
            _finish(person_id, course_key, live.version_id, item, at)
    settle(person_id, now=end)


def _finish(person_id: int, course_key: str, version_id: int, item: AnyItem, now: datetime) -> None:
    if not isinstance(item, Quiz):
        wording = next(iter(accepted_words(item).values())) if isinstance(item, Acknowledgement) else None
        complete_item(person_id, course_key, item.key, evidence="demo", now=now, wording=wording)
        return
    started = now - timedelta(minutes=8)
    attempt_id = start_quiz(
        person_id, course_key=course_key, quiz=item, version_id=version_id, now=started, honoured=True
    )
    slips = int((1 - item.pass_mark) * item.question_count)
    for slot in _slots(attempt_id):
        question = question_of(slot.snapshot)
        has_slipped = (
            slips > 0 and isinstance(question, Single) and (person_id + slot.question_id) % SLIP == 0
        )
        slips -= has_slipped
        save_answer(
            attempt_id,
            person_id=person_id,
            position=slot.position,
            values=_values(question, has_slipped),
            sequence=1,
            is_flagged=False,
            now=started + timedelta(seconds=20 * slot.position),
        )
    finish_quiz(attempt_id, now=now)


def _values(question: PartDocument, has_slipped: bool) -> dict[str, list[str]]:
    """The page's form of a right answer, or of a slip; an essay is in words, a pitch is not recorded."""
    if has_slipped and isinstance(question, Single):
        return values_of(question, [next(option.key for option in question.options if not option.right)])
    if isinstance(question, Essay):
        return {"text": [ESSAY]}
    return values_of(question, model_answer(question))


def _slots(attempt_id: int) -> list[Slot]:
    return list(db.session.scalars(select(Slot).where(Slot.attempt_id == attempt_id).order_by(Slot.position)))


def _new_password() -> str:
    return "-".join(secrets.choice(WORDS) for _ in range(4))


def _keep(passwords: dict[str, str], folder: Path) -> None:
    """Beside the database, readable by its owner only."""
    kept = [{"role": role, "email": email, "password": passwords[email]} for role, email in SIGN_INS.items()]
    path = folder / "sign-ins.json"
    path.write_text(json.dumps(kept, indent=2), encoding="utf-8")
    path.chmod(0o600)
