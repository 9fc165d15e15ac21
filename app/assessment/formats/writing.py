"""What a writer of questions gets and gives."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from app.assessment.bank import BankDocument
from app.assessment.formats.report import Skipped
from app.assessment.questions import QuestionDocument, type_of
from app.catalogue.documents import Text, in_language
from app.core.i18n import gettext as _


@dataclass(frozen=True)
class Written:
    """A file of questions. `counts` are those in it by type; `cannot` names what its format cannot say: questions
    that are missing, and what is lost of the others.
    """

    name: str
    media_type: str
    data: bytes
    counts: dict[str, int]
    cannot: list[Skipped]


@dataclass
class Outgoing:
    """A bank on its way out, in one language. `load` gives the bytes of a stored file, or raises FileNotFoundError.

    A question whose grading the format would change is left out; whatever else is lost is named.
    """

    bank: BankDocument
    language: str
    load: Callable[[str], bytes]
    cannot: list[Skipped] = field(default_factory=list)
    done: list[str] = field(default_factory=list)

    def say(self, text: Text) -> str:
        """A text in the language of the file, else in the first one that it has."""
        return in_language(text, self.language) if text else ""

    def lose(self, question: QuestionDocument, *reasons: str) -> None:
        self.cannot += [Skipped(question.key, reason) for reason in reasons]

    def note_written(self, question: QuestionDocument) -> None:
        self.done.append(type_of(question))

    def finish(self, data: bytes, ending: str, media_type: str) -> Written:
        counts = dict(sorted(Counter(self.done).items()))
        return Written(f"{self.bank.key}{ending}", media_type, data, counts, self.cannot)


class Unsayable(ValueError):
    """A question that the format would have to change; the message says why, for people."""


def common_losses(question: QuestionDocument, language: str) -> list[str]:
    """What no other program's format takes: languages, state and what is planned about a question."""
    lost = []
    if language not in question.stem:
        lost.append(_("it is not written in this language; the first one that it has was taken"))
    if set(question.stem) - {language}:
        lost.append(_("its texts in other languages"))
    if question.owner or question.review_on:
        lost.append(_("its owner and review date"))
    return lost
