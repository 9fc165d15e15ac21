"""One attempt for who answers for partners: replay, signals, and what may be decided about it."""

from flask import flash, redirect, render_template, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from app.assessment import attempt_desk as desk
from app.assessment import studio_words as words
from app.assessment.attempt_desk import MOST_MOMENTS, DeskAttempt
from app.assessment.attempt_words import allowance_words, moment_of
from app.assessment.risk_queries import risk_of
from app.assessment.risk_words import found_words, rule_words
from app.assessment.services import grant_allowance, void_attempt
from app.assessment.studio_forms import AllowanceForm, ReasonForm
from app.assessment.views.blueprint import bp
from app.catalogue.queries import course_version
from app.core import clock
from app.core.access import access
from app.core.errors import DomainError
from app.core.i18n import gettext as _
from app.core.i18n import pick
from app.flows.release_results import release_results
from app.people.models import ADMIN, CHANNEL_MANAGER

MANAGERS = (CHANNEL_MANAGER, ADMIN)
ATTEMPT = "/studio/attempts/<int:attempt_id>"


@bp.get(ATTEMPT)
@access(*MANAGERS)
def desk_attempt(attempt_id: int) -> str:
    """Who, when, by which terms, what was answered, and everything that happened in time order."""
    found = desk.get_attempt(current_user, attempt_id)
    paper = desk.paper_of(attempt_id)
    position = request.args.get("question", type=int)
    moments = desk.moments_of(found, paper, position=position)
    return render_template(
        "assessment/studio/attempt.html",
        found=found,
        title=_title(found),
        paper=paper,
        position=position,
        moments=moments[:MOST_MOMENTS],
        more=max(0, len(moments) - MOST_MOMENTS),
        granted=desk.granted_to(found),
        terms=words.terms_words(found.terms),
        void_form=ReasonForm(formdata=None),
        moment_of=moment_of,
        findings=risk_of(attempt_id),
        found_words=found_words,
        rule_words=rule_words,
        allowance_words=allowance_words,
    )


def _title(found: DeskAttempt) -> str:
    """The quiz as it was called when the attempt began."""
    item = course_version(found.version_id).find(found.item_key)
    return pick(item.title) if item else found.row.quiz_ref


@bp.get(f"{ATTEMPT}/void", endpoint="void")
@access(*MANAGERS)
def void_page(attempt_id: int) -> str:
    """The form of the dialog, for browsers without script."""
    return _void_page(desk.get_attempt(current_user, attempt_id), ReasonForm())


def _void_page(found: DeskAttempt, form: ReasonForm) -> str:
    return render_template("assessment/studio/void.html", found=found, title=_title(found), form=form)


@bp.post(f"{ATTEMPT}/void")
@access(*MANAGERS)
def void_save(attempt_id: int) -> Response | tuple[str, int]:
    found = desk.get_attempt(current_user, attempt_id)
    form = ReasonForm()
    if form.validate():
        reason = form.reason.data or ""
        try:
            void_attempt(attempt_id, actor_id=current_user.person_id, reason=reason, now=clock.now())
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            flash(_("The attempt is void. It counts neither as passed nor as used."), "toast")
            return _back(attempt_id)
    return _void_page(found, form), 422


def _back(attempt_id: int) -> Response:
    return redirect(url_for(".desk_attempt", attempt_id=attempt_id), code=303)


@bp.get(f"{ATTEMPT}/allowance", endpoint="allowance")
@access(*MANAGERS)
def allowance_page(attempt_id: int) -> str:
    return _allowance_page(desk.get_attempt(current_user, attempt_id), AllowanceForm())


def _allowance_page(found: DeskAttempt, form: AllowanceForm) -> str:
    return render_template("assessment/studio/allowance.html", found=found, title=_title(found), form=form)


@bp.post(f"{ATTEMPT}/allowance")
@access(*MANAGERS)
def allowance_save(attempt_id: int) -> Response | tuple[str, int]:
    """Allow the person more at this quiz, or at every quiz; an open attempt gets more time at once."""
    found = desk.get_attempt(current_user, attempt_id)
    form = AllowanceForm()
    if form.validate():
        try:
            _grant(found, form)
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            flash(_("Allowed. It stands with its reason on this page."), "toast")
            return _back(attempt_id)
    return _allowance_page(found, form), 422


def _grant(found: DeskAttempt, form: AllowanceForm) -> None:
    grant_allowance(
        found.row.person_id,
        quiz_ref=None if form.is_everywhere.data else found.row.quiz_ref,
        cycle=found.row.cycle,
        extra_attempts=form.extra_attempts.data or 0,
        time_percent=form.time_percent.data or 100,
        skips_wait=bool(form.skips_wait.data),
        reason=form.reason.data or "",
        actor_id=current_user.person_id,
        now=clock.now(),
    )


@bp.post(f"{ATTEMPT}/release")
@access(*MANAGERS)
def release_one(attempt_id: int) -> Response:
    """Let the person see the result; it counts from now on."""
    desk.get_attempt(current_user, attempt_id)
    if release_results([attempt_id], actor_id=current_user.person_id, now=clock.now()):
        flash(_("The result is released."), "toast")
    else:
        flash(
            _("There was nothing to release: the result is seen already, or nobody has graded it yet."),
            "refusal",
        )
    return _back(attempt_id)
