"""Which channel manager looks after which company, and closing one."""

from datetime import datetime

from sqlalchemy import Select, select, update

from app.core import audit
from app.core.db import db, transaction
from app.core.errors import DomainError
from app.core.i18n import gettext as _
from app.partners import services as partners
from app.people.models import CHANNEL_MANAGER, Affiliation, Person, Portfolio, RoleGrant, SignIn


def assign_manager(company_id: int, manager_id: int | None, *, actor_id: int | None) -> None:
    """Give a company to a channel manager, or to nobody. Raises DomainError on the field `manager`."""
    with transaction() as session:
        held = session.get(Portfolio, company_id)
        if (held.manager_id if held else None) == manager_id:
            return
        if manager_id is not None and not is_channel_manager(manager_id):
            raise DomainError(_("Choose one of the channel managers listed."), field="manager")
        if manager_id is None:
            session.delete(held)
        elif held is None:
            session.add(Portfolio(company_id=company_id, manager_id=manager_id))
        else:
            held.manager_id = manager_id
        audit.record("portfolio.assigned", "company", company_id, actor_id=actor_id, manager=manager_id)


def is_channel_manager(person_id: int) -> bool:
    """Whether the person is one today and may sign in."""
    return db.session.scalar(channel_managers().where(Person.id == person_id)) is not None


def channel_managers() -> Select[int, str]:
    """Ids and names of those who can look after companies."""
    return (
        select(Person.id, Person.name)
        .join(Affiliation, Affiliation.person_id == Person.id)
        .join(RoleGrant, RoleGrant.affiliation_id == Affiliation.id)
        .where(
            RoleGrant.role == CHANNEL_MANAGER, Affiliation.ended_at.is_(None), Person.disabled_at.is_(None)
        )
        .order_by(Person.name, Person.id)
    )


def close_company(company_id: int, *, actor_id: int, now: datetime) -> None:
    """Close a partner: nobody acts for it any more, its people's browsers are signed out. Facts stay."""
    with transaction() as session:
        partners.close_company(company_id, actor_id=actor_id, now=now)
        seats = select(Affiliation.id).where(Affiliation.company_id == company_id)
        session.execute(
            update(SignIn)
            .where(SignIn.affiliation_id.in_(seats), SignIn.ended_at.is_(None))
            .values(ended_at=now)
        )
