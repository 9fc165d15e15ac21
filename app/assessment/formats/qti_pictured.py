"""QTI 2 and 3: places on a picture."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Literal

from app.assessment.formats.attachments import Unusable
from app.assessment.formats.collecting import Unfit
from app.assessment.formats.keys import Keys, key_from
from app.assessment.formats.qti_body import Item, prompt_of
from app.assessment.formats.qti_scoring import coords_of, number_from
from app.assessment.formats.xml_trees import Node
from app.assessment.questions import Hotspot, Picture, Region
from app.core.i18n import gettext as _

Shape = Literal["rectangle", "circle", "polygon"]
SHAPES: dict[str, Shape] = {"rect": "rectangle", "circle": "circle", "poly": "polygon"}
MOST_REGIONS = 60


def from_hotspot(item: Item, interaction: Node) -> Hotspot:
    """hotspotInteraction: choose one or more of the places that are marked."""
    response = item.response_to(interaction)
    item.set_stem(prompt_of)
    picture, size = _picture(item, interaction)
    keys = Keys()
    regions = [
        _region(
            keys.new(key_from(node.get("identifier"), otherwise="place")),
            (node.get("shape"), coords_of(node)),
            size,
            label=node.get("hotspotLabel"),
            is_right=response.worth_of(node.get("identifier")) > 0,
            language=item.place.reading.language,
        )
        for node in interaction.named("hotspotChoice")[: MOST_REGIONS + 1]
    ]
    return _hotspot(item, picture, regions, interaction)


def from_select_point(item: Item, interaction: Node) -> Hotspot:
    """selectPointInteraction: point at a place that is not marked."""
    response = item.response_to(interaction)
    if not response.areas:
        raise Unfit(_("it does not say which places are right"))
    item.set_stem(prompt_of)
    picture, size = _picture(item, interaction)
    keys = Keys()
    regions = [
        _region(
            keys.new(f"place-{number}"),
            (area.shape, area.coords),
            size,
            is_right=area.worth > 0,
            language=item.place.reading.language,
        )
        for number, area in enumerate(response.areas[: MOST_REGIONS + 1], start=1)
    ]
    return _hotspot(item, picture, regions, interaction)


def _hotspot(item: Item, picture: Picture, regions: Sequence[Region], interaction: Node) -> Hotspot:
    """In Kru every right place wants a point: a choice of one among several right ones is something else."""
    if len(regions) > MOST_REGIONS:
        raise Unfit(_("it has too many places"))
    rights = sum(region.right for region in regions)
    allowed = interaction.get("maxChoices", "1")
    if rights > 1 and allowed.isdecimal() and 0 < int(allowed[:6]) < rights:
        raise Unfit(_("it has several right places but takes only some of them"))
    if not rights:
        raise Unfit(_("it does not say which places are right"))
    fields, _wording = item.head.fields()
    return Hotspot(**fields, picture=picture, regions=tuple(regions))


def _picture(item: Item, interaction: Node) -> tuple[Picture, tuple[Fraction, Fraction]]:
    """The picture and the sides in which its places are measured. Raises Unfit when it did not come along."""
    node = next(iter(interaction.all("object", "img")), None)
    address = (node.get("data") or node.get("src")) if node else ""
    found = item.place.find(address) if address else None
    if node is None or found is None:
        raise Unfit(_("its picture did not come with the file"))
    described = node.get("alt") or node.words() or item.head.name
    try:
        picture = item.place.reading.attachments.picture(*found, {item.place.reading.language: described})
    except Unusable as problem:
        raise Unfit(str(problem)) from None
    width, height = (number_from(node.get(side)) for side in ("width", "height"))
    return picture, (width or Fraction(picture.width), height or Fraction(picture.height))


def _region(
    key: str,
    area: tuple[str, Sequence[Fraction]],
    size: tuple[Fraction, Fraction],
    *,
    is_right: bool,
    language: str,
    label: str = "",
) -> Region:
    """Pixels as thousandths of the picture. Raises Unfit for a shape that we do not know."""
    shape, coords = area
    if shape not in SHAPES or (shape == "circle" and len(coords) != 3):
        raise Unfit(_("one of its places has a shape that is not known here"))
    width, height = size
    sides = (width, height, width) if shape == "circle" else (width, height) * (len(coords) // 2 + 1)
    at = tuple(
        max(0, min(1000, round(1000 * figure / side))) for figure, side in zip(coords, sides, strict=False)
    )
    return Region(
        key=key, shape=SHAPES[shape], at=at, right=is_right, label={language: label} if label else {}
    )
