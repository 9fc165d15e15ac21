"""Give past answers to a question another worth: preview first, then apply; and undo for 30 days."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from app.assessment.regrade_queries import regrades_of
from app.assessment.regrading import Plan
from app.assessment.studio_forms import ReasonForm, RegradeForm
from app.assessment.studio_queries import QuestionPage, get_bank, get_question
from app.assessment.views.blueprint import bp
from app.core import clock
from app.core.access import access
from app.core.errors import DomainError, NotVisible
from app.core.i18n import gettext as _
from app.core.i18n import ngettext
from app.flows.regrade_question import foretell, regrade_question, undo
from app.people.models import ADMIN, AUTHOR

REGRADE = "/studio/banks/<bank_key>/<question_key>/regrade"
MOST_SHOWN = 100


@bp.get(REGRADE)
@access(AUTHOR, ADMIN)
def regrade(bank_key: str, question_key: str) -> str:
    """The choice, and once it is made who would change by it; what was done before."""
    form = RegradeForm(request.args, meta={"csrf": False})
    return _page(bank_key, question_key, form, ReasonForm(formdata=None))


def _page(bank_key: str, question_key: str, form: RegradeForm, reason: ReasonForm) -> str:
    bank = get_bank(current_user, bank_key)
    found = get_question(bank, question_key, version=None)
    shown: dict[str, Any] = {"foretold": None, "refusal": ""}
    if form.kind.data and form.validate():
        try:
            plan = _plan(found, form)
            shown["foretold"] = foretell(plan, actor_id=current_user.person_id, now=clock.now())
        except DomainError as refusal:
            shown["refusal"] = str(refusal)
    return render_template(
        "assessment/studio/regrade.html",
        bank=bank,
        found=found,
        form=form,
        reason=reason,
        past=regrades_of(found.row.id),
        undo_form=ReasonForm(formdata=None),
        now=clock.now(),
        most=MOST_SHOWN,
        **shown,
    )


def _plan(found: QuestionPage, form: RegradeForm) -> Plan:
    mended = None if form.kind.data == "dropped" else found.document
    return Plan(found.row.id, mended, form.never_lower.data)


@bp.post(REGRADE)
@access(AUTHOR, ADMIN)
def regrade_save(bank_key: str, question_key: str) -> str | Response | tuple[str, int]:
    """Apply what was previewed; it is worked out anew with the attempts locked."""
    found = get_question(get_bank(current_user, bank_key), question_key, version=None)
    form, reason = RegradeForm(meta={"csrf": False}), ReasonForm()
    if not (form.validate() and reason.validate_on_submit()):
        return _page(bank_key, question_key, form, reason), 422
    try:
        changed = regrade_question(
            _plan(found, form), reason=reason.reason.data, actor_id=current_user.person_id, now=clock.now()
        )
    except DomainError as refusal:
        flash(str(refusal), "refusal")
    else:
        flash(
            ngettext("%(num)s attempt was regraded.", "%(num)s attempts were regraded.", len(changed)), "done"
        )
    return redirect(url_for(".regrade", bank_key=bank_key, question_key=question_key), code=303)


@bp.post(f"{REGRADE}/<int(max=2147483647):regrade_id>/undo")
@access(AUTHOR, ADMIN)
def regrade_undo(bank_key: str, question_key: str, regrade_id: int) -> Response:
    """Put back what a regrade of this question changed."""
    found = get_question(get_bank(current_user, bank_key), question_key, version=None)
    if regrade_id not in {past.id for past in regrades_of(found.row.id)}:
        raise NotVisible
    form = ReasonForm()
    if not form.validate_on_submit():
        flash(_("Say why it is undone, in at least 10 characters."), "refusal")
    else:
        try:
            changed = undo(
                regrade_id, reason=form.reason.data, actor_id=current_user.person_id, now=clock.now()
            )
            count = len(changed)
            flash(ngettext("%(num)s attempt is as before.", "%(num)s attempts are as before.", count), "done")
        except DomainError as refusal:
            flash(str(refusal), "refusal")
    return redirect(url_for(".regrade", bank_key=bank_key, question_key=question_key), code=303)
