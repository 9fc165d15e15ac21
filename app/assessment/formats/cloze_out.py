"""Gaps as Moodle's code inside a text."""

import re
from collections.abc import Callable
from decimal import Decimal

from app.assessment.formats import moodle_sayable as sayable
from app.assessment.formats.cloze_code import START
from app.assessment.formats.writing import Unsayable
from app.assessment.questions import GAP, AnyGap, ChoiceGap, Cloze, NumberGap, Range, Text, TextGap
from app.core.i18n import gettext as _

SIGNS = re.compile(r"([\\~#}/\"])")
AMPERSAND = re.compile(r"&(?=#?\w{1,31};)")

Say = Callable[[Text], str]
"""A text of the question as it has to stand in the file."""


def with_code(question: Cloze, stem: str, say: Say, write: Callable[[str], str]) -> tuple[str, list[str]]:
    """The stem with code for every gap, and what is lost. `write` makes plain words what the text's format needs.

    Raises Unsayable.
    """
    if START.search(stem):
        raise Unsayable(_("its text looks like the code of a gap"))
    gaps = {gap.key: gap for gap in question.gaps}
    lost: list[str] = []
    text = GAP.sub(
        lambda found: _code(gaps[found[1]], say, write, lost) if found[1] in gaps else found[0], stem
    )
    return text, list(dict.fromkeys(lost))


def _code(gap: AnyGap, say: Say, write: Callable[[str], str], lost: list[str]) -> str:
    if isinstance(gap, ChoiceGap):
        kind = "MULTICHOICE"
        answers = _choices(gap, say, write, lost)
    elif isinstance(gap, TextGap):
        kind = "SHORTANSWER_C" if gap.case_sensitive else "SHORTANSWER"
        answers = _texts(gap, say, write)
    else:
        kind = "NUMERICAL"
        answers = _numbers(gap, say, lost)
    if not isinstance(gap, ChoiceGap) and gap.otherwise:
        answers.append(f"*{_said(gap.otherwise, say)}")
    return f"{{{gap.weight}:{kind}:{'~'.join(answers)}}}"


def _choices(gap: ChoiceGap, say: Say, write: Callable[[str], str], lost: list[str]) -> list[str]:
    _check_first_right(gap)
    lost += sayable.losses_of_options(gap.options)
    if any(option.picture for option in gap.options):
        raise Unsayable(_("an option of a gap has a picture"))
    return [
        _weight(1.0 if option.right else option.share or 0.0)
        + escaped(write(_line(say(option.text))))
        + _said(option.feedback, say)
        for option in gap.options
    ]


def _check_first_right(gap: ChoiceGap) -> None:
    for option in gap.options:
        if option.right:
            return
        if option.share == 1:
            raise Unsayable(_("an option before the right one is worth as much"))


def _texts(gap: TextGap, say: Say, write: Callable[[str], str]) -> list[str]:
    if any("\\*" in one.text for one in gap.accepted):
        raise Unsayable(_("Moodle cannot accept the signs \\*"))
    return [
        _weight(one.share) + escaped(write(_line(one.text.replace("*", "\\*")))) + _said(one.feedback, say)
        for one in gap.accepted
    ]


def _numbers(gap: NumberGap, say: Say, lost: list[str]) -> list[str]:
    return [_weight(one.share) + _number(one, lost) + _said(one.feedback, say) for one in gap.accepted]


def _number(accepted: Range, lost: list[str]) -> str:
    value, tolerance, less = sayable.number_answer(accepted)
    lost += less
    return f"{value}:{tolerance}"


def _weight(share: float) -> str:
    if share == 1:
        return "="
    percent = (Decimal(repr(share)) * 100).normalize()
    return f"%{percent:f}%"


def _said(feedback: Text, say: Say) -> str:
    return f"#{escaped(say(feedback))}" if feedback else ""


def _line(text: str) -> str:
    return " ".join(text.split())


def escaped(text: str) -> str:
    """Words inside a code."""
    return SIGNS.sub(r"\\\1", text)
