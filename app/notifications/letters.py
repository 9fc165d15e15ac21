"""What a notice says: one sentence for the inbox, one letter for the mail, in the reader's language.

The kinds are a closed list; each has a sentence here and a letter in templates/notifications/mail/<kind>.txt,
whose first line is the subject.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import current_app

from app.core.i18n import day_long, in_language, ngettext, pick
from app.core.i18n import gettext as _
from app.core.links import absolute_url

KINDS = (
    "certified",
    "certificate_ready",
    "lapses_soon",
    "revoked",
    "assigned",
    "graded",
    "regraded",
    "reinstated",
    "request_decided",
)


@dataclass(frozen=True)
class Letter:
    """A mail in words."""

    subject: str
    text: str


def sentence(kind: str, params: dict[str, Any]) -> str:
    """The notice in one sentence, in the language of the page."""
    title = pick(params["title"])
    if kind == "certified":
        if params.get("until"):
            return _(
                "You are certified: %(title)s, valid until %(day)s.", title=title, day=_day(params["until"])
            )
        return _("You are certified: %(title)s. It has no end.", title=title)
    if kind == "certificate_ready":
        return _("Your certificate is ready: %(title)s.", title=title)
    if kind == "lapses_soon":
        return ngettext(
            "%(title)s lapses in %(num)d day, on %(day)s.",
            "%(title)s lapses in %(num)d days, on %(day)s.",
            params["days"],
            title=title,
            day=_day(params["until"]),
        )
    if kind == "revoked":
        return _("%(title)s was revoked: %(reason)s", title=title, reason=reason(params["revoked_class"]))
    if kind == "reinstated":
        return _("%(title)s stands again.", title=title)
    if kind == "request_decided":
        if params["approved"]:
            return _("What you asked for is approved: %(title)s.", title=title)
        return _("What you asked for is refused: %(title)s.", title=title)
    if kind == "assigned":
        if params.get("due"):
            return _("New for you: %(title)s, due on %(day)s.", title=title, day=_day(params["due"]))
        return _("New for you: %(title)s.", title=title)
    if kind == "graded":
        if params["passed"]:
            return _("Your result of %(title)s is there: passed.", title=title)
        return _("Your result of %(title)s is there: not passed yet.", title=title)
    if kind == "regraded":
        if params["passed"]:
            return _("Your result of %(title)s was corrected: passed.", title=title)
        return _("Your result of %(title)s was corrected: not passed.", title=title)
    raise ValueError(f"no notice of kind {kind}")


def reason(revoked_class: str) -> str:
    """Why a certification was revoked, in words that anybody may read."""
    return {
        "error": _("It was issued by mistake."),
        "misconduct": _("The rules of the programme were broken."),
        "left_programme": _("The holder has left the programme."),
        "superseded": _("Another certification has taken its place."),
    }[revoked_class]


def target(kind: str, params: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """The page that a notice leads to: endpoint and values."""
    if kind in ("graded", "regraded"):
        return "assessment.result", {"attempt_id": params["attempt"]}
    if kind == "assigned":
        return "learning.curriculum", {"key": params["curriculum"]}
    if kind == "request_decided" and params["period"] is not None:
        return "certification.award", {"period_id": params["period"]}
    return "certification.certification", {"key": params["certification"]}


def letter(kind: str, params: dict[str, Any], *, name: str, language: str) -> Letter:
    """The mail for a notice, in that language."""
    endpoint, values = target(kind, params)
    with in_language(language):
        template = current_app.jinja_env.get_template(f"notifications/mail/{kind}.txt")
        written = template.render(
            name=name,
            title=pick(params["title"]),
            params=params,
            day=_day,
            reason=reason,
            link=absolute_url(endpoint, **values),
            inbox=absolute_url("notifications.inbox"),
        )
    subject, _blank, text = written.partition("\n")
    return Letter(subject.strip(), text.strip() + "\n")


def _day(iso: str) -> str:
    return day_long(date.fromisoformat(iso))
