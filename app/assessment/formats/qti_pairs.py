"""QTI 2 and 3: two lists of things that belong together."""

from collections.abc import Sequence

from app.assessment.formats.collecting import Unfit
from app.assessment.formats.keys import Keys, key_from
from app.assessment.formats.qti_body import Item, prompt_of
from app.assessment.formats.qti_drafts import Choice, Head, matching
from app.assessment.formats.qti_scoring import Response
from app.assessment.formats.words import Words
from app.assessment.formats.xml_trees import Node
from app.assessment.questions import Categorise, Label, Matching, Sortable
from app.core.i18n import gettext as _

Sides = dict[str, Words]
"""The words of each thing of one list, by identifier."""


def from_match(item: Item, interaction: Node) -> Matching | Categorise:
    """matchInteraction: many things for few places are sorted, others are matched."""
    response = item.response_to(interaction)
    item.set_stem(prompt_of)
    left, right = _sides(item, interaction)
    pairs = _right_pairs(response)
    if not _is_function(pairs, left):
        left, right, pairs = right, left, [(b, a) for a, b in pairs]
    if not _is_function(pairs, left) or any(b not in right for _a, b in pairs):
        raise Unfit(_("one of its items belongs to none or to several"))
    used = {b for _a, b in pairs}
    if len(used) > 1 and 2 * len(used) <= len(left) and all(left.values()) and all(right.values()):
        return _categorise(item.head, left, right, dict(pairs))
    return _matching(item.head, left, right, dict(pairs))


def _sides(item: Item, interaction: Node) -> tuple[Sides, Sides]:
    sets = interaction.named("simpleMatchSet")
    if len(sets) != 2:
        raise Unfit(_("it has not two lists"))
    first, second = (
        {node.get("identifier"): item.words(node.inside) for node in one.named("simpleAssociableChoice")}
        for one in sets
    )
    return first, second


def _right_pairs(response: Response) -> list[tuple[str, str]]:
    values = response.correct
    if response.way == "mapping":
        values = tuple(pair for pair, points in response.worth.items() if points > 0)
    split = [pair.split(" ") for pair in values]
    if any(len(pair) != 2 for pair in split):
        raise Unfit(_("its right pairs cannot be read"))
    return [(pair[0], pair[1]) for pair in split]


def _is_function(pairs: Sequence[tuple[str, str]], left: Sides) -> bool:
    """Whether everything on the left belongs to exactly one thing."""
    return sorted(a for a, _b in pairs) == sorted(left)


def _matching(head: Head, left: Sides, right: Sides, belongs: dict[str, str]) -> Matching:
    keys = Keys()
    pairs = [
        (keys.new(key_from(name, otherwise="pair")), words, right[belongs[name]])
        for name, words in left.items()
    ]
    others = [
        Choice(keys.new(key_from(name, otherwise="other")), words)
        for name, words in right.items()
        if name not in belongs.values()
    ]
    return matching(head, pairs, others)


def _categorise(head: Head, left: Sides, right: Sides, belongs: dict[str, str]) -> Categorise:
    places, things = Keys(), Keys()
    categories = {name: places.new(key_from(name, otherwise="category")) for name in right}
    fields, wording = head.fields()
    return Categorise(
        **fields,
        categories=tuple(
            Label(key=categories[name], text=wording.line(words)) for name, words in right.items()
        ),
        items=tuple(
            Sortable(
                key=things.new(key_from(name, otherwise="item")),
                text=wording.line(words),
                category=categories[belongs[name]],
            )
            for name, words in left.items()
        ),
    )
