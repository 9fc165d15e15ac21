"""One question in the studio: as learners see it, its key, what answers are worth, its wordings."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import render_template, request, url_for
from flask_login import current_user
from markupsafe import Markup
from werkzeug.wrappers import Response

from app.assessment.answer_words import answer_words
from app.assessment.answers import Answer, is_blank
from app.assessment.grading import feedback_for, grade, model_answer
from app.assessment.grading.preview import Preview, previews
from app.assessment.paper import NotAnOption, ShownQuestion, answer_from, shown
from app.assessment.preview_words import percent_words, sample_words
from app.assessment.questions import Description, Graded, PartDocument, QuestionDocument, Scenario, to_dict
from app.assessment.quiz_desk import live_quizzes
from app.assessment.services.stocks import stocks_of
from app.assessment.snapshots import Case, case_from
from app.assessment.studio_queries import BankHead, QuestionPage, get_bank, get_question
from app.assessment.used_in import Asked, Use, drawing_from, uses_of
from app.assessment.views.blueprint import bp
from app.core.access import access
from app.core.errors import NotVisible
from app.core.i18n import LANGUAGES, in_language, language, pick
from app.core.serve import serve_file
from app.core.storage import find_media_type
from app.people.models import ADMIN, AUTHOR

QUESTION = "/studio/banks/<bank_key>/<question_key>"


@dataclass(frozen=True)
class Tried:
    """What somebody answered in the preview, and what it is worth; nothing is kept of it."""

    words: str
    worth: str
    feedback: list[str]


@dataclass(frozen=True)
class Worth:
    """One line of what answers are worth."""

    kind: str
    words: str
    worth: str
    feedback: list[str]


@dataclass(frozen=True)
class Part:
    """One question of the preview: a scenario has several."""

    question: PartDocument
    shown: ShownQuestion
    right: str
    worths: list[Worth]
    tried: Tried | None
    can_be_tried: bool


@bp.get(QUESTION)
@access(AUTHOR, ADMIN)
def question(bank_key: str, question_key: str) -> str:
    bank = get_bank(current_user, bank_key)
    found = get_question(bank, question_key, version=request.args.get("version", type=int))
    spoken = _spoken(bank)
    return render_template(
        "assessment/studio/question.html",
        bank=bank,
        found=found,
        preview=_preview(bank, found, spoken),
        parts=_parts(found.document),
        uses=_uses(bank, found),
        file_url=_file_url(bank, found),
        spoken=spoken,
        languages_of=[(code, LANGUAGES.get(code, code)) for code in bank.languages],
    )


def _uses(bank: BankHead, found: QuestionPage) -> list[Use]:
    """The live quizzes that can ask it."""
    quizzes = live_quizzes(current_user)
    stocks = stocks_of(drawing_from([bank.key], quizzes))
    return uses_of(Asked(found.row.id, bank.key, found.row.key), quizzes, stocks)


def _spoken(bank: BankHead) -> str:
    """The language of the preview: the one asked for, else the reader's, else the bank's first."""
    wanted = request.args.get("language", "")
    if wanted in bank.languages and wanted in LANGUAGES:
        return wanted
    return language() if language() in bank.languages else next(iter(bank.languages), language())


def _preview(bank: BankHead, found: QuestionPage, spoken: str) -> Markup:
    """The question as a learner sees it who reads that language, controls and all."""
    with in_language(spoken):
        html = render_template(
            "assessment/studio/_preview.html",
            bank=bank,
            found=found,
            case=_case(found.document),
            parts=_parts(found.document),
            spoken=spoken,
            here=url_for(".question", **_where(bank, found)),
            kept={"language": spoken} | _version(found),
            file_url=_file_url(bank, found),
        )
    return Markup(html)  # nosec B704: our own template


def _where(bank: BankHead, found: QuestionPage) -> dict[str, Any]:
    return {"bank_key": bank.key, "question_key": found.row.key}


def _version(found: QuestionPage) -> dict[str, Any]:
    """The version in an address; none where it is the current one."""
    return {} if found.shown.number == found.current else {"version": found.shown.number}


def _file_url(bank: BankHead, found: QuestionPage) -> Callable[[str], str]:
    where = _where(bank, found) | _version(found)
    return lambda sha256: url_for(".question_file", sha256=sha256, **where)


def _case(document: QuestionDocument) -> Case | None:
    return case_from(document) if isinstance(document, Scenario) else None


def _parts(document: QuestionDocument) -> list[Part]:
    asked = document.questions if isinstance(document, Scenario) else (document,)
    return [_part(one) for one in asked]


def _part(asked: PartDocument) -> Part:
    answer = _answer(asked)
    is_graded_by_rule = not isinstance(asked, Graded | Description)
    return Part(
        question=asked,
        shown=shown(asked, answer),
        right=answer_words(asked, model_answer(asked)) if is_graded_by_rule else "",
        worths=[_worth(asked, one) for one in previews(asked)],
        tried=_tried(asked, answer) if is_graded_by_rule and not is_blank(answer) else None,
        can_be_tried=is_graded_by_rule,
    )


def _worth(asked: PartDocument, one: Preview) -> Worth:
    words, said = answer_words(asked, one.answer), _said(asked, one.answer)
    return Worth(sample_words(one.kind), words, percent_words(one.fraction), said)


def _answer(asked: PartDocument) -> Answer:
    """What was answered in the preview; nothing when another part was tried or it cannot be read."""
    if request.args.get("try") != asked.key:
        return []
    try:
        return answer_from(asked, request.args.to_dict(flat=False))
    except NotAnOption:
        return []


def _tried(asked: PartDocument, answer: Answer) -> Tried:
    worth = percent_words(grade(asked, answer))
    return Tried(answer_words(asked, answer), worth, _said(asked, answer))


def _said(asked: PartDocument, answer: Answer) -> list[str]:
    """The author's feedback to an answer."""
    return [pick(text) for text in feedback_for(asked, answer)]


@bp.get(f"{QUESTION}/files/<sha256>")
@access(AUTHOR, ADMIN)
def question_file(bank_key: str, question_key: str, sha256: str) -> Response:
    """A file that one of the question's wordings shows or mentions."""
    found = get_question(
        get_bank(current_user, bank_key), question_key, version=request.args.get("version", type=int)
    )
    media_type = find_media_type(sha256)
    if media_type is None or sha256 not in str(to_dict(found.document)):
        raise NotVisible
    return serve_file(sha256, media_type)
