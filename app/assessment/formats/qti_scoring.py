"""What a QTI 2 or 3 item declares about its responses, and which of it counts (pure).

A response is judged by its correct response or by its mapping, whichever the item's processing asks for; without
processing, by the correct response it declares. Nothing that is not declared is ever taken for right.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal

from app.assessment.formats.xml_trees import Node

NUMBER = re.compile(r"[+-]?(\d{1,12}(\.\d{0,12})?|\.\d{1,12})([eE][+-]?\d)?")
COMPARISONS = ("match", "equal", "stringMatch", "member", "contains", "equalRounded")
Way = Literal["correct", "mapping", "area", ""]
TEMPLATES: tuple[tuple[str, Way], ...] = (
    ("map_response_point", "area"),
    ("map_response", "mapping"),
    ("match", "correct"),
)
OPERATORS: dict[str, Way] = {"mapResponsePoint": "area", "mapResponse": "mapping", "correct": "correct"}


@dataclass(frozen=True)
class Area:
    """A part of a picture and the points for pointing at it."""

    shape: str
    coords: tuple[Fraction, ...]
    worth: Fraction


@dataclass(frozen=True)
class Response:
    """One response: `worth` is by value as it is written, `otherwise` that of any other value."""

    identifier: str
    cardinality: str
    base: str
    way: Way
    correct: tuple[str, ...] = ()
    worth: Mapping[str, Fraction] = field(default_factory=dict)
    is_sensitive: Mapping[str, bool] = field(default_factory=dict)
    otherwise: Fraction = Fraction(0)
    lower: Fraction | None = None
    areas: tuple[Area, ...] = ()

    @property
    def most(self) -> Fraction:
        """The points of the best single value; 1 where right is simply right."""
        return max(self.worth.values(), default=Fraction(0)) if self.way == "mapping" else Fraction(1)

    def worth_of(self, value: str) -> Fraction:
        """The points of one value."""
        if self.way == "mapping":
            return self.worth.get(value, self.otherwise)
        return Fraction(value in self.correct)


def number_from(text: str) -> Fraction | None:
    """The exact number, if it is one that anybody would write."""
    return Fraction(text.strip()) if NUMBER.fullmatch(text.strip()) else None


def is_yes(text: str) -> bool:
    return text.strip().lower() in ("true", "1")


def responses_of(item: Node) -> dict[str, Response]:
    """All responses that an item declares, by identifier."""
    template, named = _asked(item.child("responseProcessing"))
    found = [
        _response(declared, named.get(declared.get("identifier"), template))
        for declared in item.named("responseDeclaration")
    ]
    return {response.identifier: response for response in found}


def compares_answers(item: Node) -> bool:
    """Whether the processing compares one response with another: "each town only once"."""
    declared = {node.get("identifier") for node in item.named("responseDeclaration")}
    processing = item.child("responseProcessing")
    for node in processing.all(*COMPARISONS) if processing else ():
        named = [one.get("identifier") for one in node.named("variable")]
        if len(named) > 1 and declared.issuperset(named):
            return True
    return False


def _response(declared: Node, asked: Way) -> Response:
    correct = tuple(_values(declared.child("correctResponse")))
    mapping, areas = declared.child("mapping"), declared.child("areaMapping")
    worth, is_sensitive = _worth(mapping)
    usable: dict[Way, bool] = {"correct": bool(correct), "mapping": bool(worth), "area": areas is not None}
    preferred: tuple[Way, ...] = (asked, "correct", "mapping", "area")
    return Response(
        identifier=declared.get("identifier"),
        cardinality=declared.get("cardinality", "single"),
        base=declared.get("baseType"),
        way=next((way for way in preferred if usable.get(way)), ""),
        correct=correct,
        worth=worth,
        is_sensitive=is_sensitive,
        otherwise=number_from(mapping.get("defaultValue", "0")) or Fraction(0) if mapping else Fraction(0),
        lower=number_from(mapping.get("lowerBound")) if mapping else None,
        areas=_areas(areas),
    )


def _values(holder: Node | None) -> list[str]:
    return [" ".join(value.text().split()) for value in holder.named("value")] if holder else []


def _worth(mapping: Node | None) -> tuple[dict[str, Fraction], dict[str, bool]]:
    worth: dict[str, Fraction] = {}
    is_sensitive: dict[str, bool] = {}
    for entry in mapping.named("mapEntry") if mapping else ():
        points = number_from(entry.get("mappedValue"))
        key = " ".join(entry.get("mapKey").split())
        if points is not None and key:
            worth[key] = points
            is_sensitive[key] = is_yes(entry.get("caseSensitive", "true"))
    return worth, is_sensitive


def _areas(mapping: Node | None) -> tuple[Area, ...]:
    found = []
    for entry in mapping.named("areaMapEntry") if mapping else ():
        worth = number_from(entry.get("mappedValue"))
        coords = coords_of(entry)
        if worth is not None and coords:
            found.append(Area(entry.get("shape"), coords, worth))
    return tuple(found)


def coords_of(node: Node) -> tuple[Fraction, ...]:
    """Coordinates in pixels; none when one of them is no number."""
    found = [number_from(part) for part in node.get("coords").replace(" ", ",").split(",") if part]
    return tuple(part for part in found if part is not None) if None not in found else ()


def _asked(processing: Node | None) -> tuple[Way, dict[str, Way]]:
    """What the processing judges by: by its template all responses, else each response that it names."""
    if processing is None:
        return "", {}
    template = (processing.get("template") or processing.get("templateLocation")).rsplit("/", 1)[-1]
    named: dict[str, Way] = {}
    for node in processing.walk():
        way = OPERATORS.get(node.name)
        identifier = node.get("identifier")
        if way and named.get(identifier, "correct") == "correct":
            named[identifier] = way
    return next((way for name, way in TEMPLATES if name in template), ""), named
