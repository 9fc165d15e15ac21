"""The other seats of a person: companies that they may go on as."""

from dataclasses import dataclass

from flask import url_for
from sqlalchemy import select

from app.core.db import db
from app.partners.models import Company
from app.people.actor import Actor
from app.people.models import Affiliation


@dataclass(frozen=True)
class Seat:
    """One way to go on, and where to ask for it."""

    affiliation_id: int
    company: str
    url: str


def other_seats(actor: Actor) -> list[Seat]:
    """The person's open affiliations to open companies, but the one in use."""
    rows = db.session.execute(
        select(Affiliation.id, Company.name)
        .join(Company, Company.id == Affiliation.company_id)
        .where(
            Affiliation.person_id == actor.person_id,
            Affiliation.id != actor.affiliation_id,
            Affiliation.ended_at.is_(None),
            Company.closed_at.is_(None),
        )
        .order_by(Company.name)
    )
    return [Seat(seat_id, company, url_for("people.switch_seat")) for seat_id, company in rows]
