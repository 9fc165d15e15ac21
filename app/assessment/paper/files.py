"""Which files something that is shown has in it (pure)."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import fields, is_dataclass
from typing import Any

from app.assessment.paper.parts import ShownPicture

STORED = re.compile(r"stored:([0-9a-f]{64})")
"""How a text in Markdown points to a file of its own."""


def files_in(shown: Any) -> frozenset[str]:
    """The SHA-256 of every picture and of every file that a text points to, however deep they stand."""
    return frozenset(_files(shown))


def _files(shown: Any) -> Iterable[str]:
    if isinstance(shown, ShownPicture):
        yield shown.sha256
    elif is_dataclass(shown):
        for field in fields(shown):
            yield from _files(getattr(shown, field.name))
    elif isinstance(shown, Mapping):
        yield from _files(tuple(shown.values()))
    elif isinstance(shown, tuple | list):
        for one in shown:
            yield from _files(one)
    elif isinstance(shown, str):
        yield from STORED.findall(shown)
