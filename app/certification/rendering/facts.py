"""What a certificate says: the closed list of facts that a caller freezes."""

import re
from datetime import date
from typing import Annotated, Literal

import msgspec

from app.certification.rendering.colour import contrast

LEAST_CONTRAST = 4.5

Name = Annotated[str, msgspec.Meta(min_length=1, max_length=100)]


class Refused(Exception):
    """These facts cannot be printed, however often it is tried; the message says why."""


class Organisation(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    name: Name
    logo: str | None
    """A data: address of an SVG or of a PNG in sRGB; None for the name in type."""


class Signatory(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    name: Name
    role: Annotated[str, msgspec.Meta(max_length=90)]
    signature: str | None


class Facts(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    lang: Literal["en", "th"]
    accent: Annotated[str, msgspec.Meta(pattern="^#[0-9a-f]{6}$")]
    issuer: Organisation
    partner: Organisation | None
    holder: Annotated[str, msgspec.Meta(min_length=1, max_length=80)]
    title: Annotated[str, msgspec.Meta(min_length=1, max_length=110)]
    level: Annotated[str, msgspec.Meta(max_length=60)]
    statement: Annotated[str, msgspec.Meta(min_length=1, max_length=240)]
    issued_on: date
    valid_until: date | None
    number: Annotated[str, msgspec.Meta(pattern="^[0-9A-HJKMNP-TV-Z]{26}$")]
    verify_url: Annotated[str, msgspec.Meta(pattern="^https?://", max_length=200)]
    signatory: Signatory


class Order(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the parent process asks for."""

    design: Annotated[str, msgspec.Meta(pattern="^[a-z0-9-]{1,60}$")]
    facts: Facts


def read_order(sent: bytes) -> Order:
    """Raises Refused when a fact is missing, too long or of the wrong kind."""
    try:
        order = msgspec.json.decode(sent, type=Order)
    except msgspec.ValidationError as misfit:
        raise Refused(f"facts: {misfit}") from None
    if contrast(order.facts.accent, "#ffffff") < LEAST_CONTRAST:
        raise Refused(f"the accent {order.facts.accent} has a contrast under {LEAST_CONTRAST} on white")
    return order


def tongue(text: str) -> str:
    """The language of a name, by its script."""
    return "th" if re.search("[\u0e00-\u0e7f]", text) else "en"
