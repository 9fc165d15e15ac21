"""A question bank as one immutable document. It holds the answer keys and never goes to a page as it is."""

from app.assessment.questions import Key, QuestionDocument
from app.catalogue.documents import Doc, Text


class BankDocument(Doc, frozen=True, kw_only=True):
    """A bank with its topics and questions, in all its languages."""

    key: Key
    languages: tuple[str, ...]
    title: Text
    owner: str = ""
    topics: dict[Key, Text]
    questions: tuple[QuestionDocument, ...]

    def matching(self, topics: tuple[str, ...], difficulty: str | None) -> int:
        """How many questions a draw of these topics (none named: any) and difficulty can choose from."""
        return sum(
            (not topics or q.topic in topics) and (difficulty is None or q.difficulty == difficulty)
            for q in self.questions
        )
