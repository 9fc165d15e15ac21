"""Questions out of what a QTI item says, whatever its version: its texts, its options and their points (pure)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any

from app.assessment.formats.collecting import Unfit
from app.assessment.formats.words import Wording, Words, from_plain
from app.assessment.questions import (
    Accepted,
    Difficulty,
    Label,
    Matching,
    Multiple,
    Option,
    Ordering,
    Pair,
    Picture,
    Single,
    TrueFalse,
)
from app.assessment.questions.choices import Floor, Scheme
from app.core.i18n import gettext as _


@dataclass
class Head:
    """What every question has. `unfinished` says why it can only come as a draft."""

    key: str
    topic: str
    language: str
    name: str
    stem: Words
    explanation: Words = field(default_factory=Words)
    correct: Words = field(default_factory=Words)
    """What is said to who answers right; only a choice has a place for it."""
    incorrect: Words = field(default_factory=Words)
    difficulty: Difficulty = "medium"
    unfinished: str = ""

    def fields(self, *texts: Words) -> tuple[dict[str, Any], Wording]:
        """The fields of the question, and the writer of its other texts, all in one markup."""
        stem = self.stem if self.stem or self.stem.pictures else from_plain(self.name)
        if not stem and not stem.pictures:
            raise Unfit(_("it has no words"))
        wording = Wording(self.language, [stem, self.explanation, *texts])
        fields: dict[str, Any] = {
            "key": self.key,
            "topic": self.topic,
            "difficulty": self.difficulty,
            "stem": wording.text(stem) or {self.language: self.name},
            "markup": wording.markup,
            "pictures": stem.pictures,
            "explanation": wording.text(self.explanation),
            "state": "draft" if self.unfinished else "ready",
        }
        return fields, wording

    def shown(self, words: Words, number: int) -> Words:
        """The words; a number in their place when there are none, which makes the question a draft."""
        if words or words.pictures:
            return words
        self.unfinished = _("an option has neither words nor a picture")
        return from_plain(f"({number})")


@dataclass(frozen=True)
class Choice:
    """One thing to choose, and its points."""

    key: str
    words: Words
    worth: Fraction = Fraction(0)
    is_pinned: bool = False
    feedback: Words = field(default_factory=Words)


def share_of(worth: Fraction, whole: Fraction) -> float:
    """Points as a share of the question's mark."""
    return round(float(max(Fraction(-1), min(Fraction(1), worth / whole))), 7)


def is_true_false(choices: Sequence[Choice]) -> bool:
    """Whether the options are just True and False, each with its points."""
    said = sorted(choice.words.plain.strip().casefold() for choice in choices)
    return said == ["false", "true"] and not any(choice.words.pictures for choice in choices)


def true_false(head: Head, choices: Sequence[Choice]) -> TrueFalse:
    by_word = {choice.words.plain.strip().casefold(): choice for choice in choices}
    yes, no = by_word["true"], by_word["false"]
    if yes.worth == no.worth:
        raise Unfit(_("it does not say which answer is right"))
    right, wrong = head.correct, head.incorrect
    yes, no = (
        (_told(yes, right), _told(no, wrong))
        if yes.worth > no.worth
        else (_told(yes, wrong), _told(no, right))
    )
    fields, wording = head.fields(yes.feedback, no.feedback)
    return TrueFalse(
        **fields,
        answer=yes.worth > no.worth,
        feedback_true=wording.text(yes.feedback),
        feedback_false=wording.text(no.feedback),
    )


def single(head: Head, choices: Sequence[Choice]) -> Single:
    """The option with the most points is right, the others keep what they are worth beside it."""
    choices = _named(head, choices)
    most = max(choice.worth for choice in choices)
    if most <= 0:
        raise Unfit(_("it does not say which answer is right"))
    right = next(choice for choice in choices if choice.worth == most)
    choices = [_told(choice, head.correct if choice == right else head.incorrect) for choice in choices]
    right = next(choice for choice in choices if choice.key == right.key)
    shares = {
        choice.key: share_of(choice.worth, most) for choice in choices if choice.worth and choice != right
    }
    options, fields = _options(head, choices, {right.key}, shares)
    return Single(**fields, options=options)


def multiple(head: Head, choices: Sequence[Choice], *, scheme: Scheme, floor: Floor = "question") -> Multiple:
    """Options with points are right. With `shares` each is worth its part of all points that can be won."""
    choices = _named(head, choices)
    rights = {choice.key for choice in choices if choice.worth > 0}
    if not rights:
        raise Unfit(_("it does not say which answers are right"))
    whole = sum((choice.worth for choice in choices if choice.worth > 0), Fraction(0))
    shares = {choice.key: share_of(choice.worth, whole) for choice in choices if choice.worth}
    options, fields = _options(head, choices, rights, shares if scheme == "shares" else {})
    return Multiple(**fields, options=options, scheme=scheme, floor=floor)


def _told(choice: Choice, otherwise: Words) -> Choice:
    return choice if choice.feedback else replace(choice, feedback=otherwise)


def _named(head: Head, choices: Sequence[Choice]) -> list[Choice]:
    if len(choices) < 2:
        raise Unfit(_("it has fewer than two options"))
    return [replace(choice, words=head.shown(choice.words, n)) for n, choice in enumerate(choices, start=1)]


def _options(
    head: Head, choices: Iterable[Choice], rights: set[str], shares: dict[str, float]
) -> tuple[tuple[Option, ...], dict[str, Any]]:
    fields, wording = head.fields(*(words for choice in choices for words in (choice.words, choice.feedback)))
    options = tuple(
        Option(
            key=choice.key,
            text=wording.text(choice.words),
            right=choice.key in rights,
            pin=choice.is_pinned,
            share=shares.get(choice.key),
            feedback=wording.text(choice.feedback),
            picture=picture_of(choice.words),
        )
        for choice in choices
    )
    return options, fields


def picture_of(words: Words) -> Picture | None:
    return words.pictures[0] if words.pictures else None


def matching(
    head: Head, pairs: Sequence[tuple[str, Words, Words]], others: Sequence[Choice] = ()
) -> Matching:
    """Pairs of (key, left, right), and right sides that belong to none."""
    if len(pairs) < 2:
        raise Unfit(_("it has fewer than two pairs"))
    if not all(right for _key, _left, right in pairs):
        raise Unfit(_("one of its answers is a picture without words"))
    fields, wording = head.fields(*(left for _key, left, _right in pairs))
    return Matching(
        **fields,
        pairs=tuple(
            Pair(key=key, right=wording.line(right), left=wording.text(left), picture=picture_of(left))
            for key, left, right in pairs
        ),
        distractors=tuple(
            Label(key=other.key, text=wording.line(other.words)) for other in others if other.words
        ),
    )


def ordering(head: Head, items: Sequence[tuple[str, Words]]) -> Ordering:
    """Items in their right order; all of it counts or nothing."""
    if len(items) < 2 or not all(words for _key, words in items):
        raise Unfit(_("it has fewer than two items with words"))
    fields, wording = head.fields(*(words for _key, words in items))
    labels = tuple(Label(key=key, text=wording.text(words)) for key, words in items)
    return Ordering(**fields, items=labels, scheme="exact")


def accepted_from(worth: Iterable[tuple[str, Fraction]]) -> tuple[Accepted, ...]:
    """Texts that are worth something, the best one worth the whole."""
    found = [(text, points) for text, points in worth if points > 0 and text.strip()]
    if not found:
        raise Unfit(_("it does not say which answer is right"))
    most = max(points for _text, points in found)
    return tuple(Accepted(text=text, share=share_of(points, most)) for text, points in found)
