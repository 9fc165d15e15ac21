"""Aiken: a stem, options with letters, and the letter of the right one, line by line."""

import re
from dataclasses import dataclass, field

from app.assessment.formats import moodle_questions as moodle
from app.assessment.formats.collecting import Collecting, Unfit
from app.assessment.formats.keys import question_key
from app.assessment.formats.moodle_parts import Head
from app.assessment.formats.moodle_questions import Choice
from app.assessment.formats.report import Imported
from app.assessment.formats.sniffing import as_text
from app.assessment.formats.words import from_plain
from app.assessment.questions import QuestionDocument
from app.core.i18n import gettext as _

OPTION = re.compile(r"([A-Z])[.)]\s*(.*)")
ANSWER = re.compile(r"ANSWER:\s*(.*)")


@dataclass
class Begun:
    """A question whose answer has not come yet."""

    stem: list[str] = field(default_factory=list)
    options: list[tuple[str, str]] = field(default_factory=list)


def read_aiken(data: bytes, language: str) -> Imported:
    """The questions of an Aiken file. Raises Refused when it is no text."""
    collecting = Collecting(language)
    begun = Begun()
    number = 0
    for number, line in enumerate(as_text(data).split("\n"), 1):
        begun = _line(line.strip(), _("line %(n)d", n=number), begun, collecting)
    if begun.stem or begun.options:
        collecting.report.skip(_("line %(n)d", n=number), _("the last question has no line ANSWER:"))
    return collecting.finish()


def _line(line: str, where: str, begun: Begun, collecting: Collecting) -> Begun:
    """Take one line in; returns the question that is open after it."""
    report = collecting.report
    option, answer = OPTION.fullmatch(line), ANSWER.fullmatch(line)
    if not line:
        return begun
    if (option or answer) and not begun.stem:
        report.skip(where, _("the question has not started; write its text above the options"))
        return Begun()
    if answer:
        collecting.take(where, lambda: _question(begun, answer[1].strip(), collecting))
        return Begun()
    if option:
        begun.options.append((option[1], option[2].strip()))
    elif begun.options:
        words = _("the question above “%(text)s” has no line ANSWER:", text=line[:60])
        report.skip(where, words)
        return Begun([line])
    else:
        begun.stem.append(line)
    return begun


def _question(begun: Begun, answer: str, collecting: Collecting) -> QuestionDocument:
    letters = [letter for letter, _text in begun.options]
    if len(letters) < 2:
        raise Unfit(_("a question must have at least two options"))
    if answer not in letters:
        raise Unfit(
            _(
                "ANSWER: names “%(letter)s”, which is none of %(letters)s",
                letter=answer[:20],
                letters=", ".join(letters),
            )
        )
    if len(set(letters)) < len(letters):
        raise Unfit(_("two options have the same letter"))
    stem = from_plain("\n".join(begun.stem))
    key = collecting.keys.new(question_key(text=stem.plain))
    head = Head(key=key, topic=collecting.topic(), language=collecting.language, stem=stem)
    choices = [Choice(from_plain(text), 1.0 if letter == answer else 0.0) for letter, text in begun.options]
    return moodle.single(head, choices)
