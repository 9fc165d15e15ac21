"""A question bank as one immutable document. It holds the answer keys and never goes to a page as it is."""

from app.assessment.bank_index import BankIndex, Entry, drawn_as
from app.assessment.questions import Key, QuestionDocument, marks_of, type_of
from app.assessment.stock import Named, Stock
from app.catalogue.documents import Doc, Text


class BankDocument(Doc, frozen=True, kw_only=True):
    """A bank with its topics and questions, in all its languages."""

    key: Key
    languages: tuple[str, ...]
    title: Text
    owner: str = ""
    topics: dict[Key, Text]
    questions: tuple[QuestionDocument, ...]


def tags_of(question: QuestionDocument) -> dict[str, list[str]]:
    """As they are stored beside a question."""
    return {kind: list(values) for kind, values in question.tags.items()}


def stock_of(document: BankDocument) -> Stock:
    """What blueprints could take of it; questions and their versions are numbered from 1, as they stand."""
    numbered = list(enumerate(document.questions, 1))
    named = {q.key: Named(n, n, type_of(q), marks_of(q), q.state) for n, q in numbered}
    entries = [
        Entry(n, n, question.topic, question.difficulty, of, tags_of(question))
        for n, question in numbered
        if question.state == "ready" and (of := drawn_as(type_of(question), marks_of(question))) is not None
    ]
    return Stock(BankIndex(entries), tuple(document.topics), named)
