"""Whose data may this person see: the one tenancy rule. Every query for a page begins at a `visible_*`.

| role            | people                        | companies            |
| rep             | themselves                    | their own            |
| partner admin   | people of their company       | their own            |
| author          | themselves                    | their own (vendor)   |
| channel manager | everybody                     | all                  |
| admin           | everybody                     | all                  |
"""

from sqlalchemy import ColumnElement, Select, exists, select, true

from app.core.db import AnySelect
from app.partners.models import Company
from app.people.actor import Actor
from app.people.models import Affiliation, Person


def sees_every_company(actor: Actor) -> bool:
    return actor.is_channel_manager


def company_within_sight(actor: Actor) -> ColumnElement[bool]:
    """A condition on Company."""
    return true() if sees_every_company(actor) else Company.id == actor.company_id


def within_sight(statement: AnySelect, actor: Actor) -> AnySelect:
    """A statement on Company, narrowed to what the actor may see; as it is for those who see all of them."""
    return statement if sees_every_company(actor) else statement.where(company_within_sight(actor))


def person_within_sight(actor: Actor) -> ColumnElement[bool]:
    """A condition on Person; a partner admin sees who works in the company today."""
    if actor.is_channel_manager:
        return true()
    if actor.is_partner_admin:
        return exists().where(
            Affiliation.person_id == Person.id,
            Affiliation.company_id == actor.company_id,
            Affiliation.ended_at.is_(None),
        )
    return Person.id == actor.person_id


def visible_companies(actor: Actor) -> Select[Company]:
    """Where every query for companies begins."""
    return select(Company).where(company_within_sight(actor))


def visible_people(actor: Actor) -> Select[Person]:
    """Where every query for people begins."""
    return select(Person).where(person_within_sight(actor))
