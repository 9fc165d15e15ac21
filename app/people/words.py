"""Roles, states and audit verbs in the reader's words."""

from app.core.i18n import gettext as _
from app.people.models import ADMIN, AUTHOR, CHANNEL_MANAGER, PARTNER_ADMIN, REP


def role_words() -> dict[str, str]:
    """In the order in which they are listed."""
    return {
        REP: _("Rep"),
        PARTNER_ADMIN: _("Partner admin"),
        AUTHOR: _("Author"),
        CHANNEL_MANAGER: _("Channel manager"),
        ADMIN: _("Admin"),
    }


def theme_words() -> dict[str, str]:
    return {"auto": _("As the device"), "light": _("Light"), "dark": _("Dark")}


def state_words() -> dict[str, str]:
    return {"active": _("Active"), "invited": _("Not here yet"), "disabled": _("Switched off")}


def verb_words() -> dict[str, str]:
    """What the audit trail calls each thing that people do to people and companies."""
    return {
        "sign_in.succeeded": _("Signed in"),
        "sign_in.failed": _("Sign-in refused"),
        "sign_in.ended": _("Signed out"),
        "seat.switched": _("Switched company"),
        "password.changed": _("Changed the password"),
        "password.refused": _("Password change refused"),
        "password.reset_requested": _("Asked for a new password"),
        "password.reset": _("Set a new password"),
        "second_factor.on": _("Turned the second factor on"),
        "second_factor.off": _("Turned the second factor off"),
        "person.invited": _("Invited"),
        "invitation.withdrawn": _("Withdrew an invitation"),
        "invitation.accepted": _("Accepted an invitation"),
        "person.imported": _("Imported"),
        "person.renamed": _("Changed a name"),
        "person.moved": _("Moved to another company"),
        "person.left": _("Took out of a company"),
        "person.disabled": _("Switched off"),
        "person.enabled": _("Switched on"),
        "role.granted": _("Gave a role"),
        "role.revoked": _("Took a role away"),
        "role.refused": _("Role refused"),
        "company.created": _("Made a company"),
        "company.changed": _("Changed a company"),
        "company.closed": _("Closed a company"),
        "company.reopened": _("Opened a company again"),
        "portfolio.assigned": _("Assigned a channel manager"),
        "companies.imported": _("Imported companies"),
        "people.imported": _("Imported people"),
        "assigned": _("Assigned a curriculum"),
        "certification.awarded": _("Awarded a certification"),
        "certification.revoked": _("Revoked a certification"),
        "certificate.issued": _("Made a certificate"),
        "content_published": _("Published content"),
        "bank.created": _("Made a question bank"),
        "bank.imported": _("Imported questions"),
        "questions.state": _("Changed the state of questions"),
        "question.regraded": _("Graded past answers again"),
        "question.regrade_undone": _("Undid grading again"),
        "allowance.granted": _("Allowed more at a quiz"),
        "attempt.voided": _("Declared an attempt void"),
        "attempt.released": _("Released a result"),
        "answer.second_grader": _("Asked for a second grader"),
    }


def detail_words() -> dict[str, str]:
    """What the details of an entry of the audit trail are called."""
    return {
        "added": _("added"),
        "again": _("again"),
        "attempts": _("attempts"),
        "bank": _("bank"),
        "browser": _("browser"),
        "by": _("by"),
        "certification": _("certification"),
        "changed": _("changed"),
        "changes": _("changes"),
        "company": _("company"),
        "cycle": _("award"),
        "due_on": _("due"),
        "everywhere": _("everywhere"),
        "extra_attempts": _("further attempts"),
        "had_passed": _("was passed"),
        "kind": _("how"),
        "left": _("left"),
        "mailed": _("with mail"),
        "manager": _("channel manager"),
        "name": _("name"),
        "network": _("network"),
        "new": _("new"),
        "others": _("all other browsers"),
        "people": _("people"),
        "questions": _("questions"),
        "quiz": _("quiz"),
        "reason": _("reason"),
        "role": _("role"),
        "roles": _("roles"),
        "skips_wait": _("next attempt at once"),
        "state": _("state"),
        "time_percent": _("per cent of the time"),
        "valid_until": _("valid until"),
        "why": _("because of"),
    }


def refusal_words() -> dict[str, str]:
    """Why a sign-in was refused."""
    return {
        "password": _("the password"),
        "code": _("the code"),
        "wait": _("too many tries"),
        "no access": _("no company to act for"),
    }


def field_words() -> dict[str, str]:
    """What can be changed about a company."""
    return {
        "name": _("name"),
        "company_type": _("type"),
        "tier": _("tier"),
        "region": _("region"),
        "country": _("country"),
        "zone": _("time zone"),
        "language": _("language"),
    }
