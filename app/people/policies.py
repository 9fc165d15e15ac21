"""What a person may do to people and companies (pure)."""

from collections.abc import Collection

from app.people.actor import Actor
from app.people.models import ADMIN, AUTHOR, CHANNEL_MANAGER, PARTNER_ADMIN, PARTNER_ROLES, REP
from app.people.seats import OpenSeat

GRANTABLE: dict[str, frozenset[str]] = {
    ADMIN: frozenset({REP, PARTNER_ADMIN, AUTHOR, CHANNEL_MANAGER}),
    CHANNEL_MANAGER: frozenset({REP, PARTNER_ADMIN}),
    PARTNER_ADMIN: frozenset({REP}),
}
"""Only roles strictly below one's own; an admin is made on the command line."""


def grantable_roles(actor: Actor, *, company_id: int, is_vendor_company: bool) -> frozenset[str]:
    """The roles that the actor may give in that company."""
    if not actor.is_channel_manager and company_id != actor.company_id:
        return frozenset()
    fitting = {AUTHOR, CHANNEL_MANAGER, REP} if is_vendor_company else {REP, PARTNER_ADMIN}
    return roles_to_offer(actor) & fitting


def roles_to_offer(actor: Actor) -> frozenset[str]:
    """Every role that the actor may give somewhere; which fit a company is checked when it is chosen."""
    return frozenset().union(*(GRANTABLE.get(role, frozenset()) for role in actor.roles))


def revocable_roles(actor: Actor, *, company_id: int, is_vendor_company: bool) -> frozenset[str]:
    """The roles that the actor may take away there; an admin may also end an admin's, their own included."""
    grantable = grantable_roles(actor, company_id=company_id, is_vendor_company=is_vendor_company)
    return grantable | {ADMIN} if actor.is_admin and is_vendor_company else grantable


def can_manage_person(actor: Actor, person_id: int, seats: Collection[OpenSeat]) -> bool:
    """Move, disable, take out of a company: only people below oneself, wherever they work, never oneself."""
    if person_id == actor.person_id:
        return False
    held = frozenset().union(*(seat.roles for seat in seats))
    if actor.is_admin:
        return True
    if actor.is_channel_manager:
        return held <= PARTNER_ROLES
    own = bool(seats) and all(seat.company_id == actor.company_id for seat in seats)
    return actor.is_partner_admin and own and held <= {REP}


def can_change_company(actor: Actor, *, is_vendor_company: bool) -> bool:
    """Only an admin touches the vendor's own entry."""
    return actor.is_admin or (actor.is_channel_manager and not is_vendor_company)


def can_manage_people_of(actor: Actor, company_id: int) -> bool:
    """Invite, give roles, and see who waits."""
    return actor.is_channel_manager or (actor.is_partner_admin and actor.company_id == company_id)


def can_manage_companies(actor: Actor) -> bool:
    return actor.is_channel_manager
