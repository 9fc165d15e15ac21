"""Questions that are answered on a picture."""

from typing import Annotated, Literal

import msgspec

from app.assessment.questions.parts import Key, Picture, Question, check_keys
from app.catalogue.documents import Doc, Text

Mille = Annotated[int, msgspec.Meta(ge=0, le=1000)]
"""A place on a picture in thousandths of its width or height, from the left or the top."""


class Region(Doc, frozen=True):
    """A part of the picture: a rectangle (left, top, right, bottom), a circle (x, y, radius in thousandths of the
    width) or a polygon (x, y, x, y, …). `label` says what it is to who cannot see it.
    """

    key: Key
    shape: Literal["rectangle", "circle", "polygon"]
    at: tuple[Mille, ...]
    label: Text = {}
    right: bool = False

    def __post_init__(self) -> None:
        wanted = {"rectangle": len(self.at) == 4, "circle": len(self.at) == 3, "polygon": len(self.at) >= 6}
        if not wanted[self.shape] or (self.shape == "polygon" and len(self.at) % 2):
            raise ValueError(f"the region {self.key!r} has {len(self.at)} numbers, which is no {self.shape}")


class Hotspot(Question, frozen=True, kw_only=True, tag="hotspot"):
    """Point at the right places of a picture. Each right region wants one point; a point elsewhere costs one."""

    picture: Picture
    regions: tuple[Region, ...]

    def __post_init__(self) -> None:
        check_keys("regions", (region.key for region in self.regions))
        if not any(region.right for region in self.regions):
            raise ValueError("no region is right; mark at least one with right: true")
