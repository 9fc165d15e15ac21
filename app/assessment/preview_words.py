"""What is telling about an answer that an author is shown, and what it is worth."""

from fractions import Fraction

from app.assessment.grading.preview import Kind
from app.core.i18n import gettext as _


def sample_words(kind: Kind) -> str:
    """Why just this answer is shown."""
    return {
        "option": _("This option"),
        "all_options": _("Every option"),
        "right": _("The right answer"),
        "one_part": _("Only one part"),
        "swapped": _("Two exchanged"),
        "reversed": _("The other way round"),
        "low_end": _("Lower end"),
        "high_end": _("Upper end"),
        "beyond": _("Just beyond"),
        "no_unit": _("Without the unit"),
        "accepted": _("Accepted"),
        "near_miss": _("A near miss"),
        "elsewhere": _("One place too many"),
    }[kind]


def percent_words(fraction: Fraction | None) -> str:
    """The share of the mark; what is lost has a real minus."""
    if fraction is None:
        return _("a person decides")
    percent = round(float(fraction * 100), 1)
    return f"{percent:g}%".replace("-", "\N{MINUS SIGN}")
