"""What QTI 3 says of an answer's worth: the declarations of responses and the processing."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

from app.assessment.formats.xml_trees import Node
from app.assessment.questions import Accepted, Range
from app.assessment.questions.parts import Figure, as_decimal

TEMPLATES = "https://purl.imsglobal.org/spec/qti/v3p0/rptemplates"
Number = float


def figure(number: Number | Figure) -> str:
    """A number in digits, without an exponent."""
    value = (
        Decimal(number.numerator) / number.denominator if isinstance(number, Fraction) else as_decimal(number)
    )
    said = f"{round(value, 9):f}"
    return said.rstrip("0").rstrip(".") if "." in said else said


def identifier(key: str) -> str:
    """A key as QTI wants it: not beginning with a digit."""
    return key if key[0].isalpha() else f"_{key}"


def response(
    name: str,
    base: str,
    *,
    cardinality: str = "single",
    correct: Iterable[str] = (),
    inside: Iterable[Node] = (),
) -> Node:
    """A qti-response-declaration."""
    values = [Node("qti-value", {}, [value]) for value in correct]
    held = [Node("qti-correct-response", {}, list(values))] if values else []
    attributes = {"identifier": name, "cardinality": cardinality, "base-type": base}
    return Node("qti-response-declaration", attributes, [*held, *inside])


def mapping(
    worth: Mapping[str, Number], *, lower: Number | None = None, is_sensitive: bool | None = None
) -> Node:
    """A qti-mapping of values to points."""
    bounds = {} if lower is None else {"lower-bound": figure(lower)}
    case = {} if is_sensitive is None else {"case-sensitive": "true" if is_sensitive else "false"}
    entries = [
        Node("qti-map-entry", {"map-key": value, "mapped-value": figure(points)} | case)
        for value, points in worth.items()
    ]
    return Node("qti-mapping", {"default-value": "0"} | bounds, list(entries))


def texts(accepted: Iterable[Accepted], weight: int = 1) -> dict[str, Number]:
    """The points of each accepted text; of two spellings that are one to a machine the better counts."""
    worth: dict[str, Number] = {}
    for one in accepted:
        worth[one.text] = max(worth.get(one.text, -1), one.share * weight)
    return worth


def score(most: Number) -> Node:
    """The outcome of every item."""
    attributes = {"identifier": "SCORE", "cardinality": "single", "base-type": "float"}
    bounds = {"normal-minimum": "0", "normal-maximum": figure(most)}
    return Node("qti-outcome-declaration", attributes | bounds, [_default("0")])


def outcome(name: str, *, cardinality: str = "single", value: str = "") -> Node:
    """An outcome that shows feedback; with a value it shows it always."""
    attributes = {"identifier": name, "cardinality": cardinality, "base-type": "identifier"}
    return Node("qti-outcome-declaration", attributes, [_default(value)] if value else [])


def _default(value: str) -> Node:
    return Node("qti-default-value", {}, [Node("qti-value", {}, [value])])


def variable(name: str) -> Node:
    return Node("qti-variable", {"identifier": name})


def base_value(base: str, value: str) -> Node:
    return Node("qti-base-value", {"base-type": base}, [value])


def set_outcome(name: str, value: Node) -> Node:
    return Node("qti-set-outcome-value", {"identifier": name}, [value])


def matches(name: str) -> Node:
    """Whether a response is the declared right one."""
    return Node("qti-match", {}, [variable(name), Node("qti-correct", {"identifier": name})])


def mapped(name: str, operator: str = "qti-map-response") -> Node:
    return Node(operator, {"identifier": name})


def added(*values: Node) -> Node:
    return Node("qti-sum", {}, list(values))


def branch(condition: Node, *done: Node, otherwise: Sequence[Node] = ()) -> Node:
    """A qti-response-condition with one test."""
    first = Node("qti-response-if", {}, [condition, *done])
    last = [Node("qti-response-else", {}, list(otherwise))] if otherwise else []
    return Node("qti-response-condition", {}, [first, *last])


def is_given(name: str) -> Node:
    return Node("qti-not", {}, [Node("qti-is-null", {}, [variable(name)])])


def number_branches(name: str, accepted: Sequence[Range], weight: int = 1) -> Node:
    """The first range that holds the number adds its points to the score."""
    parts = []
    for place, one in enumerate(accepted):
        points = added(variable("SCORE"), base_value("float", figure(one.share * weight)))
        kind = "qti-response-else-if" if place else "qti-response-if"
        parts.append(Node(kind, {}, [_holds(name, one), set_outcome("SCORE", points)]))
    return Node("qti-response-condition", {}, list(parts))


def _holds(name: str, one: Range) -> Node:
    if one.value is None:
        low, high = one.low or 0, one.high or 0
        names = ("qti-gte", "qti-lte") if one.inclusive else ("qti-gt", "qti-lt")
        return Node(
            "qti-and",
            {},
            [
                Node(names[0], {}, [variable(name), base_value("float", str(low))]),
                Node(names[1], {}, [variable(name), base_value("float", str(high))]),
            ],
        )
    margin = one.tolerance if one.percent is None else one.percent
    attributes = {"tolerance-mode": "exact"}
    if as_decimal(margin):
        ends = "true" if one.inclusive else "false"
        attributes = {
            "tolerance-mode": "absolute" if one.percent is None else "relative",
            "tolerance": f"{margin} {margin}",
            "include-lower-bound": ends,
            "include-upper-bound": ends,
        }
    return Node("qti-equal", attributes, [variable(name), base_value("float", str(one.value))])


def neighbours(name: str, order: Sequence[str]) -> list[Node]:
    """A point for each two that follow each other as they should, wherever in the answer they stand."""
    places = range(1, len(order))
    conditions = []
    for first, second in pairwise(order):
        somewhere = [
            Node("qti-and", {}, [_at(name, place, first), _at(name, place + 1, second)]) for place in places
        ]
        point = set_outcome("SCORE", added(variable("SCORE"), base_value("float", "1")))
        conditions.append(branch(Node("qti-or", {}, list(somewhere)), point))
    return conditions


def _at(name: str, place: int, value: str) -> Node:
    return Node(
        "qti-match",
        {},
        [Node("qti-index", {"n": str(place)}, [variable(name)]), base_value("identifier", value)],
    )
