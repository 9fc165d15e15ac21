"""A picture to point at, on a paper (pure). Regions never go out with their places."""

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from app.assessment.answers import Answer
from app.assessment.paper.parts import (
    NotAnOption,
    Shown,
    ShownPicture,
    Values,
    one,
    shown_picture,
    shown_pictures,
)
from app.assessment.questions import Hotspot

MOST_POINTS = 40
FAR = 1000
"""The right or lower edge of a picture, in thousandths."""


@dataclass(frozen=True)
class ShownPoint:
    """A point that the person set; x and y in thousandths."""

    x: int
    y: int

    @property
    def value(self) -> str:
        return f"{self.x},{self.y}"


@dataclass(frozen=True, kw_only=True)
class ShownHotspot(Shown):
    picture: ShownPicture
    points: tuple[ShownPoint, ...]


def shown_hotspot(question: Hotspot, answer: Answer) -> ShownHotspot:
    return ShownHotspot(
        kind="hotspot",
        stem=question.stem,
        markup=question.markup,
        pictures=shown_pictures(question),
        picture=shown_picture(question.picture),
        points=_points(answer),
    )


def read_hotspot(values: Values) -> list[list[int]]:
    """The points in the order set, and one more from the two fields for who points by numbers: percents from the
    left and from the top. Raises NotAnOption.
    """
    points = [_point(value) for value in values.get("point", ())]
    across, down = one(values, "across", most=8).strip(), one(values, "down", most=8).strip()
    if across and down:
        points.append([_percent(across), _percent(down)])
    if len(points) > MOST_POINTS:
        raise NotAnOption("too many points")
    return points


def _point(value: str) -> list[int]:
    parts = value.split(",")
    if len(parts) != 2 or not all(part.isascii() and part.isdecimal() and len(part) <= 4 for part in parts):
        raise NotAnOption("no point")
    x, y = int(parts[0]), int(parts[1])
    if x > FAR or y > FAR:
        raise NotAnOption("beside the picture")
    return [x, y]


def _percent(value: str) -> int:
    """Thousandths of a percent figure, "41.5" or "41,5"."""
    try:
        thousandths = Decimal(value.replace(",", ".")) * 10
    except InvalidOperation:
        raise NotAnOption("no percent") from None
    if not thousandths.is_finite() or not 0 <= thousandths <= FAR:
        raise NotAnOption("beside the picture")
    return round(thousandths)


def hotspot_values(answer: Answer) -> dict[str, list[str]]:
    return {"point": [point.value for point in _points(answer)]}


def _points(answer: Answer) -> tuple[ShownPoint, ...]:
    return tuple(ShownPoint(*point) for point in list(answer))
