"""Matching, sorting and ordering on a paper (pure)."""

from dataclasses import dataclass

from app.assessment.answers import Answer
from app.assessment.paper.parts import (
    NotAnOption,
    Shown,
    ShownLabel,
    ShownPicture,
    Values,
    by_number,
    named,
    numbers_of,
    rows,
    shown_picture,
    shown_pictures,
)
from app.assessment.questions import Categorise, Matching, Ordering
from app.catalogue.documents import Text
from app.core.tokens import sha256_hex


@dataclass(frozen=True)
class ShownSide:
    """Something that wants a partner; `chosen` is the number of the one it has, or ""."""

    number: str
    text: Text
    picture: ShownPicture | None
    chosen: str


@dataclass(frozen=True, kw_only=True)
class ShownPairing(Shown):
    """A matching or a sorting: to each left side one of `rights`."""

    lefts: tuple[ShownSide, ...]
    rights: tuple[ShownLabel, ...]


@dataclass(frozen=True)
class ShownItem:
    """`place` is "1" for the item that the person put first, "" for one without a place."""

    number: str
    text: Text
    place: str


@dataclass(frozen=True, kw_only=True)
class ShownOrdering(Shown):
    items: tuple[ShownItem, ...]

    @property
    def is_put(self) -> bool:
        """Whether the person has put them in an order."""
        return any(item.place for item in self.items)

    @property
    def arranged(self) -> tuple[ShownItem, ...]:
        """The items as the person put them; those without a place follow as drawn."""
        return tuple(sorted(self.items, key=lambda item: int(item.place or len(self.items) + 1)))


def drawn_order(keys: tuple[str, ...], drawn: tuple[str, ...], *, of: str) -> tuple[str, ...]:
    """The keys in the order of the paper; where none was drawn, one that says nothing about the right one."""
    return drawn or tuple(sorted(keys, key=lambda key: sha256_hex(f"{of}/{key}".encode())))


def right_sides(question: Matching) -> dict[str, Text]:
    """The right sides in the paper's order; equal ones stand there once."""
    texts = {pair.key: pair.right for pair in question.pairs}
    texts |= {label.key: label.text for label in question.distractors}
    sides: dict[str, Text] = {}
    for key in drawn_order(tuple(texts), question.drawn, of=question.key):
        if texts[key] not in sides.values():
            sides[key] = texts[key]
    return sides


def _right_numbers(question: Matching | Categorise) -> dict[str, str]:
    """The number of each right side; equal ones have the same."""
    if isinstance(question, Categorise):
        return numbers_of(category.key for category in question.categories)
    shown = right_sides(question)
    numbers = numbers_of(shown)
    equal = {pair.key: side for pair in question.pairs for side, text in shown.items() if text == pair.right}
    return {key: numbers[side] for key, side in equal.items()} | numbers


def shown_matching(question: Matching, answer: Answer) -> ShownPairing:
    sides = right_sides(question)
    chosen = pairing_values(question, answer)
    lefts = (
        ShownSide(
            number,
            pair.left,
            shown_picture(pair.picture) if pair.picture else None,
            "".join(chosen.get(f"pair-{number}", ())),
        )
        for number, pair in zip(by_number(p.key for p in question.pairs), question.pairs, strict=True)
    )
    return ShownPairing(
        kind="matching",
        stem=question.stem,
        markup=question.markup,
        pictures=shown_pictures(question),
        lefts=tuple(lefts),
        rights=tuple(ShownLabel(number, sides[key]) for number, key in by_number(sides).items()),
    )


def shown_categorise(question: Categorise, answer: Answer) -> ShownPairing:
    chosen = pairing_values(question, answer)
    return ShownPairing(
        kind="categorise",
        stem=question.stem,
        markup=question.markup,
        pictures=shown_pictures(question),
        lefts=tuple(
            ShownSide(str(number), item.text, None, "".join(chosen.get(f"pair-{number}", ())))
            for number, item in enumerate(question.items, 1)
        ),
        rights=tuple(ShownLabel(str(number), one.text) for number, one in enumerate(question.categories, 1)),
    )


def shown_ordering(question: Ordering, answer: Answer) -> ShownOrdering:
    texts = {item.key: item.text for item in question.items}
    places = numbers_of(answer)
    return ShownOrdering(
        kind="ordering",
        stem=question.stem,
        markup=question.markup,
        pictures=shown_pictures(question),
        items=tuple(
            ShownItem(number, texts[key], places.get(key, ""))
            for number, key in by_number(_items(question)).items()
        ),
    )


def _items(question: Ordering) -> tuple[str, ...]:
    return drawn_order(tuple(item.key for item in question.items), question.drawn, of=question.key)


def _lefts(question: Matching | Categorise) -> list[str]:
    return [one.key for one in (question.pairs if isinstance(question, Matching) else question.items)]


def _rights(question: Matching | Categorise) -> list[str]:
    if isinstance(question, Matching):
        return list(right_sides(question))
    return [category.key for category in question.categories]


def read_pairing(question: Matching | Categorise, values: Values) -> dict[str, str]:
    """Left side to right side, by key. Raises NotAnOption."""
    keys = by_number(_rights(question))
    return {
        left: named(number, keys) for left, number in rows(values, "pair", _lefts(question), most=4).items()
    }


def pairing_values(question: Matching | Categorise, answer: Answer) -> dict[str, list[str]]:
    """What the question does not have any more since it was answered is left out."""
    lefts, rights = numbers_of(_lefts(question)), _right_numbers(question)
    return {
        f"pair-{lefts[left]}": [rights[key]]
        for left, key in dict(answer).items()
        if left in lefts and key in rights
    }


def read_ordering(question: Ordering, values: Values) -> list[str]:
    """The items in the order of their places; of two with the same place the one drawn first. Raises NotAnOption."""
    items = _items(question)
    places = rows(values, "place", items, most=4)
    known = by_number(items)
    if any(place not in known for place in places.values()):
        raise NotAnOption("no such place")
    return sorted(places, key=lambda key: int(places[key]))


def ordering_values(question: Ordering, answer: Answer) -> dict[str, list[str]]:
    numbers = numbers_of(_items(question))
    known = [key for key in answer if key in numbers]
    return {f"place-{numbers[key]}": [str(place)] for place, key in enumerate(known, 1)}
