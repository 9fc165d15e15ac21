"""People from a CSV: what it would do, then exactly that, all or nothing."""

from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.core import audit
from app.core.csv_import import CHANGED, NEW, Plan, PlanOutdated, read_csv, refuse_outdated
from app.core.db import db, transaction
from app.partners.models import Company
from app.people.identity import email_key
from app.people.import_plan import COLUMNS, Employer, Grantable, Known, PersonDraft, plan_people
from app.people.models import Affiliation, Person, RoleGrant
from app.people.seats import open_seats
from app.people.services.inviting import mail_invitation
from app.people.services.seating import open_seat


def plan_people_file(raw: bytes, grantable: Grantable) -> Plan[PersonDraft]:
    """The dry run. Raises DomainError on the field `file`."""
    return _plan(db.session(), raw, grantable, is_final=False)


def _plan(session: Session, raw: bytes, grantable: Grantable, *, is_final: bool) -> Plan[PersonDraft]:
    rows = read_csv(raw, columns=COLUMNS, required=("email", "company"))
    keys = sorted({email_key(row.get("email")) for row in rows})
    companies = {row.get("company") for row in rows}
    return plan_people(
        rows, _known(session, keys, is_final=is_final), _employers(session, companies), grantable
    )


def _known(session: Session, keys: list[str], *, is_final: bool) -> dict[str, Known]:
    wanted = select(Person).where(Person.email_key.in_(keys)).order_by(Person.id)
    people = session.scalars(wanted.with_for_update() if is_final else wanted).all()
    seats = open_seats([person.id for person in people])
    return {
        p.email_key: Known(p.id, p.name, p.language, p.zone, p.disabled_at is not None, seats.get(p.id, ()))
        for p in people
    }


def _employers(session: Session, keys: set[str]) -> dict[str, Employer]:
    found = session.scalars(select(Company).where(Company.key.in_(sorted(keys))))
    return {
        c.key: Employer(c.id, c.key, c.name, c.kind == "vendor", c.closed_at is not None, c.language, c.zone)
        for c in found
    }


def import_people(
    raw: bytes,
    shown: str,
    grantable: Grantable,
    *,
    actor_id: int | None,
    with_mail: bool,
    now: datetime,
) -> Plan[PersonDraft]:
    """Do what was shown, in one transaction; new people get their invitation only if asked for.

    Raises PlanOutdated when it would be anything else.
    """
    try:
        with transaction() as session:
            plan = _plan(session, raw, grantable, is_final=True)
            refuse_outdated(plan, shown)
            for change in plan.of_kind(NEW):
                _add(session, change.draft, actor_id=actor_id, with_mail=with_mail, now=now)
            for change in plan.of_kind(CHANGED):
                _change(session, change.draft, actor_id=actor_id, now=now)
            audit.record(
                "people.imported",
                "file",
                plan.fingerprint[:16],
                actor_id=actor_id,
                new=len(plan.of_kind(NEW)),
                changed=len(plan.of_kind(CHANGED)),
                mailed=with_mail,
            )
            return plan
    except IntegrityError:
        raise PlanOutdated() from None


def _add(
    session: Session, draft: PersonDraft, *, actor_id: int | None, with_mail: bool, now: datetime
) -> None:
    person = Person(
        name=draft.name,
        email=draft.email,
        email_key=email_key(draft.email),
        language=draft.language,
        zone=draft.zone,
        created_at=now,
    )
    session.add(person)
    session.flush()
    _seat(session, person.id, draft, actor_id=actor_id, now=now)
    audit.record(
        "person.imported",
        "person",
        person.id,
        actor_id=actor_id,
        company=draft.company_id,
        roles=sorted(draft.roles),
    )
    if with_mail:
        mail_invitation(
            session,
            person.id,
            draft.company_id,
            draft.roles,
            name=draft.name,
            created_by=actor_id,
            now=now,
        )


def _seat(
    session: Session, person_id: int, draft: PersonDraft, *, actor_id: int | None, now: datetime
) -> None:
    open_seat(
        session,
        person_id,
        draft.company_id,
        draft.roles,
        granted_by=actor_id,
        job_title=draft.job_title,
        now=now,
    )


def _change(session: Session, draft: PersonDraft, *, actor_id: int | None, now: datetime) -> None:
    if draft.person_id is None:
        raise ValueError("a changed person has an id")
    session.execute(
        update(Person)
        .where(Person.id == draft.person_id)
        .values(name=draft.name, language=draft.language, zone=draft.zone)
    )
    if draft.affiliation_id is None:
        _seat(session, draft.person_id, draft, actor_id=actor_id, now=now)
    else:
        session.execute(
            update(Affiliation)
            .where(Affiliation.id == draft.affiliation_id)
            .values(job_title=draft.job_title)
        )
        _set_roles(session, draft.affiliation_id, draft, actor_id=actor_id, now=now)
    audit.record(
        "person.imported",
        "person",
        draft.person_id,
        actor_id=actor_id,
        company=draft.company_id,
        changed=True,
    )


def _set_roles(
    session: Session, affiliation_id: int, draft: PersonDraft, *, actor_id: int | None, now: datetime
) -> None:
    held = set(session.scalars(select(RoleGrant.role).where(RoleGrant.affiliation_id == affiliation_id)))
    for role in sorted(held - draft.roles):
        session.execute(
            delete(RoleGrant).where(RoleGrant.affiliation_id == affiliation_id, RoleGrant.role == role)
        )
    session.add_all(
        RoleGrant(affiliation_id=affiliation_id, role=role, granted_at=now, granted_by=actor_id)
        for role in sorted(draft.roles - held)
    )
    for verb, roles in (("role.revoked", held - draft.roles), ("role.granted", draft.roles - held)):
        for role in sorted(roles):
            audit.record(
                verb, "person", draft.person_id, actor_id=actor_id, role=role, company=draft.company_id
            )
