"""QTI 2 and 3: gaps in a text, to be filled with words, numbers or one of several options."""

from collections.abc import Sequence
from fractions import Fraction

from app.assessment.formats.collecting import Unfit
from app.assessment.formats.keys import Keys, key_from
from app.assessment.formats.qti_body import Item, nothing, prompt_of, shown
from app.assessment.formats.qti_clozes import MOST_GAPS, choice_gap, cloze, is_last, mark
from app.assessment.formats.qti_drafts import accepted_from
from app.assessment.formats.qti_numbers import is_numeric, ranges_of
from app.assessment.formats.qti_scoring import Response, compares_answers
from app.assessment.formats.xml_trees import Node
from app.assessment.questions import (
    Accepted,
    AnyGap,
    Cloze,
    NumberGap,
    Numeric,
    ShortText,
    TextGap,
)
from app.core.i18n import gettext as _

MOST_WORDS = 60
Gap = tuple[str, Node, Response]
"""The key of a gap, its interaction and its response."""


def from_inline(item: Item, interactions: Sequence[Node]) -> Cloze | ShortText | Numeric:
    """textEntryInteraction and inlineChoiceInteraction; one alone at the end of its text is a short answer."""
    if len(interactions) > MOST_GAPS:
        raise Unfit(_("it has too many gaps"))
    if compares_answers(item.node):
        raise Unfit(_("its gaps are judged by one another"))
    keys = Keys()
    gaps = [
        (keys.new(key_from(node.get("responseIdentifier"), otherwise="gap")), node, item.response_to(node))
        for node in interactions
    ]
    if any(response.cardinality != "single" for _key, _node, response in gaps):
        raise Unfit(_("one of its gaps takes several answers"))
    marks = {id(node): mark(n) for n, (_key, node, _response) in enumerate(gaps)}
    item.set_stem(lambda node: marks.get(id(node)))
    if len(gaps) == 1 and gaps[0][1].name == "textEntryInteraction" and is_last(item.head.stem):
        return _alone(item, gaps[0][2])
    return cloze(item.head, [_gap(item, gap) for gap in gaps], [gap[2].most for gap in gaps])


def from_gap_match(item: Item, interaction: Node) -> Cloze:
    """gapMatchInteraction: every gap offers all the words."""
    response = item.response_to(interaction)
    nodes = interaction.all("gap")
    keys = Keys()
    gaps = [(keys.new(key_from(node.get("identifier"), otherwise="gap")), node) for node in nodes]
    marks = {id(node): mark(n) for n, node in enumerate(nodes)}

    def replace(node: Node) -> Node | str | None:
        if node.name != "gapMatchInteraction":
            return marks.get(id(node))
        text = [one for one in node.inside if isinstance(one, str) or one.name not in ("prompt", "gapText")]
        return Node("div", {}, [prompt_of(node), *shown(text, replace)])

    words = interaction.named("gapText")
    if interaction.named("gapImg"):
        raise Unfit(_("its gaps are filled with pictures"))
    if len(nodes) > MOST_GAPS or len(words) > MOST_WORDS:
        raise Unfit(_("it has too many gaps"))
    item.set_stem(replace)
    offered = [(node.get("identifier"), item.words(node.inside)) for node in words]
    worth = _worth_by_gap(response)
    made = [choice_gap(item.head, key, offered, worth.get(node.get("identifier"), {})) for key, node in gaps]
    most = [max(worth.get(node.get("identifier"), {}).values(), default=Fraction(0)) for node in nodes]
    return cloze(item.head, made, most)


def _worth_by_gap(response: Response) -> dict[str, dict[str, Fraction]]:
    """The points of each word in each gap: pairs are written as "word gap"."""
    pairs = response.worth if response.way == "mapping" else dict.fromkeys(response.correct, Fraction(1))
    found: dict[str, dict[str, Fraction]] = {}
    for pair, points in pairs.items():
        word, _space, place = pair.partition(" ")
        found.setdefault(place, {})[word] = points
    return found


def _alone(item: Item, response: Response) -> ShortText | Numeric:
    item.set_stem(nothing)
    if is_numeric(response):
        fields, wording = item.head.fields(item.head.incorrect)
        otherwise = wording.text(item.head.incorrect)
        return Numeric(**fields, accepted=ranges_of(item.node, response), otherwise=otherwise)
    accepted, is_sensitive = texts_of(response)
    fields, wording = item.head.fields(item.head.incorrect)
    otherwise = wording.text(item.head.incorrect)
    return ShortText(**fields, accepted=accepted, case_sensitive=is_sensitive, otherwise=otherwise)


def _gap(item: Item, gap: Gap) -> AnyGap:
    key, node, response = gap
    if node.name == "inlineChoiceInteraction":
        offered = [(one.get("identifier"), item.words(one.inside)) for one in node.named("inlineChoice")]
        return choice_gap(
            item.head, key, offered, {name: response.worth_of(name) for name, _words in offered}
        )
    if is_numeric(response):
        return NumberGap(key=key, accepted=ranges_of(item.node, response))
    accepted, is_sensitive = texts_of(response)
    return TextGap(key=key, accepted=accepted, case_sensitive=is_sensitive)


def texts_of(response: Response) -> tuple[tuple[Accepted, ...], bool]:
    """Accepted texts, and whether capitals matter. Where they matter for some only, those others are spelt out."""
    if response.way == "correct":
        return accepted_from((text, Fraction(1)) for text in response.correct), True
    sensitive = {text for text in response.worth if response.is_sensitive.get(text, True)}
    if not sensitive:
        return accepted_from(response.worth.items()), False
    spelt: dict[str, Fraction] = {}
    for text, points in response.worth.items():
        spellings = [text] if text in sensitive else [text, text.lower(), text.upper(), text.capitalize()]
        for spelling in spellings:
            spelt.setdefault(spelling, points)
    return accepted_from(spelt.items()), True
