"""A question bank as one immutable document. It holds the answer key and never goes to a page as it is."""

from typing import Annotated, Any, Literal

import msgspec

from app.catalogue.documents import KEY, Doc, Text
from app.core.tokens import sha256_hex

Difficulty = Literal["easy", "medium", "hard"]
Scheme = Literal["all_or_nothing", "right_minus_wrong", "every_decision"]
Key = Annotated[str, msgspec.Meta(pattern=KEY)]


class Option(Doc, frozen=True):
    """One answer to choose. `pin` keeps it at its place when the others are shuffled ("all of the above")."""

    key: Key
    text: Text
    right: bool = False
    pin: bool = False


class Question(Doc, frozen=True, tag_field="type", kw_only=True):
    """What every type of question has."""

    key: Key
    topic: Key
    difficulty: Difficulty
    stem: Text
    explanation: Text = {}
    """Why the right answer is right; shown only where the review policy releases answers."""


class Single(Question, frozen=True, kw_only=True, tag="single"):
    """Exactly one option is right."""

    options: tuple[Option, ...]

    def __post_init__(self) -> None:
        _check_options(self.options)
        if sum(option.right for option in self.options) != 1:
            raise ValueError("exactly one option must be right; mark one, or use type multiple")


class Multiple(Question, frozen=True, kw_only=True, tag="multiple"):
    """One or more options are right; the scheme says what a part of them is worth."""

    options: tuple[Option, ...]
    scheme: Scheme = "right_minus_wrong"

    def __post_init__(self) -> None:
        _check_options(self.options)
        if not any(option.right for option in self.options):
            raise ValueError("no option is right; mark at least one with right: true")


class TrueFalse(Question, frozen=True, kw_only=True, tag="true_false"):
    """A statement that holds or does not. Its options, "true" and "false", are never shuffled."""

    answer: bool


QuestionDocument = Single | Multiple | TrueFalse


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


def option_keys(question: QuestionDocument) -> tuple[str, ...]:
    """The keys of the options in the document's order."""
    if isinstance(question, TrueFalse):
        return ("true", "false")
    return tuple(option.key for option in question.options)


def right_keys(question: QuestionDocument) -> frozenset[str]:
    """The answer key."""
    if isinstance(question, TrueFalse):
        return frozenset({"true" if question.answer else "false"})
    return frozenset(option.key for option in question.options if option.right)


def to_dict(question: QuestionDocument) -> dict[str, Any]:
    """As it is stored."""
    stored: dict[str, Any] = msgspec.to_builtins(question)
    return stored


def from_dict(stored: dict[str, Any]) -> QuestionDocument:
    """A stored question."""
    question: QuestionDocument = msgspec.convert(stored, QuestionDocument)
    return question


def fingerprint(stored: dict[str, Any]) -> str:
    """SHA-256 of a stored question, whatever order the database gives its keys back in."""
    return sha256_hex(msgspec.json.encode(stored, order="sorted"))


def _check_options(options: tuple[Option, ...]) -> None:
    if len(options) < 2:
        raise ValueError("a choice needs at least two options; add one")
    keys = [option.key for option in options]
    for key in keys:
        if keys.count(key) > 1:
            raise ValueError(f"two options are called {key!r}; rename one")
