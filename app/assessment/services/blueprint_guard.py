"""A change of a bank must not make a live quiz impossible: who begins it would be turned away."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from app.assessment.blueprint import BlueprintFault, blueprint_faults
from app.assessment.quiz_desk import LiveQuiz, every_live_quiz
from app.assessment.services.stocks import stocks_anew
from app.assessment.stock import Stock
from app.assessment.studio_words import fault_words
from app.assessment.used_in import drawing_from
from app.core.errors import DomainError
from app.core.i18n import gettext as _
from app.core.i18n import pick

Faults = dict[str, list[BlueprintFault]]


@contextmanager
def quizzes_stay_possible(bank_key: str) -> Iterator[None]:
    """Around a change of that bank, inside its transaction. Raises DomainError, naming the quiz and what it lacks,
    when a live quiz that could be begun before could not be begun after it.
    """
    quizzes = [one for one in every_live_quiz() if drawing_from([bank_key], [one])]
    sections = [section for one in quizzes for section in one.quiz.sections]
    before = _faults(quizzes, stocks_anew(sections)) if quizzes else {}
    yield
    after = _faults(quizzes, stocks_anew(sections)) if quizzes else {}
    for quiz in quizzes:
        if after[quiz.ref] and not before[quiz.ref]:
            raise DomainError(
                _(
                    "The quiz %(quiz)s could not start any more. %(fault)s",
                    quiz=pick(quiz.quiz.title),
                    fault=" ".join(fault_words(after[quiz.ref])),
                )
            )


def _faults(quizzes: list[LiveQuiz], stocks: Mapping[str, Stock]) -> Faults:
    return {one.ref: blueprint_faults(one.quiz.sections, stocks) for one in quizzes}
