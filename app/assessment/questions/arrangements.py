"""Questions in which things are put to others: pairs, an order, categories."""

from collections.abc import Sequence
from typing import Literal

from app.assessment.questions.parts import Key, Label, Picture, Question, check_keys
from app.catalogue.documents import Doc, Text


class Pair(Doc, frozen=True):
    """What belongs together. Pairs with equal right-hand texts are interchangeable."""

    key: Key
    right: Text
    left: Text = {}
    picture: Picture | None = None

    def __post_init__(self) -> None:
        if not self.left and not self.picture:
            raise ValueError(f"the pair {self.key!r} has nothing on its left; give it a text or a picture")


class Matching(Question, frozen=True, kw_only=True, tag="matching"):
    """To each left side belongs a right one; `distractors` are right sides that belong to none.

    `drawn` is the order in which a paper shows the right sides, by key; a bank has none.
    """

    pairs: tuple[Pair, ...]
    distractors: tuple[Label, ...] = ()
    drawn: tuple[Key, ...] = ()

    def __post_init__(self) -> None:
        keys = [*(pair.key for pair in self.pairs), *(label.key for label in self.distractors)]
        check_keys("right sides", keys)
        check_drawn(self.drawn, keys)
        if len(self.pairs) < 2:
            raise ValueError("a matching needs at least two pairs; add one")


class Ordering(Question, frozen=True, kw_only=True, tag="ordering"):
    """The items stand in the right order here. `exact` gives all or nothing, `adjacent` the share of neighbours
    that follow each other as they should. `drawn` is the order in which a paper shows them, by key; a bank has none.
    """

    items: tuple[Label, ...]
    scheme: Literal["exact", "adjacent"] = "adjacent"
    drawn: tuple[Key, ...] = ()

    def __post_init__(self) -> None:
        check_keys("items", (item.key for item in self.items))
        check_drawn(self.drawn, [item.key for item in self.items])
        if len(self.items) < 2:
            raise ValueError("an order needs at least two items; add one")


class Sortable(Doc, frozen=True):
    """An item and the category that it belongs to."""

    key: Key
    text: Text
    category: Key


class Categorise(Question, frozen=True, kw_only=True, tag="categorise"):
    """Each item belongs to one category."""

    categories: tuple[Label, ...]
    items: tuple[Sortable, ...]

    def __post_init__(self) -> None:
        check_keys("categories", (category.key for category in self.categories))
        check_keys("items", (item.key for item in self.items))
        if len(self.categories) < 2 or len(self.items) < 2:
            raise ValueError("a sorting needs two categories and two items; add one")
        known = {category.key for category in self.categories}
        for item in self.items:
            if item.category not in known:
                raise ValueError(
                    f"the item {item.key!r} names the category {item.category!r}, which is not there"
                )


def check_drawn(drawn: Sequence[str], keys: Sequence[str]) -> None:
    """Raises ValueError when the order of a paper is not one of all that there is."""
    if drawn and sorted(drawn) != sorted(keys):
        raise ValueError("the order drawn must name each key once")
