"""Gaps, words and numbers as items of QTI 3."""

from app.assessment.formats import qti3_scoring_out as scoring
from app.assessment.formats.qti3_parts_out import RESPONSE, Parts, stem
from app.assessment.formats.qti3_scoring_out import identifier
from app.assessment.formats.qti3_texts_out import Sheet, with_gaps
from app.assessment.formats.xml_trees import Node
from app.assessment.questions import ChoiceGap, Cloze, NumberGap, Numeric, ShortText, TextGap
from app.core.i18n import gettext as _


def cloze_parts(question: Cloze, sheet: Sheet) -> Parts:
    gaps = {gap.key: gap for gap in question.gaps}
    made = {key: _gap(gap, sheet) for key, gap in gaps.items()}
    body = with_gaps(stem(question, sheet), lambda key: made[key][0])
    mapped = [scoring.mapped(_gap_name(key)) for key, gap in gaps.items() if not isinstance(gap, NumberGap)]
    processing = [scoring.set_outcome("SCORE", scoring.added(*mapped))] if mapped else []
    processing += [
        scoring.number_branches(_gap_name(key), gap.accepted, gap.weight)
        for key, gap in gaps.items()
        if isinstance(gap, NumberGap)
    ]
    most = sum(gap.weight for gap in question.gaps)
    return Parts(
        body,
        [declared for _node, declared in made.values()],
        most=most,
        processing=processing,
        lost=_lost_of_gaps(question),
    )


def _gap_name(key: str) -> str:
    return identifier(key)


def _gap(gap: ChoiceGap | TextGap | NumberGap, sheet: Sheet) -> tuple[Node, Node]:
    """The interaction of a gap and the declaration of its response."""
    name = _gap_name(gap.key)
    attributes = {"response-identifier": name}
    if isinstance(gap, ChoiceGap):
        options = [
            Node("qti-inline-choice", {"identifier": identifier(one.key)}, [sheet.say(one.text)])
            for one in gap.options
        ]
        worth = {
            identifier(one.key): (1 if one.right else one.share or 0) * gap.weight for one in gap.options
        }
        right = [identifier(one.key) for one in gap.options if one.right]
        declared = scoring.response(name, "identifier", correct=right, inside=[scoring.mapping(worth)])
        return Node(
            "qti-inline-choice-interaction", attributes | {"shuffle": "true"}, list(options)
        ), declared
    entry = Node("qti-text-entry-interaction", attributes)
    if isinstance(gap, TextGap):
        worth_of = scoring.texts(gap.accepted, gap.weight)
        best = next(one.text for one in gap.accepted if one.share == 1)
        inside = [scoring.mapping(worth_of, is_sensitive=gap.case_sensitive)]
        return entry, scoring.response(name, "string", correct=[best], inside=inside)
    return entry, scoring.response(name, "float", correct=_best_number(gap))


def _best_number(question: NumberGap | Numeric) -> list[str]:
    best = next(one for one in question.accepted if one.share == 1)
    return [str(best.value if best.value is not None else best.low)]


def _lost_of_gaps(question: Cloze) -> list[str]:
    has_feedback = any(
        one.feedback
        for gap in question.gaps
        for one in (gap.options if isinstance(gap, ChoiceGap) else gap.accepted)
    )
    says_otherwise = any(not isinstance(gap, ChoiceGap) and gap.otherwise for gap in question.gaps)
    pinned = any(option.pin for gap in question.gaps if isinstance(gap, ChoiceGap) for option in gap.options)
    return [
        *([_("what is said to single answers in its gaps")] if has_feedback or says_otherwise else []),
        *([_("which options of its gaps keep their place")] if pinned else []),
    ]


def _alone(question: ShortText | Numeric, sheet: Sheet) -> list[Node | str]:
    entry = Node("qti-text-entry-interaction", {"response-identifier": RESPONSE})
    return [*stem(question, sheet), Node("p", {}, [entry])]


def short_text_parts(question: ShortText, sheet: Sheet) -> Parts:
    best = next(one.text for one in question.accepted if one.share == 1)
    inside = [scoring.mapping(scoring.texts(question.accepted), is_sensitive=question.case_sensitive)]
    declared = scoring.response(RESPONSE, "string", correct=[best], inside=inside)
    return Parts(
        _alone(question, sheet), [declared], template="map_response", lost=_lost_of_answers(question)
    )


def _lost_of_answers(question: ShortText | Numeric) -> list[str]:
    has_feedback = question.otherwise or any(one.feedback for one in question.accepted)
    return [_("what is said to single answers")] if has_feedback else []


def numeric_parts(question: Numeric, sheet: Sheet) -> Parts:
    lost = _lost_of_answers(question)
    if question.units:
        lost.append(_("its units: other programs take the number alone"))
    return Parts(
        _alone(question, sheet),
        [scoring.response(RESPONSE, "float", correct=_best_number(question))],
        processing=[scoring.number_branches(RESPONSE, question.accepted)],
        lost=lost,
    )
