"""What a person may do to people and companies (pure)."""

from app.people.actor import Actor
from app.people.models import ADMIN, AUTHOR, CHANNEL_MANAGER, PARTNER_ADMIN, REP

GRANTABLE: dict[str, frozenset[str]] = {
    ADMIN: frozenset({REP, PARTNER_ADMIN, AUTHOR, CHANNEL_MANAGER}),
    CHANNEL_MANAGER: frozenset({REP, PARTNER_ADMIN}),
    PARTNER_ADMIN: frozenset({REP}),
}
"""Only roles strictly below one's own; an admin is made on the command line."""


def grantable_roles(actor: Actor, *, company_id: int, is_vendor_company: bool) -> frozenset[str]:
    """The roles that the actor may give in that company."""
    allowed: frozenset[str] = frozenset().union(*(GRANTABLE.get(role, frozenset()) for role in actor.roles))
    if not actor.is_channel_manager and company_id != actor.company_id:
        return frozenset()
    fitting = {AUTHOR, CHANNEL_MANAGER, REP} if is_vendor_company else {REP, PARTNER_ADMIN}
    return allowed & fitting


def can_manage_people_of(actor: Actor, company_id: int) -> bool:
    """Invite, disable, move and give roles."""
    return actor.is_channel_manager or (actor.is_partner_admin and actor.company_id == company_id)


def can_manage_companies(actor: Actor) -> bool:
    return actor.is_channel_manager
