"""Findings of a risk note in sentences: what was found, and the rule by which it is shown."""

from app.assessment import signals
from app.assessment.signals import Finding
from app.core.i18n import gettext as _
from app.core.i18n import ngettext


def found_words(finding: Finding) -> str:
    """What was found, with its count."""
    match finding.rule:
        case "left":
            return ngettext(
                "left the page %(num)d time, %(seconds)s seconds in all",
                "left the page %(num)d times, %(seconds)s seconds in all",
                finding.count,
                seconds=finding.amount,
            )
        case "pasted":
            return ngettext(
                "pasted %(num)d time, %(letters)s characters in all",
                "pasted %(num)d times, %(letters)s characters in all",
                finding.count,
                letters=finding.amount,
            )
        case "copied":
            return ngettext(
                "copied words of the paper %(num)d time",
                "copied words of the paper %(num)d times",
                finding.count,
            )
        case "fast":
            return ngettext(
                "%(num)d answer came faster than its question can be read",
                "%(num)d answers came faster than their questions can be read",
                finding.count,
            )
        case "alike":
            return _alike(finding)


def _alike(finding: Finding) -> str:
    return ngettext(
        "the same wrong answer as another attempt at %(num)d question, of %(of)s that both had wrong",
        "the same wrong answer as another attempt at %(num)d questions, of %(of)s that both had wrong",
        finding.count,
        of=finding.alike.of if finding.alike else finding.count,
    )


def rule_words(finding: Finding) -> str:
    """When this is shown, and what else may have caused it."""
    match finding.rule:
        case "left":
            return _(
                "Shown from %(times)s times or %(seconds)s seconds on. A call, or a message, looks the same.",
                times=signals.TIMES_LEFT,
                seconds=signals.SECONDS_LEFT,
            )
        case "pasted":
            return _(
                "Shown for %(letters)s characters and more. People also paste what they wrote themselves.",
                letters=signals.LONG_PASTE,
            )
        case "copied":
            return _("Shown whenever the browser notices it. Translation tools copy words as well.")
        case "fast":
            return _(
                "Shown from %(times)s answers on that took less than a second, or more than %(words)s words of the "
                "question a second. Answers that waited for a lost connection arrive together and look the same.",
                times=signals.FAST_ANSWERS,
                words=signals.WORDS_A_SECOND,
            )
        case "alike":
            return _(
                "Compared with papers of the same quiz in the same company, of 90 days. Shown from %(times)s questions "
                "on, where chance brings as many less than once in 1,000 pairs. People who learnt together err "
                "together, too.",
                times=signals.SAME_WRONG,
            )
