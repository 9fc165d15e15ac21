"""A question as an item of QTI 3: its parts put in their order."""

from collections.abc import Callable
from typing import Any

from app.assessment.formats import qti3_scoring_out as scoring
from app.assessment.formats.qti3_arrangements_out import categorise_parts, matching_parts, ordering_parts
from app.assessment.formats.qti3_choices_out import multiple_parts, single_parts, true_false_parts
from app.assessment.formats.qti3_open_out import description_parts, essay_parts, hotspot_parts, pitch_parts
from app.assessment.formats.qti3_parts_out import RESPONSE, Parts
from app.assessment.formats.qti3_texts_out import Sheet
from app.assessment.formats.qti3_written_out import cloze_parts, numeric_parts, short_text_parts
from app.assessment.formats.xml_trees import Node
from app.assessment.questions import (
    Categorise,
    Cloze,
    Description,
    Essay,
    Hotspot,
    Matching,
    Multiple,
    Numeric,
    Ordering,
    PartDocument,
    Pitch,
    ShortText,
    Single,
    TrueFalse,
)

NAMESPACE = "http://www.imsglobal.org/xsd/imsqtiasi_v3p0"
EXPLANATION = "explanation"
MAKERS: dict[type, Callable[[Any, Sheet], Parts]] = {
    Single: single_parts,
    Multiple: multiple_parts,
    TrueFalse: true_false_parts,
    Matching: matching_parts,
    Ordering: ordering_parts,
    Categorise: categorise_parts,
    Cloze: cloze_parts,
    Numeric: numeric_parts,
    ShortText: short_text_parts,
    Hotspot: hotspot_parts,
    Essay: essay_parts,
    Pitch: pitch_parts,
    Description: description_parts,
}


def parts_of(question: PartDocument, sheet: Sheet) -> Parts:
    """What the question's item is made of."""
    return MAKERS[type(question)](question, sheet)


def item_of(question: PartDocument, parts: Parts, sheet: Sheet, *, name: str, stimulus: Node | None) -> Node:
    """The item, whose file stands in items/."""
    cardinality = parts.responses[0].get("cardinality") if parts.responses else "single"
    outcomes = [scoring.score(parts.most)] if parts.responses else []
    if parts.feedback:
        outcomes.append(scoring.outcome("FEEDBACK", cardinality=cardinality))
    if question.explanation:
        outcomes.append(scoring.outcome("SOLUTION", value=EXPLANATION))
    return Node(
        "qti-assessment-item",
        {
            "xmlns": NAMESPACE,
            "identifier": name,
            "title": name,
            "adaptive": "false",
            "time-dependent": "false",
            "xml:lang": sheet.outgoing.language,
        },
        [
            *parts.responses,
            *outcomes,
            *([stimulus] if stimulus else []),
            Node("qti-item-body", {}, parts.body or [Node("div")]),
            *_processing(parts),
            *_feedback(question, parts, sheet),
        ],
    )


def _processing(parts: Parts) -> list[Node]:
    """The template by its name; where there is feedback the same rules are written out, and the answer brings it."""
    if parts.template and not parts.feedback:
        return [Node("qti-response-processing", {"template": f"{scoring.TEMPLATES}/{parts.template}.xml"})]
    rules = list(parts.processing)
    if parts.template == "match_correct":
        rules.append(scoring.branch(scoring.matches(RESPONSE), _points("1")))
    elif parts.template:
        rules.append(scoring.set_outcome("SCORE", scoring.mapped(RESPONSE)))
    if parts.feedback:
        rules.append(scoring.set_outcome("FEEDBACK", scoring.variable(RESPONSE)))
    return [Node("qti-response-processing", {}, list(rules))] if rules else []


def _points(number: str) -> Node:
    return scoring.set_outcome("SCORE", scoring.base_value("float", number))


def _feedback(question: PartDocument, parts: Parts, sheet: Sheet) -> list[Node]:
    said = [
        _modal("FEEDBACK", name, sheet.blocks(text, question.markup)) for name, text in parts.feedback.items()
    ]
    if question.explanation:
        said.append(_modal("SOLUTION", EXPLANATION, sheet.blocks(question.explanation, question.markup)))
    return said


def _modal(outcome: str, name: str, inside: list[Node | str]) -> Node:
    attributes = {"outcome-identifier": outcome, "identifier": name, "show-hide": "show"}
    return Node("qti-modal-feedback", attributes, [Node("qti-content-body", {}, inside)])
