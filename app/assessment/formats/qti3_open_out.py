"""Places on pictures, and what a person grades, as items of QTI 3."""

from app.assessment.formats import qti3_scoring_out as scoring
from app.assessment.formats.qti3_parts_out import RESPONSE, Parts, stem
from app.assessment.formats.qti3_texts_out import Sheet
from app.assessment.formats.xml_trees import Node
from app.assessment.questions import Description, Essay, Hotspot, Pitch
from app.assessment.questions.open import Graded
from app.core.i18n import gettext as _

SHAPES = {"rectangle": "rect", "circle": "circle", "polygon": "poly"}


def hotspot_parts(question: Hotspot, sheet: Sheet) -> Parts:
    """Right places win a point, any other costs one."""
    rights = [region for region in question.regions if region.right]
    width, height = question.picture.width, question.picture.height
    entries = []
    for region in rights:
        sides = (width, height, width) if region.shape == "circle" else (width, height) * len(region.at)
        coords = ",".join(str(round(at * side / 1000)) for at, side in zip(region.at, sides, strict=False))
        attributes = {"shape": SHAPES[region.shape], "coords": coords, "mapped-value": "1"}
        entries.append(Node("qti-area-map-entry", attributes))
    areas = Node("qti-area-mapping", {"default-value": "-1", "lower-bound": "0"}, list(entries))
    declared = scoring.response(RESPONSE, "point", cardinality="multiple", inside=[areas])
    attributes = {"response-identifier": RESPONSE, "max-choices": str(len(rights)), "min-choices": "0"}
    asked = Node("qti-select-point-interaction", attributes, [sheet.picture(question.picture)])
    named = any(region.label for region in question.regions)
    return Parts(
        [*stem(question, sheet), asked],
        [declared],
        most=len(rights),
        template="map_response_point",
        lost=[_("the words for its places")] if named else [],
    )


def _rubric(question: Graded, sheet: Sheet) -> list[Node | str]:
    """The rubric as words for the grader."""
    if not question.rubric:
        return []
    lines: list[Node | str] = []
    for criterion in question.rubric:
        levels: list[Node | str] = [
            Node("li", {}, [f"{level.points}: ", *sheet.inline(level.text, "plain")])
            for level in criterion.levels
        ]
        lines += [Node("p", {}, [Node("strong", {}, [sheet.say(criterion.title)])]), Node("ul", {}, levels)]
    content = Node("qti-content-body", {}, lines)
    return [Node("qti-rubric-block", {"use": "scoring", "view": "scorer"}, [content])]


def essay_parts(question: Essay, sheet: Sheet) -> Parts:
    asked = Node("qti-extended-text-interaction", {"response-identifier": RESPONSE})
    lost = [_("how many words are allowed")] if (question.min_words, question.max_words) != (0, 1000) else []
    return Parts(
        [*stem(question, sheet), asked, *_rubric(question, sheet)],
        [scoring.response(RESPONSE, "string")],
        lost=lost,
    )


def pitch_parts(question: Pitch, sheet: Sheet) -> Parts:
    asked = Node("qti-upload-interaction", {"response-identifier": RESPONSE})
    return Parts(
        [*stem(question, sheet), asked, *_rubric(question, sheet)],
        [scoring.response(RESPONSE, "file")],
        lost=[_("that it is a recording, and how long it may be")],
    )


def description_parts(question: Description, sheet: Sheet) -> Parts:
    return Parts(stem(question, sheet), most=0)
