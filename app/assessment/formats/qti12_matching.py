"""QTI 1.2: matching. Each response is a left side, and its options are the right ones."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from app.assessment.formats.collecting import Unfit
from app.assessment.formats.keys import Keys, key_from
from app.assessment.formats.qti12_items import Asked, html_of, labels_of, own_html
from app.assessment.formats.qti_drafts import Choice, matching
from app.assessment.formats.words import Words
from app.assessment.formats.xml_trees import Node
from app.assessment.questions import Matching
from app.core.i18n import gettext as _

ASKED, ANSWERS = "QUESTION_BLOCK", "RIGHT_MATCH_BLOCK"
"""Blackboard's blocks: the question, and the right sides in the order of each response's options."""


@dataclass(frozen=True)
class Row:
    """One left side with its response, and the words of the options by their identifiers."""

    response: Node
    left: Words
    options: Mapping[str, Words]


def matching_from(item: Asked) -> Matching:
    """Rows that nobody filled in are left out."""
    keys = Keys()
    pairs: list[tuple[str, Words, Words]] = []
    offered: dict[str, Words] = {}
    for row in _rows(item):
        offered |= {said.plain: said for said in row.options.values() if said}
        if row.left or row.left.pictures:
            name = row.response.get("ident")
            best = _best(item.scoring.gains(name, list(row.options)))
            pairs.append((keys.new(key_from(name, otherwise="pair")), row.left, row.options[best]))
    used = {right.plain for _key, _left, right in pairs}
    spare = [said for plain, said in offered.items() if plain not in used]
    return matching(
        item.head, pairs, [Choice(keys.new(f"other-{n}"), said) for n, said in enumerate(spare, 1)]
    )


def _rows(item: Asked) -> list[Row]:
    """The rows, after the stem was set: in most files a response has its words, in Blackboard's they stand around."""
    presentation = item.node.child("presentation") or Node("presentation")
    blocks = {flow.get("class"): flow for flow in presentation.all("flow")}
    if ANSWERS not in blocks:
        item.set_stem(item.shown(lambda _number, _response: ""))
        return [
            Row(
                response,
                item.place.from_html(own_html(response)),
                {label.get("ident"): item.words(label) for label in labels_of(response)},
            )
            for response in item.responses
        ]
    item.set_stem(html_of(blocks[ASKED]) if ASKED in blocks else "")
    beside = {id(one): flow for flow in presentation.all("flow") for one in flow.children}
    rights = [item.words(flow) for flow in blocks[ANSWERS].named("flow")]
    return [
        Row(
            response,
            item.words(beside[id(response)]) if id(response) in beside else Words(),
            {label.get("ident"): right for label, right in zip(labels_of(response), rights, strict=False)},
        )
        for response in item.responses
    ]


def _best(gains: Mapping[str, Fraction]) -> str:
    """The option that brings the most. Raises Unfit when none brings anything."""
    best = max(gains, key=lambda name: gains[name], default="")
    if not best or gains[best] <= 0:
        raise Unfit(_("it does not say which answer is right"))
    return best
