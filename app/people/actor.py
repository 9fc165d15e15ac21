"""Who is asking: one frozen value a request, loaded in one query."""

from dataclasses import dataclass, field
from datetime import timedelta

from app.people.models import (
    ADMIN,
    AUTHOR,
    CHANNEL_MANAGER,
    PARTNER_ADMIN,
    REP,
    VENDOR_ROLES,
)

IDLE = timedelta(hours=12)
LONGEST = timedelta(days=14)
SEEN_EVERY = timedelta(minutes=10)


@dataclass(frozen=True)
class Actor:
    """A signed-in person in one seat: what views, policies and queries know of them."""

    sign_in_id: int
    person_id: int
    name: str
    language: str
    zone: str
    theme: str
    affiliation_id: int
    company_id: int
    company_name: str
    company_type: str
    company_tier: str
    company_region: str
    roles: frozenset[str]
    has_totp: bool
    seats: int
    is_authenticated: bool = field(default=True, repr=False)
    is_active: bool = field(default=True, repr=False)
    is_anonymous: bool = field(default=False, repr=False)

    def get_id(self) -> str:
        """Flask-Login keeps the session's token, not this; it is set at sign-in."""
        return str(self.sign_in_id)

    @property
    def is_vendor(self) -> bool:
        return bool(self.roles & VENDOR_ROLES)

    @property
    def is_learner(self) -> bool:
        return bool(self.roles & {REP, PARTNER_ADMIN})

    @property
    def is_rep(self) -> bool:
        return REP in self.roles

    @property
    def is_partner_admin(self) -> bool:
        return PARTNER_ADMIN in self.roles

    @property
    def is_author(self) -> bool:
        return bool(self.roles & {AUTHOR, ADMIN})

    @property
    def is_channel_manager(self) -> bool:
        return bool(self.roles & {CHANNEL_MANAGER, ADMIN})

    @property
    def is_admin(self) -> bool:
        return ADMIN in self.roles


class Visitor:
    """Somebody who has not signed in: sees sign-in, verification and health."""

    is_authenticated = is_active = False
    is_anonymous = True
    roles: frozenset[str] = frozenset()
    theme = "auto"
    is_vendor = is_learner = is_rep = is_partner_admin = is_author = is_channel_manager = is_admin = False

    def get_id(self) -> None:
        """Nobody has no session."""
