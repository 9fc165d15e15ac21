"""What a person may do to the learning of others (pure)."""

from app.people.actor import Actor


def can_assign(actor: Actor) -> bool:
    """Give a curriculum to people: channel managers to anybody, partner admins to their own company's people."""
    return actor.is_channel_manager or actor.is_partner_admin
