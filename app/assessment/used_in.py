"""Which live quizzes a question can stand on: by name, or because a section may draw it (pure)."""

from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from app.assessment.bank_index import choice_of
from app.assessment.quiz_desk import LiveQuiz
from app.assessment.stock import Stock
from app.catalogue.documents import Draw, Text


@dataclass(frozen=True)
class Asked:
    """A question as blueprints know it."""

    question_id: int
    bank: str
    key: str


@dataclass(frozen=True)
class Use:
    """A quiz that can ask the question. A fixed one stands on every paper."""

    course_key: str
    item_key: str
    title: Text
    is_fixed: bool


def uses_of(asked: Asked, quizzes: Iterable[LiveQuiz], stocks: Mapping[str, Stock]) -> list[Use]:
    """In the order of the quizzes, each one once."""
    uses = []
    for quiz in quizzes:
        ways = set(_ways(asked, quiz.quiz.sections, stocks))
        if ways:
            uses.append(Use(quiz.course.key, quiz.quiz.key, quiz.quiz.title, "fixed" in ways))
    return uses


def _ways(asked: Asked, sections: Sequence[Draw], stocks: Mapping[str, Stock]) -> Iterator[str]:
    for section in sections:
        stock = stocks.get(section.bank)
        if section.bank != asked.bank or stock is None:
            continue
        if asked.key in section.questions:
            yield "fixed"
        if section.draw and _holds(stock.index.pool(choice_of(section)), asked.question_id):
            yield "drawn"
        if section.scenarios and _holds(stock.index.pool(choice_of(section, section.of)), asked.question_id):
            yield "drawn"


def _holds(pool: Sequence[int], question_id: int) -> bool:
    at = bisect_left(pool, question_id)
    return at < len(pool) and pool[at] == question_id


def drawing_from(banks: Collection[str], quizzes: Iterable[LiveQuiz]) -> list[Draw]:
    """The sections of these quizzes that take questions from one of the banks."""
    return [section for quiz in quizzes for section in quiz.quiz.sections if section.bank in banks]
