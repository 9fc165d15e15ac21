"""A film's source: slides with English and Thai headings and points, and sentences to be said."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from look import SourceError, check_characters, short


@dataclass(frozen=True)
class Text:
    en: str
    th: str


@dataclass(frozen=True)
class Slide:
    heading: Text
    points: tuple[Text, ...]
    say: tuple[Text, ...]


@dataclass(frozen=True)
class Film:
    title: Text
    slides: tuple[Slide, ...]


def load(path: Path) -> Film:
    where = short(path)
    try:
        raw = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError) as fault:
        raise SourceError(f"{where}: not readable as YAML: {fault}") from fault
    title, slides = fields(raw, where, "title", "slides")
    entries = listed(slides, f"{where}: slides")
    return Film(text(title, f"{where}: title"), tuple(slide(item, place) for place, item in entries))


def slide(raw: Any, where: str) -> Slide:
    heading, points, say = fields(raw, where, "heading", "points", "say")
    return Slide(
        text(heading, f"{where}.heading"),
        tuple(text(item, place) for place, item in listed(points, f"{where}.points")),
        tuple(text(item, place) for place, item in listed(say, f"{where}.say")),
    )


def text(raw: Any, where: str) -> Text:
    english, thai = fields(raw, where, "en", "th")
    for lang, value in (("en", english), ("th", thai)):
        if not isinstance(value, str) or not value.strip():
            raise SourceError(f"{where}.{lang}: must be text")
        check_characters(value, f"{where}.{lang}")
    return Text(" ".join(english.split()), " ".join(thai.split()))


def fields(raw: Any, where: str, *names: str) -> list[Any]:
    """The values of exactly these keys."""
    if not isinstance(raw, dict) or set(raw) != set(names):
        found = ", ".join(map(str, raw)) if isinstance(raw, dict) else type(raw).__name__
        raise SourceError(f"{where}: needs exactly the keys {', '.join(names)}; found {found}")
    return [raw[name] for name in names]


def listed(raw: Any, where: str) -> list[tuple[str, Any]]:
    if not isinstance(raw, list) or not raw:
        raise SourceError(f"{where}: must be a list with at least one entry")
    return [(f"{where}[{number}]", item) for number, item in enumerate(raw, 1)]
