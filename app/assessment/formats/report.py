"""What reading a file of questions came to, and the refusal of a whole file."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from app.assessment.questions import QuestionDocument, type_of


class Refused(Exception):
    """The whole file cannot be used; the message says where, why and how to mend it."""


@dataclass(frozen=True)
class Skipped:
    """Something of the file that did not come along: where it stands and why."""

    where: str
    reason: str


@dataclass(frozen=True)
class Attached:
    """A file that a question needs."""

    data: bytes
    media_type: str


@dataclass
class Imported:
    """The questions of a file. Their topics are keys of `topics`, which has each one's name in the file.

    `categories` are those that the file names, in order. `notes` say what of an imported question was left out:
    they are for people and stand in no count. `files` are kept by their SHA-256.
    """

    questions: list[QuestionDocument] = field(default_factory=list)
    topics: dict[str, str] = field(default_factory=dict)
    categories: list[str] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    notes: list[Skipped] = field(default_factory=list)
    files: dict[str, Attached] = field(default_factory=dict)

    @property
    def counts(self) -> dict[str, int]:
        """How many questions of each type came."""
        return dict(sorted(Counter(map(type_of, self.questions)).items()))

    def skip(self, where: str, reason: str) -> None:
        self.skipped.append(Skipped(where, reason))

    def note(self, where: str, reason: str) -> None:
        self.notes.append(Skipped(where, reason))


def as_json(report: Imported) -> dict[str, Any]:
    """The report for programs."""
    return {
        "imported": report.counts,
        "categories": list(report.categories),
        "skipped": [{"where": one.where, "reason": one.reason} for one in report.skipped],
    }
