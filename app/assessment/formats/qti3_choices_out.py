"""Questions with options as items of QTI 3."""

from collections.abc import Sequence

from app.assessment.formats import qti3_scoring_out as scoring
from app.assessment.formats.qti3_parts_out import RESPONSE, Parts, content_of, stem
from app.assessment.formats.qti3_scoring_out import Number, identifier
from app.assessment.formats.qti3_texts_out import Sheet
from app.assessment.formats.xml_trees import Node
from app.assessment.questions import Multiple, Option, Single, TrueFalse
from app.catalogue.documents import Text
from app.core.i18n import gettext as _


def _choices(question: Single | Multiple, sheet: Sheet, *, most: int) -> Node:
    choices = [
        Node(
            "qti-simple-choice",
            {"identifier": identifier(option.key), "fixed": "true" if option.pin else "false"},
            content_of(option.text, option.picture, question, sheet),
        )
        for option in question.options
    ]
    return choice_interaction(choices, most=most, shuffle=True)


def choice_interaction(choices: Sequence[Node], *, most: int, shuffle: bool) -> Node:
    attributes = {
        "response-identifier": RESPONSE,
        "shuffle": "true" if shuffle else "false",
        "max-choices": str(most),
    }
    return Node("qti-choice-interaction", attributes, list(choices))


def _option_feedback(options: Sequence[Option]) -> dict[str, Text]:
    return {identifier(option.key): option.feedback for option in options if option.feedback}


def single_parts(question: Single, sheet: Sheet) -> Parts:
    right = next(identifier(option.key) for option in question.options if option.right)
    shares = {identifier(option.key): option.share for option in question.options if option.share}
    body = [*stem(question, sheet), _choices(question, sheet, most=1)]
    if not any(name != right for name in shares):
        declared = scoring.response(RESPONSE, "identifier", correct=[right])
        return Parts(body, [declared], template="match_correct", feedback=_option_feedback(question.options))
    worth: dict[str, Number] = {right: 1} | {
        name: share or 0 for name, share in shares.items() if name != right
    }
    lowest = min(0.0, *(float(points) for points in worth.values()))
    declared = scoring.response(
        RESPONSE, "identifier", correct=[right], inside=[scoring.mapping(worth, lower=lowest)]
    )
    return Parts(body, [declared], template="map_response", feedback=_option_feedback(question.options))


def true_false_parts(question: TrueFalse, sheet: Sheet) -> Parts:
    choices = [
        Node("qti-simple-choice", {"identifier": name}, [said])
        for name, said in (("true", _("True")), ("false", _("False")))
    ]
    right = "true" if question.answer else "false"
    given = {"true": question.feedback_true, "false": question.feedback_false}
    return Parts(
        [*stem(question, sheet), choice_interaction(choices, most=1, shuffle=False)],
        [scoring.response(RESPONSE, "identifier", correct=[right])],
        template="match_correct",
        feedback={name: text for name, text in given.items() if text},
    )


def multiple_parts(question: Multiple, sheet: Sheet) -> Parts:
    """The schemes as points for each option; only all_or_nothing looks at the whole answer."""
    rights = [identifier(option.key) for option in question.options if option.right]
    wrongs = [identifier(option.key) for option in question.options if not option.right]
    worth, lower, most, before = _points(question, rights, wrongs)
    inside = [scoring.mapping(worth, lower=lower)] if worth else []
    declared = scoring.response(RESPONSE, "identifier", cardinality="multiple", correct=rights, inside=inside)
    parts = Parts(
        [*stem(question, sheet), _choices(question, sheet, most=0)],
        [declared],
        most=most,
        template="map_response" if worth else "match_correct",
        feedback=_option_feedback(question.options),
    )
    if before:
        given = scoring.added(scoring.base_value("float", str(before)), scoring.mapped(RESPONSE))
        parts.template = ""
        parts.processing = [scoring.branch(scoring.is_given(RESPONSE), scoring.set_outcome("SCORE", given))]
    return parts


def _points(
    question: Multiple, rights: list[str], wrongs: list[str]
) -> tuple[dict[str, Number], Number | None, Number, int]:
    """Points of the options, the least score, the most, and what an answer has before any option counts."""
    worth: dict[str, Number] = {}
    if question.scheme == "shares":
        worth = {identifier(option.key): option.share for option in question.options if option.share}
        return worth, -1 if question.floor == "none" else 0, 1, 0
    if question.scheme == "right_minus_wrong":
        won, lost = max(1, len(wrongs)), len(rights)
        worth |= dict.fromkeys(rights, won) | dict.fromkeys(wrongs, -lost)
        return worth, 0, won * len(rights), 0
    if question.scheme == "every_decision":
        worth |= dict.fromkeys(rights, 1) | dict.fromkeys(wrongs, -1)
        return worth, None, len(question.options), len(wrongs)
    return worth, None, 1, 0
