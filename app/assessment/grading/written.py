"""What written words and filled gaps are worth (pure)."""

from collections.abc import Iterable
from fractions import Fraction

from app.assessment.answers import Answer
from app.assessment.grading.choices import option_worth
from app.assessment.grading.normalise import same_text
from app.assessment.grading.numeric import first_range
from app.assessment.grading.shapes import text_at
from app.assessment.grading.shares import NOTHING, exact, mean
from app.assessment.questions import Accepted, AnyGap, ChoiceGap, Cloze, ShortText, TextGap


def grade_short_text(question: ShortText, answer: Answer) -> Fraction:
    """The best share among the accepted texts that were written."""
    written = text_at(answer, "text")
    return text_worth(question.accepted, written, case_sensitive=question.case_sensitive)


def text_worth(accepted: Iterable[Accepted], written: str, *, case_sensitive: bool) -> Fraction:
    best = best_accepted(accepted, written, case_sensitive=case_sensitive)
    return exact(best.share) if best else NOTHING


def best_accepted(accepted: Iterable[Accepted], written: str, *, case_sensitive: bool) -> Accepted | None:
    """The accepted text that was written; of several the one that is worth most."""
    same = [one for one in accepted if same_text(written, one.text, case_sensitive=case_sensitive)]
    return max(same, key=lambda one: one.share, default=None)


def grade_cloze(question: Cloze, answer: Answer) -> Fraction:
    """The mean of the gaps by their weights; an empty gap wins nothing."""
    return mean((gap_worth(gap, text_at(answer, gap.key)), gap.weight) for gap in question.gaps)


def gap_worth(gap: AnyGap, written: str) -> Fraction:
    """What stands in one gap is worth as much as it would be in a question of its own."""
    if isinstance(gap, ChoiceGap):
        return option_worth(gap.options, written)
    if isinstance(gap, TextGap):
        return text_worth(gap.accepted, written, case_sensitive=gap.case_sensitive)
    accepted = first_range(gap.accepted, written)
    return exact(accepted.share) if accepted else NOTHING
