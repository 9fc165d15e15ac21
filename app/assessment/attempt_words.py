"""What happened in an attempt, and what was allowed beyond the rule, in sentences."""

from app.assessment.attempt_desk import Granted, Moment
from app.core.i18n import gettext as _
from app.core.i18n import ngettext


def moment_of(moment: Moment) -> str:
    """One line of a replay."""
    match moment.what:
        case "saved":
            return _answered(moment)
        case "checked":
            return _("checked, try %(number)s: %(words)s", number=moment.tries, words=moment.words)
        case "left" | "returned" | "pasted" | "copied":
            return _noticed(moment)
        case what:
            return _turns()[what]


def _answered(moment: Moment) -> str:
    if moment.certainty:
        return _("answered %(words)s, certainty %(n)s of 3", words=moment.words, n=moment.certainty)
    return _("answered %(words)s", words=moment.words)


def _noticed(moment: Moment) -> str:
    """A signal of the browser, which may be mistaken."""
    match moment.what:
        case "pasted":
            return ngettext("pasted %(num)d character", "pasted %(num)d characters", moment.amount)
        case "copied":
            return _("copied from the page")
        case "left":
            return _("left the page")
        case _returned:
            return ngettext(
                "came back after %(num)d second", "came back after %(num)d seconds", moment.amount
            )


def _turns() -> dict[str, str]:
    return {
        "started": _("began"),
        "handed_in": _("handed in"),
        "expired": _("the time was over"),
        "graded": _("graded"),
        "released": _("the result was released"),
        "voided": _("declared void"),
    }


def allowance_words(granted: Granted) -> list[str]:
    """What was allowed, one piece for each kind."""
    pieces = []
    if granted.extra_attempts:
        pieces.append(ngettext("%(num)d further attempt", "%(num)d further attempts", granted.extra_attempts))
    if granted.time_percent > 100:
        pieces.append(_("%(percent)s%% of the time", percent=granted.time_percent))
    if granted.skips_wait:
        pieces.append(_("the next attempt at once"))
    return pieces
