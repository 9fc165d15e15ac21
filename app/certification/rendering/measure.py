"""How wide a text will be, so that it can be given a size that fits: widths from the fonts' own tables."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from fontTools.ttLib import TTFont

POINT = 25.4 / 72
"""Millimetres."""
SLACK = 0.97
"""Widths ignore kerning, hence three per cent of room."""


@dataclass(frozen=True)
class Fit:
    """A size in points, and the text broken where it reads best. `rows` 2 with one line: the engine breaks it."""

    size: float
    lines: tuple[str, ...]
    rows: int = 1


@dataclass(frozen=True)
class Face:
    """The files of one font-family list, in order; the first that has a character draws it."""

    files: tuple[Path, ...]

    def missing(self, text: str) -> set[str]:
        """Characters that none of the files can draw."""
        return {c for c in text if all(ord(c) not in advances(file) for file in self.files)}

    def em(self, text: str) -> float:
        """The width of the text in em."""
        return sum(self._advance(c) for c in text)

    def _advance(self, character: str) -> float:
        tables = (advances(file) for file in self.files)
        return next((table[ord(character)] for table in tables if ord(character) in table), 1.0)


@cache
def advances(path: Path) -> dict[int, float]:
    """Width in em of every character of one font file."""
    with TTFont(path) as font:
        em, metrics = font["head"].unitsPerEm, font["hmtx"]
        return {code: metrics[name][0] / em for code, name in font.getBestCmap().items()}


def halves(text: str, face: Face) -> tuple[str, str] | None:
    """The split at a space whose longer half is shortest; None when there is no space."""
    words = text.split(" ")
    pairs = [(" ".join(words[:i]), " ".join(words[i:])) for i in range(1, len(words))]
    return min(pairs, key=lambda pair: max(map(face.em, pair)), default=None)


def fit(
    text: str, face: Face, width: float, largest: float, least: float, largest_of_two: float | None = None
) -> Fit:
    """One line of `width` mm between `least` and `largest` points; otherwise two lines, as large as fits."""
    room, whole = width * SLACK / POINT, face.em(text)
    single = min(largest, room / whole)
    if single >= least or largest_of_two is None:
        return Fit(round(single, 2), (text,))
    pair = halves(text, face)
    free = min(largest_of_two, 2 * room * 0.86 / whole)
    if pair and (size := min(largest_of_two, room / max(map(face.em, pair)))) >= free * 0.8:
        return Fit(round(size, 2), pair, 2)
    while rows(text, face, room / free) > 2:
        free *= 0.97
    return Fit(round(free, 2), (text,), 2)


def fit_paragraph(text: str, face: Face, width: float, largest: float) -> Fit:
    """Running text on at most two lines, split at a space where that leaves them even."""
    room, size, pair = width * SLACK / POINT, largest, halves(text, face)
    while (needed := rows(text, face, room / size)) > 2:
        size *= 0.97
    if needed == 2 and pair and max(map(face.em, pair)) * size <= room:
        return Fit(round(size, 2), pair, 2)
    return Fit(round(size, 2), (text,), needed)


def rows(text: str, face: Face, room: float) -> int:
    """Lines of `room` em that the text takes; a word too long for one is broken, with some loss."""
    taken, count = 0.0, 1
    for word in text.split(" "):
        wide = face.em(word)
        if taken + wide > room:
            taken, count = 0.0, count + (taken > 0)
        while wide > room:
            wide, count = wide - room * 0.8, count + 1
        taken += wide + face.em(" ")
    return count
