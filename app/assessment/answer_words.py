"""A stored answer in one line of words, for who reads what somebody did. It says nothing about right or wrong."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from app.assessment.answers import Answer, is_blank
from app.assessment.questions import (
    Categorise,
    ChoiceGap,
    Cloze,
    Hotspot,
    Matching,
    Multiple,
    Option,
    Ordering,
    PartDocument,
    Pitch,
    Single,
    TrueFalse,
)
from app.catalogue.documents import Text
from app.core.i18n import gettext as _
from app.core.i18n import ngettext, pick

LONGEST = 300


def answer_words(question: PartDocument, answer: Answer) -> str:
    """What was answered; a key that the question no longer has stands as it is. Long texts are cut."""
    if is_blank(answer):
        return _("no answer")
    words = _words(question, answer)
    return words if len(words) <= LONGEST else f"{words[: LONGEST - 1]}…"


def _words(question: PartDocument, answer: Any) -> str:
    match question:
        case Single() | Multiple():
            return _list(_texts(question.options), answer)
        case TrueFalse():
            return _list({"true": _("True"), "false": _("False")}, answer)
        case Ordering():
            return _numbered({item.key: pick(item.text) for item in question.items}, answer)
        case Matching():
            return _matched(question, answer)
        case Categorise():
            return _sorted(question, answer)
        case Cloze():
            return _filled(question, answer)
        case Hotspot():
            return _pointed(answer)
        case Pitch():
            return _("a recording")
        case _other:
            return _written(answer)


def _texts(options: Iterable[Option]) -> dict[str, str]:
    """What each option says; a picture by its description."""
    texts: dict[str, Text] = {
        option.key: option.text or (option.picture.alt if option.picture else {}) for option in options
    }
    return {key: pick(text) or key for key, text in texts.items()}


def _list(texts: Mapping[str, str], keys: Sequence[str]) -> str:
    return ", ".join(f"“{texts.get(key, key)}”" for key in keys)


def _numbered(texts: Mapping[str, str], keys: Sequence[str]) -> str:
    return ", ".join(f"{number}. {texts.get(key, key)}" for number, key in enumerate(keys, 1))


def _matched(question: Matching, answer: Mapping[str, str]) -> str:
    left = {
        pair.key: pick(pair.left) or (pick(pair.picture.alt) if pair.picture else "")
        for pair in question.pairs
    }
    right = {pair.key: pick(pair.right) for pair in question.pairs}
    right |= {label.key: pick(label.text) for label in question.distractors}
    return _pairs(left, right, answer)


def _sorted(question: Categorise, answer: Mapping[str, str]) -> str:
    items = {item.key: pick(item.text) for item in question.items}
    return _pairs(items, {one.key: pick(one.text) for one in question.categories}, answer)


def _filled(question: Cloze, answer: Mapping[str, str]) -> str:
    """Each gap by its number in the text."""
    filled = []
    for number, gap in enumerate(question.gaps, 1):
        value = answer.get(gap.key, "")
        if value:
            words = _texts(gap.options).get(value, value) if isinstance(gap, ChoiceGap) else value
            filled.append(f"{number}. “{words}”")
    return ", ".join(filled)


def _pairs(first: Mapping[str, str], second: Mapping[str, str], answer: Mapping[str, str]) -> str:
    """In the order of the question, what it does not have last."""
    keys = [key for key in first if key in answer] + [key for key in answer if key not in first]
    return ", ".join(f"{first.get(key, key)}: {second.get(answer[key], answer[key])}" for key in keys)


def _pointed(points: Sequence[Sequence[int]]) -> str:
    places = [
        _("%(across)s%% from the left, %(down)s%% from the top", across=round(x / 10), down=round(y / 10))
        for x, y in points
    ]
    count = ngettext("%(num)d place", "%(num)d places", len(places))
    return f"{count}: {'; '.join(places)}"


def _written(answer: Mapping[str, str]) -> str:
    if "number" in answer:
        return " ".join(filter(None, (answer["number"], answer.get("unit", ""))))
    return f"“{answer.get('text', '')}”"
