"""QTI 2 and 3: options to choose from, words to mark in a text, things to put in order."""

from app.assessment.formats.collecting import Unfit
from app.assessment.formats.keys import Keys, key_from
from app.assessment.formats.qti_body import Item, prompt_of, shown
from app.assessment.formats.qti_drafts import (
    Choice,
    is_true_false,
    multiple,
    ordering,
    single,
    true_false,
)
from app.assessment.formats.qti_scoring import Response, is_yes
from app.assessment.formats.xml_trees import Node
from app.assessment.questions import Multiple, Ordering, Single, TrueFalse
from app.core.i18n import gettext as _


def from_choice(item: Item, interaction: Node) -> Single | Multiple | TrueFalse:
    """choiceInteraction"""
    response = item.response_to(interaction)
    item.set_stem(prompt_of)
    choices = choices_of(item, interaction, interaction.named("simpleChoice"), response)
    if response.cardinality == "single" and is_true_false(choices):
        return true_false(item.head, choices)
    return _one_or_many(item, response, choices)


def from_hottext(item: Item, interaction: Node) -> Single | Multiple:
    """hottextInteraction: the words to choose from are bold in the text and stand below it in its order."""
    response = item.response_to(interaction)
    words = interaction.all("hottext")
    choices = choices_of(item, interaction, words, response)

    def replace(node: Node) -> Node | str | None:
        if node.name == "hottext":
            return Node("strong", {}, shown(node.inside, replace))
        if node.name != "hottextInteraction":
            return None
        text = [one for one in node.inside if isinstance(one, str) or one.name != "prompt"]
        return Node("div", {}, [prompt_of(node), *shown(text, replace)])

    item.set_stem(replace)
    pinned = [Choice(choice.key, choice.words, choice.worth, True, choice.feedback) for choice in choices]
    return _one_or_many(item, response, pinned)


def from_order(item: Item, interaction: Node) -> Ordering:
    """orderInteraction"""
    response = item.response_to(interaction)
    item.set_stem(prompt_of)
    nodes = {node.get("identifier"): node for node in interaction.named("simpleChoice")}
    if sorted(response.correct) != sorted(nodes):
        raise Unfit(_("its right order does not name every item once"))
    keys = Keys()
    return ordering(
        item.head,
        [
            (keys.new(key_from(name, otherwise="item")), item.words(nodes[name].inside))
            for name in response.correct
        ],
    )


def choices_of(item: Item, interaction: Node, nodes: list[Node], response: Response) -> list[Choice]:
    """The options with their points."""
    keys = Keys()
    is_fixed = interaction.get("shuffle").lower() in ("false", "0")
    return [
        Choice(
            key=keys.new(key_from(node.get("identifier"), otherwise="option")),
            words=item.words(node.inside),
            worth=response.worth_of(node.get("identifier")),
            is_pinned=is_fixed or is_yes(node.get("fixed")),
            feedback=item.feedback_on(node.get("identifier"), node),
        )
        for node in nodes
    ]


def _one_or_many(item: Item, response: Response, choices: list[Choice]) -> Single | Multiple:
    if response.cardinality == "single":
        if response.way == "correct" and len(response.correct) > 1:
            raise Unfit(_("it names several right answers but takes only one"))
        return single(item.head, choices)
    if response.way == "correct":
        return multiple(item.head, choices, scheme="all_or_nothing")
    is_open = any(choice.worth < 0 for choice in choices) and (response.lower is None or response.lower < 0)
    return multiple(item.head, choices, scheme="shares", floor="none" if is_open else "question")
