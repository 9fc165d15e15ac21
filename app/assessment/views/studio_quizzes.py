"""The studio's quizzes: what is live, how it goes, what waits, and results that are released by hand."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from app.assessment import quiz_desk as desk
from app.assessment import studio_words as words
from app.assessment.blueprint import blueprint_faults
from app.assessment.quiz_desk import LiveQuiz
from app.assessment.services.stocks import stocks_of
from app.assessment.studio_queries import bank_names
from app.assessment.views.blueprint import bp
from app.core import clock
from app.core.access import access
from app.core.i18n import ngettext
from app.flows.release_results import release_results as release
from app.people.models import ADMIN, AUTHOR, CHANNEL_MANAGER

KEEPERS = (AUTHOR, CHANNEL_MANAGER, ADMIN)
NAMELESS = words.BankNames({}, {})
QUIZ = "/studio/quizzes/<course_key>/<item_key>"


@bp.get("/studio/quizzes")
@access(*KEEPERS)
def quizzes() -> str:
    live = desk.live_quizzes(current_user)
    figures = desk.figures_by_quiz()
    sections = [section for one in live for section in one.quiz.sections]
    stocks = stocks_of(sections)
    return render_template(
        "assessment/studio/quizzes.html",
        quizzes=live,
        figures=figures,
        nothing=desk.NO_FIGURES,
        faults={one.ref: blueprint_faults(one.quiz.sections, stocks) for one in live},
    )


@bp.get(QUIZ)
@access(*KEEPERS)
def quiz(course_key: str, item_key: str) -> str:
    found = desk.get_quiz(current_user, course_key, item_key)
    return render_template(
        "assessment/studio/quiz.html",
        found=found,
        quiz=found.quiz,
        settings=words.settings_words(found.quiz),
        figures=desk.figures_of(found.ref),
        listing=desk.attempts_at(current_user, found.ref, at=request.args.get("at")),
        to_release=desk.to_release(current_user, found.ref),
        **_blueprint(found),
    )


def _blueprint(found: LiveQuiz) -> dict[str, Any]:
    """Each section in sentences with what it can choose from, and what is wrong with the whole."""
    sections = found.quiz.sections
    stocks = stocks_of(sections)
    names = bank_names({section.bank for section in sections})
    return {
        "sections": [
            (
                section,
                words.section_words(section, names.get(section.bank, NAMELESS)),
                words.choice_words(section, stocks.get(section.bank)),
            )
            for section in sections
        ],
        "faults": words.fault_words(blueprint_faults(sections, stocks)),
    }


@bp.post(f"{QUIZ}/release")
@access(CHANNEL_MANAGER, ADMIN)
def release_results(course_key: str, item_key: str) -> Response:
    """Let the chosen people see their results; of the ids that came only those that wait here count."""
    found = desk.get_quiz(current_user, course_key, item_key)
    chosen = set(request.form.getlist("attempt", type=int))
    waiting = [row.id for row in desk.to_release(current_user, found.ref) if row.id in chosen]
    released = release(waiting, actor_id=current_user.person_id, now=clock.now())
    flash(ngettext("%(num)d result is released.", "%(num)d results are released.", released), "toast")
    return redirect(url_for(".quiz", course_key=course_key, item_key=item_key), code=303)
