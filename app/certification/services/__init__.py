"""Commands of certification."""

from app.certification.services.awarding import Awarded, award_by_hand, award_due
from app.certification.services.changing import By, Changed
from app.certification.services.giving import Given, check_given, give_evidence, withdraw_evidence
from app.certification.services.moving import defer, extend, moved_by, restore, shorten
from app.certification.services.requesting import Asked, Request, ask, decide
from app.certification.services.revoking import reinstate, revoke

__all__ = [
    "Asked",
    "Awarded",
    "By",
    "Changed",
    "Given",
    "Request",
    "ask",
    "award_by_hand",
    "award_due",
    "check_given",
    "decide",
    "defer",
    "extend",
    "give_evidence",
    "moved_by",
    "reinstate",
    "restore",
    "revoke",
    "shorten",
    "withdraw_evidence",
]
