"""One item of QTI 2 or 3 as a question. Names of elements are those of QTI 2."""

from collections.abc import Callable, Sequence

from app.assessment.formats.collecting import Unfit
from app.assessment.formats.qti_body import (
    Item,
    explanation_of,
    feedback_of,
    interactions_of,
    nothing,
    prompt_of,
    shown,
)
from app.assessment.formats.qti_choices import from_choice, from_hottext, from_order
from app.assessment.formats.qti_drafts import Head
from app.assessment.formats.qti_gaps import from_gap_match, from_inline
from app.assessment.formats.qti_pairs import from_match
from app.assessment.formats.qti_pictured import from_hotspot, from_select_point
from app.assessment.formats.qti_reading import Place
from app.assessment.formats.qti_scoring import is_yes, responses_of
from app.assessment.formats.words import Words
from app.assessment.formats.xml_trees import Node
from app.assessment.questions import Description, Essay, PartDocument
from app.core.i18n import gettext as _

INLINE = frozenset({"textEntryInteraction", "inlineChoiceInteraction"})
MOST_OPTIONS = 200


def question_of(
    root: Node, place: Place, *, key: str, topic: str, before: Sequence[Node | str] = ()
) -> PartDocument:
    """The question of an item; `before` stands above its words. Raises Unfit."""
    if is_yes(root.get("adaptive")):
        raise Unfit(_("it adapts to the answers"))
    if root.named("templateDeclaration", "templateProcessing"):
        raise Unfit(_("its numbers or words are drawn anew each time (a template)"))
    given = root.child("itemBody")
    if given is None:
        raise Unfit(_("it has no body"))
    body = Node("itemBody", {}, [*before, *given.inside])
    feedback = feedback_of(root)
    head = Head(key, topic, place.reading.language, " ".join(root.get("title").split()), Words())
    head.explanation = place.words(shown(explanation_of(root, feedback), nothing))
    head.correct, head.incorrect = (
        place.words(shown(feedback[name].inside, nothing)) if name in feedback else Words()
        for name in ("correct", "incorrect")
    )
    question = _made(Item(root, body, place, head, responses_of(root), feedback))
    if head.unfinished:
        place.reading.report.note(place.where, _("came as a draft: %(why)s", why=head.unfinished))
    return question


def _made(item: Item) -> PartDocument:
    interactions = interactions_of(item.body)
    names = {node.name for node in interactions}
    if not interactions:
        return _description(item)
    if names <= INLINE:
        return from_inline(item, interactions)
    unknown = sorted(names - MAKERS.keys() - INLINE)
    if unknown:
        raise Unfit(_("Kru has no question like its %(name)s", name=", ".join(unknown)))
    if len(interactions) > 1:
        raise Unfit(_("it asks several things at once (%(names)s)", names=", ".join(sorted(names))))
    if len(interactions[0].inside) > 2 * MOST_OPTIONS + 1:
        raise Unfit(_("it has too many options"))
    return MAKERS[interactions[0].name](item, interactions[0])


def _description(item: Item) -> Description:
    item.set_stem(nothing)
    fields, _wording = item.head.fields()
    return Description(**fields)


def _essay(item: Item, interaction: Node) -> Essay:
    """extendedTextInteraction"""
    item.set_stem(prompt_of)
    fields, _wording = item.head.fields()
    return Essay(**fields)


MAKERS: dict[str, Callable[[Item, Node], PartDocument]] = {
    "choiceInteraction": from_choice,
    "hottextInteraction": from_hottext,
    "orderInteraction": from_order,
    "gapMatchInteraction": from_gap_match,
    "matchInteraction": from_match,
    "hotspotInteraction": from_hotspot,
    "selectPointInteraction": from_select_point,
    "extendedTextInteraction": _essay,
}
