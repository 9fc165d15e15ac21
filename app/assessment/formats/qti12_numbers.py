"""QTI 1.2: the numbers that its rules accept."""

from collections.abc import Iterator
from fractions import Fraction

from msgspec.structs import replace as changed

from app.assessment.formats.collecting import Unfit
from app.assessment.formats.qti12_scoring import Rule, Scoring
from app.assessment.formats.qti_drafts import share_of
from app.assessment.formats.qti_scoring import number_from
from app.assessment.formats.xml_trees import Node
from app.assessment.questions import Range
from app.core.i18n import gettext as _

LOWER, UPPER = ("vargte", "vargt"), ("varlte", "varlt")
MOST_NUMBERS = 50


def ranges_of(scoring: Scoring, response: str) -> tuple[Range, ...]:
    """The numbers that bring points, in the order of the rules."""
    found = [
        (one, rule.gain)
        for rule in scoring.by_response.get(response, ())
        if rule.gain > 0
        for one in _in_rule(rule, response)
    ]
    if not found or len(found) > MOST_NUMBERS:
        raise Unfit(_("it does not say which number is right"))
    most = max(points for _one, points in found)
    return tuple(changed(one, share=share_of(points, most)) for one, points in found)


def _in_rule(rule: Rule, response: str) -> list[Range]:
    """Ranges first; a number that lies in one of them adds nothing."""
    ranges = [one for node in rule.condition.walk() for one in _between(node, response)]
    values = [
        node
        for node in rule.condition.walk()
        if node.name == "varequal" and node.get("respident") == response
    ]
    figures = [_figure(node) for node in values]
    return ranges + [
        Range(value=figure) for figure in figures if not any(_holds(one, figure) for one in ranges)
    ]


def _between(node: Node, response: str) -> Iterator[Range]:
    """The range of a lower and an upper bound that stand together; an end that only one side has is added."""
    lows = [one for one in node.named(*LOWER) if one.get("respident") == response]
    highs = [one for one in node.named(*UPPER) if one.get("respident") == response]
    if len(lows) != 1 or len(highs) != 1:
        return
    low, high = _figure(lows[0]), _figure(highs[0])
    ends = (lows[0].name == "vargte", highs[0].name == "varlte")
    yield Range(low=low, high=high, inclusive=all(ends))
    if any(ends) and not all(ends):
        yield Range(value=low if ends[0] else high)


def _holds(one: Range, figure: str) -> bool:
    low, high = (Fraction(str(end)) for end in (one.low, one.high)) if one.low is not None else (None, None)
    value = Fraction(figure)
    if low is None or high is None:
        return False
    return low <= value <= high if one.inclusive else low < value < high


def _figure(node: Node) -> str:
    """The number as it is written. Raises Unfit when it is none."""
    said = node.words()
    if number_from(said) is None:
        raise Unfit(_("%(text)s is not a number", text=said[:40]))
    return said
