"""Pairs, sortings and orders as items of QTI 3."""

from collections.abc import Sequence

from app.assessment.formats import qti3_scoring_out as scoring
from app.assessment.formats.qti3_parts_out import RESPONSE, Parts, content_of, stem
from app.assessment.formats.qti3_scoring_out import Number, identifier
from app.assessment.formats.qti3_texts_out import Sheet
from app.assessment.formats.xml_trees import Node
from app.assessment.questions import Categorise, Label, Matching, Ordering, PartDocument


def _sets(first: Sequence[Node], second: Sequence[Node], count: int) -> Node:
    attributes = {"response-identifier": RESPONSE, "shuffle": "true", "max-associations": str(count)}
    return Node(
        "qti-match-interaction",
        attributes,
        [Node("qti-simple-match-set", {}, list(first)), Node("qti-simple-match-set", {}, list(second))],
    )


def _associable(name: str, most: int, inside: list[Node | str]) -> Node:
    return Node("qti-simple-associable-choice", {"identifier": name, "match-max": str(most)}, inside)


def _paired(
    question: PartDocument, sheet: Sheet, left: Sequence[Node], right: Sequence[Node], pairs: list[str]
) -> Parts:
    worth: dict[str, Number] = dict.fromkeys(pairs, 1)
    declared = scoring.response(
        RESPONSE, "directedPair", cardinality="multiple", correct=pairs, inside=[scoring.mapping(worth)]
    )
    body = [*stem(question, sheet), _sets(left, right, len(left))]
    return Parts(body, [declared], most=len(pairs), template="map_response")


def matching_parts(question: Matching, sheet: Sheet) -> Parts:
    """Right sides with the same words are one thing here, which may be used for several left ones."""
    names: dict[str, str] = {}
    sides = [(pair.key, pair.right) for pair in question.pairs] + [
        (one.key, one.text) for one in question.distractors
    ]
    for key, text in sides:
        names.setdefault(repr(sorted(text.items())), f"to-{key}")
    texts = {names[repr(sorted(text.items()))]: text for _key, text in sides}
    left = [
        _associable(identifier(pair.key), 1, content_of(pair.left, pair.picture, question, sheet))
        for pair in question.pairs
    ]
    right = [_associable(name, 0, [sheet.say(text)]) for name, text in texts.items()]
    pairs = [f"{identifier(pair.key)} {names[repr(sorted(pair.right.items()))]}" for pair in question.pairs]
    return _paired(question, sheet, left, right, pairs)


def categorise_parts(question: Categorise, sheet: Sheet) -> Parts:
    left = [
        _associable(identifier(item.key), 1, sheet.inline(item.text, question.markup))
        for item in question.items
    ]
    right = [_associable(f"in-{label.key}", 0, [sheet.say(label.text)]) for label in question.categories]
    pairs = [f"{identifier(item.key)} in-{item.category}" for item in question.items]
    return _paired(question, sheet, left, right, pairs)


def ordering_parts(question: Ordering, sheet: Sheet) -> Parts:
    order = [identifier(item.key) for item in question.items]
    choices = [_simple(item, question, sheet) for item in sorted(question.items, key=lambda item: item.key)]
    attributes = {"response-identifier": RESPONSE, "shuffle": "true"}
    declared = scoring.response(RESPONSE, "identifier", cardinality="ordered", correct=order)
    parts = Parts(
        [*stem(question, sheet), Node("qti-order-interaction", attributes, list(choices))], [declared]
    )
    if question.scheme == "exact":
        parts.template = "match_correct"
    else:
        parts.most, parts.processing = len(order) - 1, scoring.neighbours(RESPONSE, order)
    return parts


def _simple(item: Label, question: PartDocument, sheet: Sheet) -> Node:
    inside = sheet.inline(item.text, question.markup)
    return Node("qti-simple-choice", {"identifier": identifier(item.key)}, inside)
