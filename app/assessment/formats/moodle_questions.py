"""Kru's questions out of Moodle's types. All raise Unfit, or ValueError, for what Kru cannot have."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from app.assessment.formats.collecting import Unfit
from app.assessment.formats.keys import Keys
from app.assessment.formats.moodle_parts import Head
from app.assessment.formats.words import Words
from app.assessment.questions import (
    Accepted,
    Description,
    Essay,
    Label,
    Matching,
    Multiple,
    Numeric,
    Option,
    Ordering,
    Pair,
    Range,
    ShortText,
    Single,
    TrueFalse,
    Unit,
)
from app.assessment.questions.parts import Figure
from app.core.i18n import gettext as _

STAR = re.compile(r"(?<!\\)\*")


@dataclass(frozen=True)
class Choice:
    """An option, or an accepted text if `words` are plain, with its share of the mark."""

    words: Words
    share: float = 0.0
    feedback: Words = field(default_factory=Words)


@dataclass(frozen=True)
class Number:
    """A number that is accepted: a value with its tolerance, or all from `low` to `high`."""

    share: float
    feedback: Words
    value: Figure | None = None
    tolerance: Figure = 0
    low: Figure | None = None
    high: Figure | None = None


def letters(count: int) -> list[str]:
    """Keys for options: a, b, … z, then with numbers."""
    return ["abcdefghijklmnopqrstuvwxyz"[n] if n < 26 else f"option-{n + 1}" for n in range(count)]


def options_of(
    head: Head, choices: Sequence[Choice], rights: set[int]
) -> tuple[dict[str, Any], tuple[Option, ...]]:
    """The fields of the question, and its options; those in `rights`, by their place, are right."""
    fields, wording = head.fields(*(words for choice in choices for words in (choice.words, choice.feedback)))
    options = tuple(
        Option(
            key=key,
            text=wording.text(choice.words),
            right=n in rights,
            share=choice.share or None,
            feedback=wording.text(choice.feedback),
            picture=choice.words.pictures[0] if choice.words.pictures else None,
        )
        for n, (key, choice) in enumerate(zip(letters(len(choices)), choices, strict=True))
    )
    return fields, options


def single(head: Head, choices: Sequence[Choice]) -> Single:
    """The first option that is worth the whole mark is right; another one that is keeps that share."""
    best = next((n for n, choice in enumerate(choices) if choice.share == 1), None)
    if len(choices) < 2:
        raise Unfit(_("it has fewer than two options"))
    if best is None:
        raise Unfit(_("no option is worth the whole mark"))
    plain = [Choice(c.words, 0.0, c.feedback) if n == best else c for n, c in enumerate(choices)]
    fields, options = options_of(head, plain, {best})
    return Single(**fields, options=options)


def multiple(head: Head, choices: Sequence[Choice]) -> Multiple:
    """Options that are worth something are right; together they make the whole mark."""
    rights = {n for n, choice in enumerate(choices) if choice.share > 0}
    if len(choices) < 2:
        raise Unfit(_("it has fewer than two options"))
    won = sum(choices[n].share for n in rights)
    if abs(won - 1) > 0.0001:
        words = _("the right options are worth %(n)s %% together; they must make 100", n=f"{won * 100:.5g}")
        raise Unfit(words)
    fields, options = options_of(head, choices, rights)
    return Multiple(**fields, options=options, scheme="shares")


def true_false(head: Head, answer: bool, if_true: Words, if_false: Words) -> TrueFalse:
    fields, wording = head.fields(if_true, if_false)
    return TrueFalse(
        **fields, answer=answer, feedback_true=wording.text(if_true), feedback_false=wording.text(if_false)
    )


def short_text(head: Head, choices: Sequence[Choice], *, is_case_sensitive: bool = False) -> ShortText:
    accepted, otherwise = texts_of(choices, head.notes)
    fields, wording = head.fields(*(choice.feedback for choice in accepted), otherwise)
    return ShortText(
        **fields,
        accepted=tuple(
            Accepted(text=one.words.plain, feedback=wording.text(one.feedback), **worth(one.share))
            for one in accepted
        ),
        case_sensitive=is_case_sensitive,
        otherwise=wording.text(otherwise),
    )


def texts_of(choices: Sequence[Choice], notes: list[str]) -> tuple[list[Choice], Words]:
    """The texts that are accepted, and what is said to any other one.

    Moodle takes * for anything: alone and worth nothing it is what is said to the others. In a text it would accept
    what merely looks alike, which Kru never does: that is left out where it is worth nothing, else it raises Unfit.
    """
    accepted: list[Choice] = []
    otherwise = Words()
    for choice in choices:
        text = " ".join(choice.words.plain.split())
        if text == "*" and choice.share <= 0:
            otherwise = choice.feedback
        elif STAR.search(text):
            words = _(
                "“%(text)s” accepts anything where * stands; list the texts that are right", text=text[:60]
            )
            if choice.share:
                raise Unfit(words)
            notes.append(words)
        else:
            plain = text.replace("\\*", "*")
            accepted.append(Choice(Words(plain, plain), choice.share, choice.feedback))
    return accepted, otherwise


def numeric(
    head: Head,
    numbers: Sequence[Number],
    otherwise: Words,
    units: Sequence[Unit] = (),
    *,
    is_unit_required: bool = False,
) -> Numeric:
    fields, wording = head.fields(*(number.feedback for number in numbers), otherwise)
    return Numeric(
        **fields,
        accepted=tuple(range_of(number, wording.text(number.feedback)) for number in numbers),
        units=tuple(units),
        unit_required=is_unit_required,
        otherwise=wording.text(otherwise),
    )


def range_of(number: Number, feedback: dict[str, str]) -> Range:
    return Range(
        value=number.value,
        low=number.low,
        high=number.high,
        tolerance=number.tolerance,
        feedback=feedback,
        **worth(number.share),
    )


def worth(share: float) -> dict[str, Any]:
    """The field `share` of what is accepted, which is not written where it is the whole mark."""
    return {} if share == 1 else {"share": share}


def matching(head: Head, pairs: Sequence[tuple[Words, Words]]) -> Matching:
    """Pairs of left and right; a right side without a left one belongs to none."""
    full = [(left, right) for left, right in pairs if left or left.pictures]
    spare = [right for left, right in pairs if not left and not left.pictures]
    if any(not right for _left, right in full):
        raise Unfit(_("a pair has nothing on its right; write it"))
    fields, wording = head.fields(*(left for left, _right in full))
    keys = Keys()
    return Matching(
        **fields,
        pairs=tuple(
            Pair(
                key=keys.new(f"pair-{n}"),
                left=wording.text(left),
                right=wording.line(right),
                picture=left.pictures[0] if left.pictures else None,
            )
            for n, (left, right) in enumerate(full, 1)
        ),
        distractors=tuple(
            Label(key=keys.new(f"spare-{n}"), text=wording.line(right))
            for n, right in enumerate(spare, 1)
            if right
        ),
    )


def ordering(head: Head, items: Sequence[Words], *, is_exact: bool) -> Ordering:
    fields, wording = head.fields(*items)
    labels = tuple(
        Label(key=key, text=wording.text(item)) for key, item in zip(letters(len(items)), items, strict=True)
    )
    return Ordering(**fields, items=labels, scheme="exact" if is_exact else "adjacent")


def essay(head: Head, **limits: int) -> Essay:
    """`limits` are min_words and max_words where the file has them."""
    fields, _wording = head.fields()
    return Essay(**fields | limits)


def description(head: Head) -> Description:
    fields, _wording = head.fields()
    return Description(**fields)
