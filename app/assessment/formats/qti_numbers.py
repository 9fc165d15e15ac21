"""QTI 2 and 3: numbers that are accepted, with the tolerance or the range that the processing allows."""

from fractions import Fraction

from msgspec.structs import replace as changed

from app.assessment.formats.collecting import Unfit
from app.assessment.formats.qti_drafts import share_of
from app.assessment.formats.qti_scoring import Response, number_from
from app.assessment.formats.xml_trees import Node
from app.assessment.questions import Range
from app.core.i18n import gettext as _

NUMERIC = ("integer", "float")
BRANCHES = ("responseIf", "responseElseIf")
LOWER, UPPER = ("gte", "gt"), ("lte", "lt")


def is_numeric(response: Response) -> bool:
    return response.base in NUMERIC


def ranges_of(item: Node, response: Response) -> tuple[Range, ...]:
    """The numbers that are worth something, in the order in which the processing tries them."""
    found = _in_processing(item.child("responseProcessing"), response)
    if not found:
        values = response.worth if response.way == "mapping" else dict.fromkeys(response.correct, Fraction(1))
        found = [(Range(value=_figure(text)), points) for text, points in values.items()]
    most = max((points for _range, points in found), default=Fraction(0))
    if most <= 0:
        raise Unfit(_("it does not say which number is right"))
    return tuple(changed(one, share=share_of(points, most)) for one, points in found)


def _in_processing(processing: Node | None, response: Response) -> list[tuple[Range, Fraction]]:
    found = []
    for branch in processing.all(*BRANCHES) if processing else ():
        points = _points(branch)
        condition = branch.children[0] if branch.children else None
        one = _range(condition, response) if condition and points else None
        if one and points:
            found.append((one, points))
    return found


def _points(branch: Node) -> Fraction | None:
    """What a branch adds to the score: the number it sets, else 1; nothing when it sets no score."""
    for node in branch.named("setOutcomeValue"):
        if "SCORE" in node.get("identifier").upper():
            said = [number_from(base.words()) for base in node.all("baseValue")]
            return said[-1] if said else Fraction(1)
    return None


def _range(condition: Node, response: Response) -> Range | None:
    """One accepted number, if that is what the condition asks of this response."""
    if not any(one.get("identifier") == response.identifier for one in condition.all("variable")):
        return None
    if condition.name == "and":
        return _between(condition)
    if condition.name in ("match", "equal", "equalRounded"):
        value = _value(condition, response)
        return _near(value, condition) if value is not None else None
    return None


def _value(condition: Node, response: Response) -> str | None:
    if condition.named("correct"):
        return response.correct[0] if response.correct else None
    return next((base.words() for base in condition.named("baseValue")), None)


def _near(value: str, condition: Node) -> Range:
    """A number with the tolerance of `equal`, which has one for below and one for above."""
    mode = condition.get("toleranceMode", "exact")
    given = [number_from(part) for part in condition.get("tolerance").split()]
    if condition.name != "equal" or mode == "exact" or not given:
        return Range(value=_figure(value))
    if None in given or len(set(given)) > 1:
        raise Unfit(_("the tolerance of its number cannot be read"))
    bounds = {condition.get("includeLowerBound", "true"), condition.get("includeUpperBound", "true")}
    if len(bounds) > 1:
        raise Unfit(_("its range holds only one of its ends"))
    margin, is_inclusive = condition.get("tolerance").split()[0], bounds == {"true"}
    if mode == "absolute":
        return Range(value=_figure(value), tolerance=margin, inclusive=is_inclusive)
    return Range(value=_figure(value), percent=margin, inclusive=is_inclusive)


def _between(condition: Node) -> Range | None:
    lows = condition.named(*LOWER)
    highs = condition.named(*UPPER)
    if len(lows) != 1 or len(highs) != 1:
        return None
    if (lows[0].name == "gte") != (highs[0].name == "lte"):
        raise Unfit(_("its range holds only one of its ends"))
    low, high = (
        _figure(next((base.words() for base in node.all("baseValue")), "")) for node in (lows[0], highs[0])
    )
    return Range(low=low, high=high, inclusive=lows[0].name == "gte")


def _figure(text: str) -> str:
    """The number as it is written. Raises Unfit when it is none."""
    if number_from(text) is None:
        raise Unfit(_("%(text)s is not a number", text=text[:40]))
    return text.strip()
