"""What Moodle's formats can say of a question, and in which figures."""

from decimal import Decimal

from app.assessment.formats.moodle_parts import NUMBER, percent_of
from app.assessment.formats.writing import Unsayable
from app.assessment.questions import Accepted, Multiple, Option, Range, Single
from app.assessment.questions.parts import Figure, as_decimal
from app.core.i18n import gettext as _


def grades(question: Single | Multiple) -> tuple[list[str], list[str]]:
    """What each option is worth in per cent, and what is lost by saying it so. Raises Unsayable."""
    if isinstance(question, Single):
        _check_first_right(question)
        return [grade(1.0 if option.right else option.share or 0.0) for option in question.options], []
    if question.floor == "none" and any((option.share or 0) < 0 for option in question.options):
        raise Unsayable(_("in Moodle a question never costs marks"))
    if question.scheme == "shares":
        return [grade(option.share or 0.0) for option in question.options], []
    if question.scheme != "right_minus_wrong":
        raise Unsayable(_("Moodle does not know how it is graded"))
    count = sum(option.right for option in question.options)
    part = round(1 / count, 7)
    lost = _("“right minus wrong” is written as shares, which grade the same")
    return [grade(part if option.right else -part) for option in question.options], [lost]


def _check_first_right(question: Single) -> None:
    """Moodle takes the first option that is worth everything for the right one."""
    for option in question.options:
        if option.right:
            return
        if option.share == 1:
            raise Unsayable(_("an option before the right one is worth as much"))


def grade(share: float) -> str:
    """A share of the mark in per cent. Raises Unsayable."""
    percent = percent_of(share)
    if percent is None:
        raise Unsayable(_("Moodle knows no grade of %(n)s %%", n=f"{share * 100:.7g}"))
    return percent


def text_answers(accepted: tuple[Accepted, ...]) -> list[tuple[str, str]]:
    """Texts with * as it is, and their grades. Raises Unsayable."""
    if any("\\*" in one.text for one in accepted):
        raise Unsayable(_("Moodle cannot accept the signs \\*"))
    return [(one.text.replace("*", "\\*"), grade(one.share)) for one in accepted]


def number_answer(accepted: Range) -> tuple[Figure, Figure, list[str]]:
    """A value and its tolerance, and what is lost by saying it so. Raises Unsayable."""
    check_ends(accepted)
    if accepted.value is None:
        low, high = as_decimal(accepted.low or 0), as_decimal(accepted.high or 0)
        lost = [_("a range is written as its middle and a tolerance")]
        return as_figure((low + high) / 2), as_figure((high - low) / 2), lost
    if accepted.percent is not None:
        tolerance = abs(as_decimal(accepted.value)) * as_decimal(accepted.percent) / 100
        lost = [_("a tolerance in per cent is written as a number")]
        return plain_figure(accepted.value), as_figure(tolerance), lost
    return plain_figure(accepted.value), plain_figure(accepted.tolerance), []


def check_ends(accepted: Range) -> None:
    """Raises Unsayable."""
    if not accepted.inclusive:
        raise Unsayable(_("in Moodle the ends of a range belong to it"))


def as_figure(number: Decimal) -> Figure:
    """A number that was worked out."""
    return f"{number.normalize():f}"


def plain_figure(figure: Figure) -> Figure:
    """A number as Moodle reads it: with a digit before and after its point."""
    text = str(figure)
    is_odd = text.startswith((".", "-.", "+")) or text.endswith(".") or ".e" in text.lower()
    return as_figure(as_decimal(figure)) if is_odd or not NUMBER.fullmatch(text) else figure


def losses_of_options(options: tuple[Option, ...]) -> list[str]:
    return [_("that options keep their place")] if any(option.pin for option in options) else []
