"""What is gathered while a file is read question by question: one that cannot be used does not stop the others."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

import msgspec

from app.assessment.formats.attachments import Attachments
from app.assessment.formats.html import TooMuch
from app.assessment.formats.keys import Keys, key_from
from app.assessment.formats.report import Imported, Refused
from app.assessment.questions import QuestionDocument, from_dict, to_dict
from app.core.i18n import gettext as _

MOST_QUESTIONS = 10_000


class Unfit(ValueError):
    """A question that Kru cannot have as it is; the message says why, for people."""


Value = TypeVar("Value")


def as_authored(value: Value) -> Value:
    """The same document in the form in which an author writes it: what is as it is by itself is not stored.

    Documents are told apart by what is stored, so that a file which spells everything out makes no new version.
    """
    if isinstance(value, tuple):
        return tuple(map(as_authored, value))  # type: ignore[return-value]
    if not isinstance(value, msgspec.Struct):
        return value
    changed = {}
    for field_ in msgspec.structs.fields(value):
        given = getattr(value, field_.name)
        changed[field_.name] = field_.default if given == field_.default else as_authored(given)
    return msgspec.structs.replace(value, **changed)


@dataclass
class Collecting:
    """One import. The category that the file named last counts for the questions after it."""

    language: str
    report: Imported = field(default_factory=Imported)
    attachments: Attachments = field(default_factory=Attachments)
    keys: Keys = field(default_factory=Keys)
    topics: Keys = field(default_factory=Keys)
    category: str = ""
    category_id: str = ""

    def enter(self, category: str, id_number: str = "") -> None:
        """The next questions belong to this category."""
        self.category, self.category_id = category, id_number
        if category and category not in self.report.categories:
            self.report.categories.append(category)

    def topic(self) -> str:
        """The key of the topic that the category becomes; questions of none have a topic of their own."""
        name = self.category or _("Imported questions")
        known = {given: key for key, given in self.report.topics.items()}
        if name not in known:
            known[name] = self.topics.new(key_from(self.category_id or name, otherwise="imported"))
            self.report.topics[known[name]] = name
        return known[name]

    def take(self, where: str, make: Callable[[], QuestionDocument]) -> None:
        """Add the question that `make` makes, or say why it does not come along."""
        if len(self.report.questions) >= MOST_QUESTIONS:
            raise Refused(_("The file has more than %(n)d questions. Split it.", n=MOST_QUESTIONS))
        try:
            self.report.questions.append(as_authored(from_dict(to_dict(make()))))
        except (Unfit, TooMuch) as problem:
            self.report.skip(where, str(problem))
        except (ValueError, msgspec.MsgspecError) as problem:
            self.report.skip(where, str(problem).partition(" - at `")[0])

    def finish(self) -> Imported:
        self.report.files = dict(self.attachments.kept)
        return self.report
