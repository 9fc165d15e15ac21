"""What an answer is worth (pure). Every type of question has its own rule; fractions are exact."""

from collections.abc import Iterable
from fractions import Fraction

from app.assessment.answers import Answer, is_blank
from app.assessment.grading.arrangements import grade_categorise, grade_matching, grade_ordering
from app.assessment.grading.choices import grade_multiple, grade_single, grade_true_false
from app.assessment.grading.numeric import grade_numeric
from app.assessment.grading.pictured import grade_hotspot
from app.assessment.grading.shapes import text_at
from app.assessment.grading.shares import NOTHING
from app.assessment.grading.written import grade_cloze, grade_short_text
from app.assessment.questions import (
    Accepted,
    Categorise,
    ChoiceGap,
    Cloze,
    Description,
    Graded,
    Matching,
    Multiple,
    Numeric,
    Option,
    Ordering,
    PartDocument,
    Pitch,
    Range,
    ShortText,
    Single,
    TrueFalse,
)


def grade(question: PartDocument, answer: Answer) -> Fraction | None:
    """The share of the question's mark won, from −1 to 1; below 0 only where its author asked for that.

    No answer wins nothing, and neither does one of another shape than the question's. None: a grader has to
    look at it.
    """
    if is_blank(answer) or isinstance(question, Description):
        return NOTHING
    if isinstance(question, Graded):
        return None if text_at(answer, "file" if isinstance(question, Pitch) else "text") else NOTHING
    if isinstance(question, Single):
        return grade_single(question, answer)
    if isinstance(question, Multiple):
        return grade_multiple(question, answer)
    if isinstance(question, TrueFalse):
        return grade_true_false(question, answer)
    if isinstance(question, Matching):
        return grade_matching(question, answer)
    if isinstance(question, Ordering):
        return grade_ordering(question, answer)
    if isinstance(question, Categorise):
        return grade_categorise(question, answer)
    if isinstance(question, Cloze):
        return grade_cloze(question, answer)
    if isinstance(question, Numeric):
        return grade_numeric(question, answer)
    if isinstance(question, ShortText):
        return grade_short_text(question, answer)
    return grade_hotspot(question, answer)


def is_manual(question: PartDocument) -> bool:
    """Whether a person grades it."""
    return isinstance(question, Graded)


def is_negative_possible(question: PartDocument) -> bool:
    """Whether an answer can take marks away, because the author asked for it."""
    if isinstance(question, Multiple) and (question.scheme, question.floor) != ("shares", "none"):
        return False
    if isinstance(question, Cloze):
        return any(
            _has_negative(gap.options if isinstance(gap, ChoiceGap) else gap.accepted)
            for gap in question.gaps
        )
    if isinstance(question, Single | Multiple):
        return _has_negative(question.options)
    return isinstance(question, Numeric | ShortText) and _has_negative(question.accepted)


def _has_negative(worth: Iterable[Option | Accepted | Range]) -> bool:
    return any((one.share or 0) < 0 for one in worth)
