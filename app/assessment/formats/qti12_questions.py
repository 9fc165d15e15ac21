"""Kru's questions out of the types of QTI 1.2."""

from collections.abc import Callable
from fractions import Fraction
from html import escape

from app.assessment.formats.collecting import Unfit
from app.assessment.formats.keys import Keys, key_from
from app.assessment.formats.qti12_items import Asked, labels_of, own_html
from app.assessment.formats.qti12_numbers import ranges_of
from app.assessment.formats.qti12_scoring import asked
from app.assessment.formats.qti_clozes import choice_gap, cloze, is_last, mark
from app.assessment.formats.qti_drafts import Choice, accepted_from, matching, multiple, single, true_false
from app.assessment.formats.words import Words
from app.assessment.formats.xml_trees import Node
from app.assessment.questions import (
    Accepted,
    AnyGap,
    Cloze,
    Description,
    Essay,
    Matching,
    Multiple,
    NumberGap,
    Numeric,
    PartDocument,
    ShortText,
    Single,
    TextGap,
    TrueFalse,
)
from app.core.i18n import gettext as _

MOST_OPTIONS = 100
MOST_RESPONSES = 60
NUMBERS = ("integer", "decimal", "scientific")
UNKNOWN_RESPONSES = ("response_grp", "response_xy", "response_extension")
UNKNOWN_RENDERINGS = ("render_hotspot", "render_slider")
UNKNOWN_KINDS = ("file_upload", "calculated", "hot_spot", "ordering", "formula", "categorization", "stimulus")


def question_from(item: Asked) -> PartDocument:
    """The question of an item. Raises Unfit."""
    _refuse_unknown(item)
    maker = BY_KIND.get(item.kind) or _by_shape(item)
    question = maker(item)
    if item.head.unfinished:
        item.place.reading.report.note(
            item.place.where, _("came as a draft: %(why)s", why=item.head.unfinished)
        )
    return question


def _refuse_unknown(item: Asked) -> None:
    """Raises Unfit for ways of asking that Kru has not, and for more than a page can hold."""
    unknown = [response.name for response in item.responses if response.name in UNKNOWN_RESPONSES]
    unknown += [one.name for response in item.responses for one in response.all(*UNKNOWN_RENDERINGS)]
    if item.kind in UNKNOWN_KINDS:
        unknown.append(item.kind)
    if unknown:
        raise Unfit(_("Kru has no question like its %(name)s", name=unknown[0]))
    if len(item.responses) > MOST_RESPONSES or any(
        len(labels_of(one)) > MOST_OPTIONS for one in item.responses
    ):
        raise Unfit(_("it has too many options"))


def _by_shape(item: Asked) -> Callable[[Asked], PartDocument]:
    """Which question it is when nobody says: by the responses that it asks for."""
    names = {response.name for response in item.responses}
    if not names:
        return _description
    if len(item.responses) > 1:
        return _matching if names == {"response_lid"} and _offers_the_same(item) else _gaps
    only = item.responses[0]
    if only.name == "response_lid":
        return _multiple if only.get("ident") in item.scoring.multiple else _single
    if only.name == "response_num" or any(
        one.get("fibtype").lower() in NUMBERS for one in only.all("render_fib")
    ):
        return _numeric
    is_graded = any(rule.gain > 0 and any(asked(rule.condition)) for rule in item.scoring.rules)
    return _short_text if is_graded else _essay


def _offers_the_same(item: Asked) -> bool:
    offers = {tuple(label.words() for label in labels_of(response)) for response in item.responses}
    return len(offers) == 1


def _only(item: Asked) -> Node:
    if len(item.responses) != 1:
        raise Unfit(_("it asks several things at once"))
    return item.responses[0]


def _with_own_words(_number: int, response: Node) -> str:
    return own_html(response)


def _without_responses(_number: int, _response: Node) -> str:
    return ""


def _choices(item: Asked) -> list[Choice]:
    """The options of the one response, with what each alone brings."""
    response = _only(item)
    item.set_stem(item.shown(_with_own_words))
    name, labels, keys = response.get("ident"), labels_of(response), Keys()
    shuffles = [one.get("shuffle").lower() for one in response.named("render_choice")]
    gains = item.scoring.gains(name, [label.get("ident") for label in labels])
    return [
        Choice(
            key=keys.new(key_from(label.get("ident"), otherwise="option")),
            words=item.words(label),
            worth=gains[label.get("ident")],
            is_pinned="no" in shuffles or label.get("rshuffle").lower() == "no",
            feedback=item.feedback_on(name, label.get("ident")),
        )
        for label in labels
    ]


def _single(item: Asked) -> Single:
    return single(item.head, _choices(item))


def _true_false(item: Asked) -> TrueFalse | Single:
    choices = _choices(item)
    if sorted(choice.words.plain.casefold() for choice in choices) == ["false", "true"]:
        return true_false(item.head, choices)
    return single(item.head, choices)


def _multiple(item: Asked) -> Multiple:
    """A rule that names a whole set of options counts all or nothing; else each option has its points."""
    choices = _choices(item)
    best = max(item.scoring.rules, key=lambda rule: rule.gain, default=None)
    wanted = {node.words() for node in asked(best.condition)} if best and best.gain > 0 else set()
    if best and (len(wanted) > 1 or any(node.name == "not" for node in best.condition.walk())):
        labels = [label.get("ident") for label in labels_of(item.responses[0])]
        exact = [
            Choice(choice.key, choice.words, Fraction(label in wanted), choice.is_pinned, choice.feedback)
            for choice, label in zip(choices, labels, strict=True)
        ]
        return multiple(item.head, exact, scheme="all_or_nothing")
    lowest = item.scoring.lowest
    is_open = any(choice.worth < 0 for choice in choices) and (lowest is None or lowest < 0)
    return multiple(item.head, choices, scheme="shares", floor="none" if is_open else "question")


def _matching(item: Asked) -> Matching:
    """Each response is a left side, its options the right ones. Rows that nobody filled in are left out."""
    item.set_stem(item.shown(_without_responses))
    keys = Keys()
    pairs: list[tuple[str, Words, Words]] = []
    offered: dict[str, Words] = {}
    for response in item.responses:
        left, labels = item.place.from_html(own_html(response)), labels_of(response)
        gains = item.scoring.gains(response.get("ident"), [label.get("ident") for label in labels])
        words = {label.get("ident"): item.words(label) for label in labels}
        offered |= {said.plain: said for said in words.values() if said}
        if left or left.pictures:
            right = _best(gains)
            pairs.append((keys.new(key_from(response.get("ident"), otherwise="pair")), left, words[right]))
    used = {right.plain for _key, _left, right in pairs}
    spare = [said for plain, said in offered.items() if plain not in used]
    return matching(
        item.head, pairs, [Choice(keys.new(f"other-{n}"), said) for n, said in enumerate(spare, 1)]
    )


def _best(gains: dict[str, Fraction]) -> str:
    """The value that brings the most. Raises Unfit when none brings anything."""
    best = max(gains, key=lambda value: gains[value], default="")
    if not best or gains[best] <= 0:
        raise Unfit(_("it does not say which answer is right"))
    return best


def _gaps(item: Asked) -> Cloze:
    """Gaps where the responses stand, with the words that stand with them."""
    item.set_stem(item.shown(lambda number, response: f"<p>{own_html(response)}{mark(number)}</p>"))
    return _cloze(item, _any_gap)


def _named_gaps(item: Asked) -> Cloze:
    """Canvas writes [name] where a gap is, and the responses below."""
    html = item.shown(_without_responses)
    for number, response in enumerate(item.responses):
        name = escape(
            " ".join("".join(one.words() for one in response.named("material")).split()), quote=False
        )
        is_there = bool(name) and f"[{name}]" in html
        html = html.replace(f"[{name}]", mark(number), 1) if is_there else f"{html} {mark(number)}"
    item.set_stem(html)
    return _cloze(item, _typed_gap if item.kind == "fill_in_multiple_blanks" else _any_gap)


def _cloze(item: Asked, make: Callable[[Asked, str, Node], AnyGap]) -> Cloze:
    keys = Keys()
    gaps = [
        make(item, keys.new(key_from(response.get("ident"), otherwise="gap")), response)
        for response in item.responses
    ]
    return cloze(item.head, gaps, [_most(item, response) for response in item.responses])


def _most(item: Asked, response: Node) -> Fraction:
    values = [label.get("ident") for label in labels_of(response)] + _wanted(item, response)
    return max(item.scoring.gains(response.get("ident"), values).values(), default=Fraction(1))


def _any_gap(item: Asked, key: str, response: Node) -> AnyGap:
    if response.name == "response_lid":
        labels = labels_of(response)
        gains = item.scoring.gains(response.get("ident"), [label.get("ident") for label in labels])
        return choice_gap(
            item.head, key, [(label.get("ident"), item.words(label)) for label in labels], gains
        )
    if response.name == "response_num":
        return NumberGap(key=key, accepted=ranges_of(item.scoring, response.get("ident")))
    accepted, is_sensitive = _texts(item, response)
    return TextGap(key=key, accepted=accepted, case_sensitive=is_sensitive)


def _typed_gap(item: Asked, key: str, response: Node) -> TextGap:
    """Canvas lists the accepted words as options; they are not shown."""
    labels = labels_of(response)
    gains = item.scoring.gains(response.get("ident"), [label.get("ident") for label in labels])
    worth = [(" ".join(label.words().split()), gains[label.get("ident")]) for label in labels]
    return TextGap(key=key, accepted=accepted_from(worth))


def _wanted(item: Asked, response: Node) -> list[str]:
    """The values that the rules know for a response."""
    name = response.get("ident")
    rules = item.scoring.by_response.get(name, ())
    found = [node for rule in rules for node in asked(rule.condition) if node.get("respident") == name]
    return list(dict.fromkeys(node.words() for node in found))


def _texts(item: Asked, response: Node) -> tuple[tuple[Accepted, ...], bool]:
    """Accepted texts, and whether capitals matter."""
    name = response.get("ident")
    rules = item.scoring.by_response.get(name, ())
    if any(True for rule in rules if rule.gain > 0 for _node in asked(rule.condition, "varsubstring")):
        raise Unfit(_("it accepts every text that holds certain words; list the texts that are right"))
    wanted = [node for rule in rules if rule.gain > 0 for node in asked(rule.condition)]
    is_sensitive = any(node.get("case").lower() == "yes" for node in wanted)
    return accepted_from(item.scoring.gains(name, _wanted(item, response)).items()), is_sensitive


def _short_text(item: Asked) -> ShortText | Cloze:
    """A few words; in the midst of a text they are a gap in it."""
    response = _only(item)
    item.set_stem(item.shown(lambda number, one: f"{own_html(one)}{mark(number)}"))
    if not is_last(item.head.stem):
        return _cloze(item, _any_gap)
    item.set_stem(item.shown(_with_own_words))
    accepted, is_sensitive = _texts(item, response)
    fields, wording = item.head.fields(item.head.incorrect)
    return ShortText(
        **fields, accepted=accepted, case_sensitive=is_sensitive, otherwise=wording.text(item.head.incorrect)
    )


def _numeric(item: Asked) -> Numeric:
    response = _only(item)
    item.set_stem(item.shown(_with_own_words))
    fields, wording = item.head.fields(item.head.incorrect)
    return Numeric(
        **fields,
        accepted=ranges_of(item.scoring, response.get("ident")),
        otherwise=wording.text(item.head.incorrect),
    )


def _essay(item: Asked) -> Essay:
    item.set_stem(item.shown(_with_own_words))
    fields, _wording = item.head.fields()
    return Essay(**fields)


def _description(item: Asked) -> Description:
    item.set_stem(item.shown(_without_responses))
    fields, _wording = item.head.fields()
    return Description(**fields)


BY_KIND: dict[str, Callable[[Asked], PartDocument]] = {
    "multiple_choice": _single,
    "true_false": _true_false,
    "multiple_answers": _multiple,
    "short_answer": _short_text,
    "fill_in_multiple_blanks": _named_gaps,
    "multiple_dropdowns": _named_gaps,
    "matching": _matching,
    "numerical": _numeric,
    "essay": _essay,
    "text_only": _description,
}
