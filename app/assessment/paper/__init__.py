"""What a person may see of a question while they answer it, and how their answer is read (pure).

No field of the shown types can hold the key. Options, items and sides go out as numbers in the order drawn; their
own keys stay here.
"""

from app.assessment.answers import Answer
from app.assessment.paper.arrangements import (
    ShownItem,
    ShownOrdering,
    ShownPairing,
    ShownSide,
    ordering_values,
    pairing_values,
    read_ordering,
    read_pairing,
    right_sides,
    shown_categorise,
    shown_matching,
    shown_ordering,
)
from app.assessment.paper.choices import ShownChoice, ShownOption, choice_values, read_choice, shown_choice
from app.assessment.paper.files import STORED, files_in
from app.assessment.paper.open import (
    PITCH_TYPES,
    ShownDescription,
    ShownPitch,
    read_pitch,
    shown_description,
    shown_pitch,
)
from app.assessment.paper.parts import (
    MOST_CHARACTERS,
    NotAnOption,
    ShownCase,
    ShownLabel,
    ShownPicture,
    Values,
    shown_case,
)
from app.assessment.paper.pictured import (
    ShownHotspot,
    ShownPoint,
    hotspot_values,
    read_hotspot,
    shown_hotspot,
)
from app.assessment.paper.written import (
    ShownCloze,
    ShownEssay,
    ShownGap,
    ShownNumeric,
    ShownShortText,
    cloze_values,
    read_cloze,
    read_numeric,
    read_text,
    shown_cloze,
    shown_essay,
    shown_numeric,
    shown_short_text,
    written_values,
)
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

ShownQuestion = (
    ShownChoice
    | ShownPairing
    | ShownOrdering
    | ShownCloze
    | ShownNumeric
    | ShownShortText
    | ShownEssay
    | ShownHotspot
    | ShownPitch
    | ShownDescription
)


def shown(question: PartDocument, answer: Answer) -> ShownQuestion:
    """The question with the person's own answer, and nothing of the answer key."""
    match question:
        case Single() | Multiple() | TrueFalse():
            return shown_choice(question, answer)
        case Matching():
            return shown_matching(question, answer)
        case Categorise():
            return shown_categorise(question, answer)
        case Ordering():
            return shown_ordering(question, answer)
        case Cloze():
            return shown_cloze(question, answer)
        case Numeric():
            return shown_numeric(question, answer)
        case ShortText():
            return shown_short_text(question, answer)
        case Hotspot():
            return shown_hotspot(question, answer)
        case Essay():
            return shown_essay(question, answer)
        case Pitch():
            return shown_pitch(question, answer)
        case Description():
            return shown_description(question)


def answer_from(question: PartDocument, values: Values) -> Answer:
    """What a question's form says, in the shape in which it is stored. Raises NotAnOption.

    Fields: choice (one or many) · pair-<n> (number of the right side or category) · place-<n> (place of item n) ·
    gap-<n> · number, unit · text · point (many, "x,y" in thousandths), across, down (percents) · file, media_type,
    name. Others do not matter.
    """
    match question:
        case Single() | Multiple() | TrueFalse():
            return read_choice(question, values)
        case Matching() | Categorise():
            return read_pairing(question, values)
        case Ordering():
            return read_ordering(question, values)
        case Cloze():
            return read_cloze(question, values)
        case Numeric():
            return read_numeric(question, values)
        case ShortText() | Essay():
            return read_text(values)
        case Hotspot():
            return read_hotspot(values)
        case Pitch():
            return read_pitch(values)
        case Description():
            return []


def values_of(question: PartDocument, answer: Answer) -> dict[str, list[str]]:
    """The form that says this answer."""
    match question:
        case Single() | Multiple() | TrueFalse():
            return choice_values(question, answer)
        case Matching() | Categorise():
            return pairing_values(question, answer)
        case Ordering():
            return ordering_values(question, answer)
        case Cloze():
            return cloze_values(question, answer)
        case Hotspot():
            return hotspot_values(answer)
        case Numeric() | ShortText() | Essay() | Pitch():
            return written_values(answer)
        case Description():
            return {}


__all__ = [
    "MOST_CHARACTERS", "PITCH_TYPES", "STORED", "NotAnOption", "ShownCase", "ShownChoice", "ShownCloze",
    "ShownDescription",
    "ShownEssay", "ShownGap", "ShownHotspot", "ShownItem", "ShownLabel", "ShownNumeric", "ShownOption",
    "ShownOrdering", "ShownPairing", "ShownPicture", "ShownPitch", "ShownPoint", "ShownQuestion", "ShownShortText",
    "ShownSide", "Values", "answer_from", "files_in", "right_sides", "shown", "shown_case", "values_of",
]  # fmt: skip
