"""Questions for tests of grading: short to write, without words that do not matter here."""

from typing import Any

import msgspec

from app.assessment.questions import PartDocument

BASIS = {"key": "q", "topic": "t", "difficulty": "easy", "stem": {"en": "Which?"}}


def ask(kind: str, **values: Any) -> Any:
    """A question of that type."""
    return msgspec.convert(BASIS | {"type": kind} | values, PartDocument)


def option(key: str, **values: Any) -> dict[str, Any]:
    return {"key": key, "text": {"en": key.upper()}, **values}


def multiple(options: str, scheme: str = "right_minus_wrong", **values: Any) -> Any:
    """Options by their keys; those that begin with r are right."""
    made = [option(key, right=key.startswith("r")) for key in options.split()]
    return ask("multiple", options=made, scheme=scheme, **values)


def shares(floor: str = "question", **worth: float) -> Any:
    """A multiple choice by shares: what each option is worth."""
    made = [option(key, right=share > 0, share=share) for key, share in worth.items()]
    return ask("multiple", options=made, scheme="shares", floor=floor)


def matching(pairs: str, *distractors: str) -> Any:
    """Pairs as "left=right …"; the key of both sides is the left text, a distractor's is its own."""
    made = [
        {"key": left, "left": {"en": left}, "right": {"en": right}}
        for left, right in (pair.split("=") for pair in pairs.split())
    ]
    others = [{"key": f"no-{text}", "text": {"en": text}} for text in distractors]
    return ask("matching", pairs=made, distractors=others)


def ordering(items: str, scheme: str = "adjacent") -> Any:
    made = [{"key": key, "text": {"en": key}} for key in items.split()]
    return ask("ordering", items=made, scheme=scheme)


def categorise(items: str) -> Any:
    """Items as "item=category …"."""
    split = [item.split("=") for item in items.split()]
    kinds = dict.fromkeys([kind for _, kind in split] + ["other"])
    return ask(
        "categorise",
        categories=[{"key": kind, "text": {"en": kind}} for kind in kinds],
        items=[{"key": key, "text": {"en": key}, "category": kind} for key, kind in split],
    )


def numeric(*accepted: dict[str, Any], **values: Any) -> Any:
    return ask("numeric", accepted=accepted, **values)


def short_text(*accepted: str | dict[str, Any], **values: Any) -> Any:
    """Accepted texts; a plain one is worth the whole."""
    made = [{"text": one} if isinstance(one, str) else one for one in accepted]
    return ask("short_text", accepted=made, **values)


def cloze(**gaps: dict[str, Any]) -> Any:
    """Gaps by their keys."""
    stem = " ".join(f"[[{key}]]" for key in gaps)
    return ask("cloze", stem={"en": stem}, gaps=[{"key": key, **gap} for key, gap in gaps.items()])


def region(key: str, shape: str, *at: int, right: bool = True) -> dict[str, Any]:
    return {"key": key, "shape": shape, "at": at, "right": right}


def hotspot(*regions: dict[str, Any], width: int = 400, height: int = 200) -> Any:
    file = {"sha256": "a" * 64, "media_type": "image/png", "name": "map.png"}
    picture = {"file": file, "alt": {"en": "A map"}, "width": width, "height": height}
    return ask("hotspot", picture=picture, regions=regions)
