"""What the author says about what was answered (pure). It leaves the server only where the policy releases it."""

from app.assessment.answers import Answer, is_blank
from app.assessment.grading.numeric import first_range, range_chosen
from app.assessment.grading.shapes import text_at, texts_in
from app.assessment.grading.written import best_accepted
from app.assessment.questions import (
    AnyGap,
    ChoiceGap,
    Cloze,
    Multiple,
    Numeric,
    Option,
    PartDocument,
    ShortText,
    Single,
    Text,
    TextGap,
    TrueFalse,
)


def feedback_for(question: PartDocument, answer: Answer) -> tuple[Text, ...]:
    """In the document's order; nothing for no answer and for what the author said nothing about."""
    if is_blank(answer):
        return ()
    return tuple(text for text in _feedback(question, answer) if text)


def _feedback(question: PartDocument, answer: Answer) -> list[Text]:
    if isinstance(question, Single | Multiple):
        return _of_options(question.options, texts_in(answer))
    if isinstance(question, TrueFalse):
        said = {"true": question.feedback_true, "false": question.feedback_false}
        return [said[key] for key in said if key in texts_in(answer)]
    if isinstance(question, Numeric):
        accepted = range_chosen(question, answer)
        return [accepted.feedback if accepted else question.otherwise]
    if isinstance(question, ShortText):
        text = text_at(answer, "text")
        best = best_accepted(question.accepted, text, case_sensitive=question.case_sensitive)
        return [best.feedback if best else question.otherwise]
    if isinstance(question, Cloze):
        written = {gap.key: text_at(answer, gap.key) for gap in question.gaps}
        filled = [gap for gap in question.gaps if written[gap.key].strip()]
        return [text for gap in filled for text in _of_gap(gap, written[gap.key])]
    return []


def _of_options(options: tuple[Option, ...], chosen: list[str]) -> list[Text]:
    return [option.feedback for option in options if option.key in chosen]


def _of_gap(gap: AnyGap, written: str) -> list[Text]:
    if isinstance(gap, ChoiceGap):
        return _of_options(gap.options, [written])
    if isinstance(gap, TextGap):
        best = best_accepted(gap.accepted, written, case_sensitive=gap.case_sensitive)
        return [best.feedback if best else gap.otherwise]
    accepted = first_range(gap.accepted, written)
    return [accepted.feedback if accepted else gap.otherwise]
