"""The studio's question banks: all of them, a new one, and the questions of one."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from app.assessment import studio_words as words
from app.assessment.quiz_desk import live_quizzes
from app.assessment.services.bank_keeping import change_states, create_bank
from app.assessment.services.stocks import stocks_of
from app.assessment.studio_forms import NewBankForm
from app.assessment.studio_queries import (
    BankHead,
    QuestionFilter,
    QuestionRow,
    banks,
    get_bank,
    known_filter,
    list_questions,
    tags_of,
)
from app.assessment.used_in import Asked, drawing_from, uses_of
from app.assessment.views.blueprint import bp
from app.core import clock
from app.core.access import access
from app.core.errors import DomainError
from app.core.i18n import LANGUAGES, local_day, ngettext, pick
from app.core.i18n import gettext as _
from app.people.models import ADMIN, AUTHOR

BANK = "/studio/banks/<bank_key>"


@bp.get("/studio/banks", endpoint="banks")
@access(AUTHOR, ADMIN)
def all_banks() -> str:
    today = local_day(clock.now())
    return render_template("assessment/studio/banks.html", cards=banks(current_user, today=today))


@bp.get("/studio/new-bank")
@access(AUTHOR, ADMIN)
def new_bank() -> str:
    return render_template("assessment/studio/bank_new.html", form=NewBankForm())


@bp.post("/studio/new-bank")
@access(AUTHOR, ADMIN)
def new_bank_save() -> Response | tuple[str, int]:
    form = NewBankForm()
    if form.validate():
        draft = form.draft(owner=current_user.name)
        try:
            create_bank(draft, actor_id=current_user.person_id)
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            flash(_("The bank is there. Import its first questions."), "toast")
            return redirect(url_for(".bank", bank_key=draft.key), code=303)
    return render_template("assessment/studio/bank_new.html", form=form), 422


@bp.get(BANK)
@access(AUTHOR, ADMIN)
def bank(bank_key: str) -> str:
    found = get_bank(current_user, bank_key)
    wanted = known_filter(found, request.args)
    listing = list_questions(found, wanted, at=request.args.get("at"), today=local_day(clock.now()))
    return render_template(
        "assessment/studio/bank.html",
        bank=found,
        wanted=wanted,
        given=_given(wanted),
        listing=listing,
        used=_used(found, listing.rows),
        tags=[
            (f"{kind}:{value}", f"{words.tag_words().get(kind, kind)}: {value}")
            for kind, value in tags_of(found)
        ],
        names={key: pick(names) or key for key, names in found.topics.items()},
        languages_of=[LANGUAGES.get(code, code) for code in found.languages],
    )


def _used(found: BankHead, rows: list[QuestionRow]) -> dict[int, int]:
    """How many live quizzes can ask each question."""
    quizzes = live_quizzes(current_user)
    stocks = stocks_of(drawing_from([found.key], quizzes))
    return {row.id: len(uses_of(Asked(row.id, found.key, row.key), quizzes, stocks)) for row in rows}


def _given(wanted: QuestionFilter) -> dict[str, str]:
    """The filter as it stands in an address."""
    named = {
        "topic": wanted.topic,
        "difficulty": wanted.difficulty,
        "type": wanted.type,
        "state": wanted.state,
        "tag": wanted.tag,
        "q": wanted.words,
        "review": "due" if wanted.is_due else "",
    }
    return {name: value for name, value in named.items() if value}


@bp.post(f"{BANK}/states")
@access(AUTHOR, ADMIN)
def bank_states(bank_key: str) -> Response:
    """Make the chosen questions draft, ready or retired; back to the same list."""
    found = get_bank(current_user, bank_key)
    chosen = request.form.getlist("question", type=int)
    state = request.form.get("state", "")
    try:
        changed = change_states(found.id, chosen, state, actor_id=current_user.person_id)
        flash(_states_words(state, changed), "toast")
    except DomainError as refusal:
        flash(str(refusal), "refusal")
    return redirect(_back_to_list(found), code=303)


def _states_words(state: str, changed: int) -> str:
    word = words.state_words()[state].lower()
    return ngettext(
        "%(num)d question is now %(state)s.", "%(num)d questions are now %(state)s.", changed, state=word
    )


def _back_to_list(found: BankHead) -> str:
    given: dict[str, Any] = {**_given(known_filter(found, request.args)), "at": request.args.get("at")}
    return url_for(".bank", bank_key=found.key, **given)
