"""A bank as GIFT."""

import re

from app.assessment.formats import moodle_sayable as sayable
from app.assessment.formats.gift import WEIGHT
from app.assessment.formats.writing import Outgoing, Unsayable, Written, common_losses
from app.assessment.questions import (
    Description,
    Essay,
    Matching,
    Multiple,
    Numeric,
    QuestionDocument,
    Range,
    ShortText,
    Single,
    Text,
    TrueFalse,
    to_dict,
)
from app.assessment.questions.parts import as_decimal
from app.core.i18n import gettext as _

SIGNS = re.compile(r"([\\:#={}~])")
NAMED = re.compile(r"\s*\[(html|markdown|plain|moodle)\]", re.I)
BRACKETS = re.compile(r"[\[\]\\]")
LONGEST_NAME = 60


def write_gift(outgoing: Outgoing) -> Written:
    """The bank; what GIFT cannot say is named."""
    blocks: list[str] = []
    topic = None
    for question in outgoing.bank.questions:
        try:
            block = _Block(outgoing, question).text()
        except Unsayable as reason:
            outgoing.lose(question, _("left out: %(reason)s", reason=reason))
            continue
        if question.topic != topic:
            topic = question.topic
            name = _one_line(outgoing.say(outgoing.bank.topics.get(topic, {})) or topic).replace("/", "//")
            blocks.append(f"// [id:{topic}]\n$CATEGORY: $course$/top/{_escaped(name)}\n")
        blocks.append(block)
        outgoing.note_written(question)
    return outgoing.finish("\n".join(blocks).encode(), ".gift", "text/plain")


def _escaped(text: str) -> str:
    return SIGNS.sub(r"\\\1", text).replace("\n", "\\n")


def _behind(sign: re.Match[str]) -> str:
    return f"\\{sign[0]}"


def _one_line(text: str) -> str:
    return " ".join(text.split())


class _Block:
    """One question."""

    def __init__(self, outgoing: Outgoing, question: QuestionDocument) -> None:
        self.outgoing, self.question = outgoing, question
        self.markup = f"[{question.markup}]"
        self.lost = common_losses(question, outgoing.language)

    def text(self) -> str:
        """Comment, name, stem and answers. Raises Unsayable."""
        question = self.question
        if not question.stem:
            raise Unsayable(_("it has no text"))
        answer = self._answer()
        if answer is not None and question.explanation:
            answer = f"{answer}####{self._words(question.explanation)}"
        elif question.explanation:
            self.lost.append(_("its explanation"))
        self._note_losses()
        name = _escaped(_one_line(self.outgoing.say(question.stem))[:LONGEST_NAME].strip())
        stem = self.markup + _escaped(self.outgoing.say(question.stem))
        body = "" if answer is None else f"{{{answer}}}"
        return f"{self._comment()}\n::{name}::{stem}{body}\n"

    def _note_losses(self) -> None:
        question = self.question
        if question.pictures or any(option.picture for option in getattr(question, "options", ())):
            self.lost.append(_("its pictures"))
        if "stored:" in str(to_dict(question)):
            self.lost.append(_("the files in its texts"))
        if question.hints or abs(question.penalty - 0.3333333) > 1e-9:
            self.lost.append(_("its hints and what a wrong try costs"))
        if question.state != "ready":
            self.lost.append(_("that it is a draft"))
        self.outgoing.lose(question, *self.lost)

    def _comment(self) -> str:
        tags = [f"{kind}:{value}" for kind, values in self.question.tags.items() for value in values]
        if self.question.difficulty != "medium":
            tags.append(f"difficulty:{self.question.difficulty}")
        marks = [f"[tag:{BRACKETS.sub(_behind, _one_line(tag))}]" for tag in tags]
        return " ".join([f"// [id:{self.question.key}]", *marks])

    def _words(self, text: Text) -> str:
        """A text of the question; one that begins like the name of a format says its own."""
        words = self.outgoing.say(text)
        return (self.markup if NAMED.match(words) else "") + _escaped(words)

    def _said(self, feedback: Text) -> str:
        return f"#{self._words(feedback)}" if feedback else ""

    def _answer(self) -> str | None:
        """What stands in braces; None for a description. Raises Unsayable."""
        match self.question:
            case Description():
                return None
            case Essay() as essay:
                if essay.rubric or essay.min_words or essay.max_words != 1000 or not essay.is_blind:
                    self.lost.append(_("its rubric, its number of words and who grades it"))
                return ""
            case TrueFalse() as statement:
                return self._true_false(statement)
            case Single() | Multiple() as choice:
                return self._choice(choice)
            case ShortText() as short:
                return self._short_text(short)
            case Numeric() as number:
                return self._numeric(number)
            case Matching() as matching:
                return self._matching(matching)
        raise Unsayable(_("GIFT has no questions of this type"))

    def _true_false(self, question: TrueFalse) -> str:
        right, wrong = question.feedback_true, question.feedback_false
        if not question.answer:
            right, wrong = wrong, right
        said = f"{self._said(wrong) or '#'}{self._said(right)}" if right else self._said(wrong)
        return ("TRUE" if question.answer else "FALSE") + said

    def _choice(self, question: Single | Multiple) -> str:
        grades, lost = sayable.grades(question)
        self.lost += lost + sayable.losses_of_options(question.options)
        lines = []
        for option, grade in zip(question.options, grades, strict=True):
            if not option.text:
                raise Unsayable(_("an option is only a picture"))
            is_full = isinstance(question, Single) and option.right
            sign = "=" if is_full else "~"
            words = self._words(option.text)
            weight = "" if is_full or grade == "0" else f"%{grade}%"
            if not weight and WEIGHT.match(words):
                weight = f"%{grade}%"
            lines.append(f"\t{sign}{weight}{words}{self._said(option.feedback)}\n")
        return "\n" + "".join(lines)

    def _short_text(self, question: ShortText) -> str:
        if question.case_sensitive:
            raise Unsayable(_("GIFT cannot say that capital letters matter"))
        lines = []
        for one, (text, grade) in zip(
            question.accepted, sayable.text_answers(question.accepted), strict=True
        ):
            words = _escaped(_one_line(text))
            lead = self.markup if NAMED.match(text) else ""
            weight = f"%{grade}%" if grade != "100" or WEIGHT.match(words) else ""
            lines.append(f"\t={weight}{lead}{words}{self._said(one.feedback)}\n")
        if question.otherwise:
            lines.append(f"\t=%0%*{self._said(question.otherwise)}\n")
        answer = "\n" + "".join(lines)
        if "->" in answer:
            raise Unsayable(_("GIFT takes -> for a pair of a matching"))
        return answer

    def _numeric(self, question: Numeric) -> str:
        if question.units:
            raise Unsayable(_("GIFT has no units"))
        lines = []
        for one in question.accepted:
            grade = sayable.grade(one.share)
            weight = "" if grade == "100" else f"%{grade}%"
            lines.append(f"\t={weight}{self._number(one)}{self._said(one.feedback)}\n")
        wrong = f"\t~{self._said(question.otherwise)}\n" if question.otherwise else ""
        return "#\n" + "".join(lines) + wrong

    def _number(self, accepted: Range) -> str:
        if accepted.low is not None and accepted.high is not None:
            sayable.check_ends(accepted)
            return f"{sayable.plain_figure(accepted.low)}..{sayable.plain_figure(accepted.high)}"
        value, tolerance, lost = sayable.number_answer(accepted)
        self.lost += lost
        return f"{value}:{tolerance}" if as_decimal(tolerance) else str(value)

    def _matching(self, question: Matching) -> str:
        lines = []
        for pair in question.pairs:
            left = self._words(pair.left)
            if not pair.left or "->" in left:
                raise Unsayable(_("a left side is a picture or holds ->"))
            lines.append(f"\t={left} -> {_escaped(_one_line(self.outgoing.say(pair.right)))}\n")
        for spare in question.distractors:
            lines.append(f"\t= -> {_escaped(_one_line(self.outgoing.say(spare.text)))}\n")
        return "\n" + "".join(lines)
