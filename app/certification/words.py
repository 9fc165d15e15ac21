"""What is done to awards, in words."""

from datetime import date, timedelta

from flask import current_app

from app.certification.asked import Wish
from app.certification.models import AwardPeriod
from app.certification.services import moved_by
from app.core.i18n import day as in_words
from app.core.i18n import gettext as _


def change_words() -> dict[str, str]:
    """What happened to an award."""
    return {
        "awarded": _("Awarded"),
        "extended": _("Extended"),
        "deferred": _("Renewal deferred"),
        "shortened": _("Shortened"),
        "revoked": _("Revoked"),
        "reinstated": _("Reinstated"),
    }


def evidence_words() -> dict[str, str]:
    """Kinds of evidence from elsewhere."""
    return {
        "external": _("A credential from elsewhere"),
        "attestation": _("A manager's attestation"),
        "pitch": _("A recorded pitch"),
    }


def wish_words(wish: Wish) -> str:
    """What was asked for."""
    until = wish.details.get("until")
    day = in_words(date.fromisoformat(until)) if until else ""
    match wish.kind:
        case "extend":
            return _("Extend it until %(day)s", day=day)
        case "defer":
            return _("Defer its renewal, grace until %(day)s", day=day)
        case "revoke":
            return _("Revoke it, because the rules of the programme were broken")
        case "reinstate":
            return _("Reinstate it")
    kind = evidence_words().get(wish.details.get("kind", ""), "")
    return _("Give it by hand. %(kind)s: %(where)s", kind=kind, where=wish.details.get("reference", ""))


def alone_until(period: AwardPeriod, *, is_grace: bool) -> date | None:
    """The last day to which one person may move the end, or the end of the grace; None if it has no end."""
    now_says = period.grace_until if is_grace else period.valid_until
    if now_says is None:
        return None
    left = current_app.config["KRU"].second_person_days - moved_by(period.id, now_says, is_grace=is_grace)
    return now_says + timedelta(days=left)
