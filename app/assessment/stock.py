"""What a blueprint can take of a bank (pure)."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from app.assessment.bank_index import BankIndex


@dataclass(frozen=True)
class Named:
    """A question that a blueprint calls by its key. Words have no marks."""

    question_id: int
    version_id: int
    kind: str
    marks: int
    state: str = "ready"


@dataclass(frozen=True)
class Stock:
    """The questions ready to be drawn, the topics, and the questions that a blueprint names, by key."""

    index: BankIndex
    topics: Collection[str]
    named: Mapping[str, Named] = field(default_factory=dict)
