"""How a quiz and a question behave, for who writes them and who looks after partners."""

from flask import render_template
from flask_login import current_user

from app.assessment.analysis import Finding
from app.assessment.analysis_queries import get_question, question_analysis, quiz_analysis
from app.assessment.questions import Multiple, PartDocument, Single, TrueFalse
from app.assessment.views.blueprint import bp
from app.catalogue.documents import Quiz
from app.catalogue.queries import live_course
from app.core.access import access
from app.core.errors import NotVisible
from app.core.i18n import gettext as _
from app.core.i18n import ngettext, pick
from app.people.models import ADMIN, AUTHOR, CHANNEL_MANAGER

CHOICES = (Single, Multiple)
QUESTION = "/studio/banks/<bank_key>/<question_key>"


@bp.get("/studio/quizzes/<course_key>/<item_key>/analysis")
@access(AUTHOR, CHANNEL_MANAGER, ADMIN)
def quiz_analysis_page(course_key: str, item_key: str) -> str:
    """Reliability, and each question with facility, discrimination, time and findings."""
    live = live_course(course_key)
    quiz = live.document.find(item_key) if live else None
    if live is None or not isinstance(quiz, Quiz):
        raise NotVisible
    return render_template(
        "assessment/studio/quiz_analysis.html",
        course=live.document,
        quiz=quiz,
        found=quiz_analysis(current_user, f"{course_key}/{item_key}"),
        finding_words=finding_words,
    )


@bp.get(f"{QUESTION}/analysis")
@access(AUTHOR, CHANNEL_MANAGER, ADMIN)
def question_analysis_page(bank_key: str, question_key: str) -> str:
    """One question in all its quizzes: options, languages, companies, findings."""
    question_id, bank_title, question = get_question(bank_key, question_key)
    return render_template(
        "assessment/studio/question_analysis.html",
        bank_key=bank_key,
        bank_title=bank_title,
        question=question,
        items=question_analysis(current_user, question_id),
        finding_words=finding_words,
        option_words=option_words,
        shows_key=current_user.is_author,
    )


def option_words(question: PartDocument, key: str) -> str:
    """What an option says, or its key where it is a picture."""
    if isinstance(question, TrueFalse):
        return _("True") if key == "true" else _("False")
    texts = {option.key: option.text for option in question.options} if isinstance(question, CHOICES) else {}
    return pick(texts[key]) if texts.get(key) else key


def finding_words(finding: Finding) -> str:
    """What was found, by which rule, and how many answers say so."""
    answers = ngettext("%(num)s answer", "%(num)s answers", finding.count)
    rules = {
        "key_may_be_wrong": _("The key may be wrong: the better papers prefer another answer"),
        "too_easy": _("Too easy: 95%% of the mark or more is won"),
        "too_hard": _("Too hard: 20%% of the mark or less is won"),
        "weak": _("Says little: it hardly goes with the rest of the paper (under 0.10)"),
        "option_never_chosen": _("An option is never chosen"),
        "differs_by_language": _("One language does better by 20 points or more"),
        "differs_by_company": _("One company does better by 20 points or more"),
    }
    about = f" ({finding.about})" if finding.about else ""
    return f"{rules[finding.flag]}{about} · {answers}"
