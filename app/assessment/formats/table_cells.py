"""A question as the cells of a row, by column, if a table can say it."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from app.assessment.formats.keys import key_from
from app.assessment.formats.table_rows import ARROW, BAR
from app.assessment.formats.writing import Outgoing, Unsayable
from app.assessment.questions import (
    Categorise,
    Description,
    Essay,
    Label,
    Matching,
    Multiple,
    Numeric,
    Option,
    Ordering,
    Pitch,
    Question,
    QuestionDocument,
    ShortText,
    Single,
    TrueFalse,
    to_dict,
    type_of,
)
from app.catalogue.documents import Text
from app.core.i18n import LANGUAGES
from app.core.i18n import gettext as _

Cells = dict[str, str]


def cells_of(question: QuestionDocument, outgoing: Outgoing) -> Cells:
    """The row of a question. Raises Unsayable for what a table would change."""
    maker = MAKERS.get(type(question))
    if maker is None:
        raise Unsayable(_("a table has no place for a question of this type"))
    base = outgoing.language
    head = {
        "key": question.key,
        "type": type_of(question),
        "topic": _topic(question.topic, outgoing),
        "difficulty": question.difficulty,
        "markup": question.markup if question.markup != "plain" else "",
    }
    spoken = {"stem": question.stem, "explanation": question.explanation}
    cells = (
        head
        | maker(question, base)
        | {k: v for name, text in spoken.items() for k, v in said(name, text, base)}
    )
    if not any(name.startswith("stem") for name in cells):
        raise Unsayable(_("it has no words in a language of this site"))
    return {name: cell for name, cell in cells.items() if cell}


def _topic(key: str, outgoing: Outgoing) -> str:
    """The topic's name, with its key behind it where the name does not give it."""
    name = " ".join(outgoing.say(outgoing.bank.topics.get(key, {})).split()) or key
    return name if key_from(name) == key else f"{name} [{key}]"


def said(column: str, text: Text, base: str) -> Iterable[tuple[str, str]]:
    """A text by column: without an ending in the language of the file, with one in the others."""
    return [(column if spoken == base else f"{column}_{spoken}", words) for spoken, words in text.items()]


def losses_of(question: QuestionDocument) -> list[str]:
    """What of a question does not come along, though it is graded as before."""
    names, texts = _inside(to_dict(question))
    lost = []
    if "sha256" in names or any("(stored:" in text for text in texts):
        lost.append(_("its pictures"))
    if names & {"feedback", "feedback_true", "feedback_false", "otherwise"}:
        lost.append(_("what is said to single answers"))
    if "pin" in names:
        lost.append(_("which options keep their place"))
    if names & {"hints", "penalty"}:
        lost.append(_("its hints and what a wrong try costs"))
    return lost + _losses_of_kind(question)


def _inside(stored: Any) -> tuple[set[str], list[str]]:
    """The names of all fields of a stored question, and all its texts."""
    names: set[str] = set()
    texts: list[str] = []
    waiting = [stored]
    while waiting:
        one = waiting.pop()
        if isinstance(one, dict):
            names |= one.keys()
            waiting += one.values()
        elif isinstance(one, list | tuple):
            waiting += one
        elif isinstance(one, str):
            texts.append(one)
    return names, texts


def _losses_of_kind(question: Question) -> list[str]:
    lost = []
    if isinstance(question, Essay | Pitch) and question.rubric:
        lost.append(_("its rubric"))
    if isinstance(question, Essay) and (question.min_words, question.max_words) != (0, 1000):
        lost.append(_("how many words are allowed"))
    if isinstance(question, Pitch) and (question.medium, question.max_seconds) != ("video", 180):
        lost.append(_("that it is a recording, and how long it may be"))
    if any(question.tags.values()):
        lost.append(_("its tags"))
    if question.state == "draft":
        lost.append(_("that it is a draft"))
    if question.owner or question.review_on:
        lost.append(_("its owner and review date"))
    if set(question.stem) - set(LANGUAGES):
        lost.append(_("its texts in other languages"))
    return lost


def _numbered(texts: Iterable[Text], base: str) -> Cells:
    """Texts as option_1, option_2 and so on."""
    return {name: words for n, text in enumerate(texts, 1) for name, words in said(f"option_{n}", text, base)}


def _choices(options: Sequence[Option], base: str) -> Cells:
    if any(not option.text for option in options):
        raise Unsayable(_("an option is a picture without words"))
    if any(option.share not in (None, 0) and not option.right for option in options):
        raise Unsayable(_("its options are worth parts of the mark"))
    rights = "; ".join(str(n) for n, option in enumerate(options, 1) if option.right)
    return _numbered([option.text for option in options], base) | {"right": rights}


def _single(question: Single, base: str) -> Cells:
    return _choices(question.options, base)


def _multiple(question: Multiple, base: str) -> Cells:
    if question.scheme == "shares":
        raise Unsayable(_("its options are worth parts of the mark"))
    return _choices(question.options, base) | {"scheme": question.scheme}


def _true_false(question: TrueFalse, _base: str) -> Cells:
    return {"answer": "true" if question.answer else "false"}


def _short_text(question: ShortText, _base: str) -> Cells:
    if question.case_sensitive:
        raise Unsayable(_("capitals matter in its answer"))
    if any(one.share != 1 for one in question.accepted):
        raise Unsayable(_("some of its answers are worth parts of the mark"))
    if any(BAR in one.text for one in question.accepted):
        raise Unsayable(_("an answer holds the sign %(sign)s", sign=BAR))
    return {"answer": f" {BAR} ".join(one.text for one in question.accepted)}


def _numeric(question: Numeric, _base: str) -> Cells:
    one = question.accepted[0]
    if len(question.accepted) > 1 or question.units or not one.inclusive:
        raise Unsayable(_("it has several numbers, units or a range without its ends"))
    if one.value is None:
        return {"answer": f"{one.low} .. {one.high}"}
    margin = str(one.tolerance) if one.percent is None else f"{one.percent} %"
    return {"answer": str(one.value), "tolerance": margin if margin != "0" else ""}


def _pair(left: Text, right: Text) -> Text:
    """Both sides in one cell for each language. Raises Unsayable when they could not be told apart again."""
    if set(left) - set(right) or any(ARROW in words for words in left.values()):
        raise Unsayable(
            _("one of its items holds the sign %(sign)s, or is not said in all languages", sign=ARROW)
        )
    return {spoken: f"{left.get(spoken, '')} {ARROW} {words}".strip() for spoken, words in right.items()}


def _alone(labels: Iterable[Label]) -> list[Text]:
    return [_pair({}, label.text) for label in labels]


def _matching(question: Matching, base: str) -> Cells:
    if any(not pair.left for pair in question.pairs):
        raise Unsayable(_("one of its items is a picture without words"))
    pairs = [_pair(pair.left, pair.right) for pair in question.pairs]
    return _numbered([*pairs, *_alone(question.distractors)], base)


def _categorise(question: Categorise, base: str) -> Cells:
    """Categories stand before the items where the items alone would bring them in another order."""
    names = {label.key: label.text for label in question.categories}
    if len({repr(sorted(text.items())) for text in names.values()}) < len(names):
        raise Unsayable(_("two of its categories have the same words"))
    items = [_pair(item.text, names[item.category]) for item in question.items]
    seen = list(dict.fromkeys(item.category for item in question.items))
    before = [] if seen == list(names) else _alone(question.categories)
    return _numbered([*before, *items], base)


def _ordering(question: Ordering, base: str) -> Cells:
    return _numbered([item.text for item in question.items], base) | {"scheme": question.scheme}


def _nothing(_question: QuestionDocument, _base: str) -> Cells:
    return {}


MAKERS: Mapping[type, Callable[[Any, str], Cells]] = {
    Single: _single,
    Multiple: _multiple,
    TrueFalse: _true_false,
    ShortText: _short_text,
    Numeric: _numeric,
    Matching: _matching,
    Categorise: _categorise,
    Ordering: _ordering,
    Essay: _nothing,
    Pitch: _nothing,
    Description: _nothing,
}
