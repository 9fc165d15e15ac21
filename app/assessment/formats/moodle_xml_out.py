"""A bank as Moodle XML."""

from collections.abc import Callable

from lxml import etree

from app.assessment.formats import moodle_sayable as sayable
from app.assessment.formats.cloze_out import with_code
from app.assessment.formats.moodle_parts import figure_of, one_by
from app.assessment.formats.moodle_texts_out import TextsOut
from app.assessment.formats.words import CONTROL
from app.assessment.formats.writing import Outgoing, Unsayable, Written, common_losses
from app.assessment.questions import (
    Cloze,
    Description,
    Essay,
    Matching,
    Multiple,
    Numeric,
    Ordering,
    QuestionDocument,
    ShortText,
    Single,
    TrueFalse,
    Unit,
)
from app.assessment.questions.parts import as_decimal
from app.core.i18n import gettext as _

LONGEST_NAME = 80


def write_moodle_xml(outgoing: Outgoing) -> Written:
    """The bank; what Moodle XML cannot say is named."""
    root = etree.Element("quiz")
    topic = None
    for question in outgoing.bank.questions:
        texts = TextsOut(outgoing, question)
        try:
            element = _question(question, texts)
        except Unsayable as reason:
            outgoing.lose(question, _("left out: %(reason)s", reason=reason))
            continue
        if question.topic != topic:
            topic = question.topic
            root.append(_category(topic, outgoing.say(outgoing.bank.topics.get(topic, {})) or topic))
        root.append(element)
        outgoing.lose(question, *common_losses(question, outgoing.language), *dict.fromkeys(texts.lost))
        outgoing.note_written(question)
    data = etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)
    return outgoing.finish(data, ".xml", "application/xml")


def _category(key: str, name: str) -> etree._Element:
    element = etree.Element("question", type="category")
    path = " ".join(name.split()).replace("/", "//")
    _put(_put(element, "category"), "text", f"$course$/top/{path}")
    _put(element, "idnumber", key)
    return element


def _put(parent: etree._Element, tag: str, text: str | None = None) -> etree._Element:
    element = etree.SubElement(parent, tag)
    element.text = None if text is None else CONTROL.sub("", text)
    return element


def _question(question: QuestionDocument, texts: TextsOut) -> etree._Element:
    """The question without its topic. Raises Unsayable."""
    if type(question) not in WRITERS:
        raise Unsayable(_("Moodle XML has no questions of this type"))
    kind, write = WRITERS[type(question)]
    element = etree.Element("question", type=kind)
    name = " ".join(texts.outgoing.say(question.stem).split())[:LONGEST_NAME]
    _put(_put(element, "name"), "text", name)
    if not isinstance(question, Cloze):
        texts.add(element, "questiontext", question.stem, pictures=question.pictures)
        _put(element, "defaultgrade", "0" if isinstance(question, Description) else "1")
    if question.explanation:
        texts.add(element, "generalfeedback", question.explanation)
    _put(element, "penalty", repr(question.penalty))
    _put(element, "hidden", "0")
    _put(element, "idnumber", question.key)
    if question.state != "ready":
        texts.lost.append(_("that it is a draft"))
    write(question, element, texts)
    for hint in question.hints:
        texts.add(element, "hint", hint)
    _write_tags(question, element)
    return element


def _write_tags(question: QuestionDocument, element: etree._Element) -> None:
    tags = [f"{kind}:{value}" for kind, values in question.tags.items() for value in values]
    if question.difficulty != "medium":
        tags.append(f"difficulty:{question.difficulty}")
    group = _put(element, "tags") if tags else element
    for tag in tags:
        _put(_put(group, "tag"), "text", tag)


def _write_choice(question: Single | Multiple, element: etree._Element, texts: TextsOut) -> None:
    grades, lost = sayable.grades(question)
    texts.lost += lost + sayable.losses_of_options(question.options)
    _put(element, "single", "true" if isinstance(question, Single) else "false")
    _put(element, "shuffleanswers", "true")
    for option, grade in zip(question.options, grades, strict=True):
        pictures = (option.picture,) if option.picture else ()
        answer = texts.add(element, "answer", option.text, pictures=pictures, fraction=grade)
        if option.feedback:
            texts.add(answer, "feedback", option.feedback)


def _write_true_false(question: TrueFalse, element: etree._Element, texts: TextsOut) -> None:
    for value, feedback in ((True, question.feedback_true), (False, question.feedback_false)):
        answer = _answer(element, "true" if value else "false", "100" if value == question.answer else "0")
        if feedback:
            texts.add(answer, "feedback", feedback)


def _answer(element: etree._Element, text: str, grade: str) -> etree._Element:
    answer = etree.SubElement(element, "answer", fraction=grade, format="moodle_auto_format")
    _put(answer, "text", text)
    return answer


def _write_short_text(question: ShortText, element: etree._Element, texts: TextsOut) -> None:
    _put(element, "usecase", "1" if question.case_sensitive else "0")
    for one, (text, grade) in zip(question.accepted, sayable.text_answers(question.accepted), strict=True):
        answer = _answer(element, text, grade)
        if one.feedback:
            texts.add(answer, "feedback", one.feedback)
    if question.otherwise:
        texts.add(_answer(element, "*", "0"), "feedback", question.otherwise)


def _write_numeric(question: Numeric, element: etree._Element, texts: TextsOut) -> None:
    for one in question.accepted:
        value, tolerance, lost = sayable.number_answer(one)
        texts.lost += lost
        answer = _answer(element, str(value), sayable.grade(one.share))
        _put(answer, "tolerance", str(tolerance))
        if one.feedback:
            texts.add(answer, "feedback", one.feedback)
    if question.otherwise:
        texts.add(_answer(element, "*", "0"), "feedback", question.otherwise)
    if question.units:
        units = _put(element, "units")
        for unit in question.units:
            _write_unit(unit, _put(units, "unit"))
        _put(element, "unitgradingtype", "1" if question.unit_required else "0")
        _put(element, "unitpenalty", "1.0")
        _put(element, "showunits", "0")


def _write_unit(unit: Unit, element: etree._Element) -> None:
    """Moodle divides by what Kru multiplies with."""
    multiplier = f"{(1 / as_decimal(unit.factor)).normalize():f}"
    if as_decimal(one_by(figure_of(multiplier))) != as_decimal(unit.factor):
        raise Unsayable(_("Moodle cannot turn %(unit)s exactly", unit=unit.name))
    _put(element, "multiplier", multiplier)
    _put(element, "unit_name", unit.name)


def _write_matching(question: Matching, element: etree._Element, texts: TextsOut) -> None:
    _put(element, "shuffleanswers", "true")
    for pair in question.pairs:
        pictures = (pair.picture,) if pair.picture else ()
        sub = texts.add(element, "subquestion", pair.left, pictures=pictures)
        _put(_put(sub, "answer"), "text", texts.outgoing.say(pair.right))
    for spare in question.distractors:
        sub = texts.add(element, "subquestion", {})
        _put(_put(sub, "answer"), "text", texts.outgoing.say(spare.text))


def _write_ordering(question: Ordering, element: etree._Element, texts: TextsOut) -> None:
    _put(element, "layouttype", "VERTICAL")
    _put(element, "selecttype", "ALL")
    is_exact = question.scheme == "exact"
    _put(element, "gradingtype", "ALL_OR_NOTHING" if is_exact else "RELATIVE_NEXT_EXCLUDE_LAST")
    for n, item in enumerate(question.items, 1):
        texts.add(element, "answer", item.text, fraction=str(n))


def _write_cloze(question: Cloze, element: etree._Element, texts: TextsOut) -> None:
    def change(stem: str, write: Callable[[str], str]) -> str:
        text, lost = with_code(question, stem, lambda said: write(texts.outgoing.say(said)), write)
        texts.lost.extend(lost)
        return text

    asked = etree.Element("questiontext")
    element.insert(1, texts.fill(asked, texts.outgoing.say(question.stem), question.pictures, change))


def _write_essay(question: Essay, element: etree._Element, texts: TextsOut) -> None:
    _put(element, "responseformat", "editor")
    if question.min_words:
        _put(element, "minwordlimit", str(question.min_words))
    _put(element, "maxwordlimit", str(question.max_words))
    if question.rubric or not question.is_blind:
        texts.lost.append(_("its rubric and who grades it"))


def _write_description(question: Description, element: etree._Element, texts: TextsOut) -> None:
    """There is nothing to answer."""


WRITERS: dict[type, tuple[str, Callable[..., None]]] = {
    Single: ("multichoice", _write_choice),
    Multiple: ("multichoice", _write_choice),
    TrueFalse: ("truefalse", _write_true_false),
    ShortText: ("shortanswer", _write_short_text),
    Numeric: ("numerical", _write_numeric),
    Matching: ("matching", _write_matching),
    Ordering: ("ordering", _write_ordering),
    Cloze: ("cloze", _write_cloze),
    Essay: ("essay", _write_essay),
    Description: ("description", _write_description),
}
