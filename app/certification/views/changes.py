"""Pages for managers: extend, defer and reinstate an award, and give one by hand."""

from collections.abc import Callable
from datetime import date
from typing import Any

from flask import flash, make_response, redirect, render_template, url_for
from flask_login import current_user
from sqlalchemy import select
from werkzeug.wrappers import Response

from app.certification.awards import AwardView, get_award
from app.certification.forms import GiveForm, MoveForm, ReasonForm
from app.certification.policies import can_change_awards
from app.certification.queries import live_definitions
from app.certification.services import Asked, Changed, Given
from app.certification.views.blueprint import bp
from app.certification.words import alone_until, evidence_words
from app.core import clock
from app.core.access import access, require
from app.core.db import db
from app.core.errors import DomainError, NotVisible
from app.core.i18n import gettext as _
from app.core.i18n import pick
from app.core.limits import limiter
from app.flows.award_manually import award_manually
from app.flows.defer_certification import defer_certification
from app.flows.extend_certification import extend_certification
from app.flows.reinstate_certification import reinstate_certification
from app.people.models import ADMIN, CHANNEL_MANAGER, Person
from app.people.scope import person_within_sight

CHANGE = "/certifications/awards/<int:period_id>/<any(extend, defer, reinstate):change>"
GIVE = "/people/<int:person_id>/certifications/give"
EVIDENCE_NAMES = {"external": "external-credential", "attestation": "attestation", "pitch": "recorded-pitch"}
"""What evidence for an award by hand is called in the award."""


@bp.get(CHANGE)
@access(CHANNEL_MANAGER, ADMIN)
def change(period_id: int, change: str) -> str:
    """Where an award is extended, deferred or reinstated."""
    require(can_change_awards(current_user))
    return _change_page(get_award(current_user, period_id, now=clock.now()), change, _form_of(change))


@bp.post(CHANGE)
@access(CHANNEL_MANAGER, ADMIN)
@limiter.limit("60 per hour")
def change_save(period_id: int, change: str) -> Response:
    """Do it, or ask a second person where the rules want one."""
    require(can_change_awards(current_user))
    shown, form = get_award(current_user, period_id, now=clock.now()), _form_of(change)
    if form.validate_on_submit():
        try:
            done = DEEDS[change](period_id, form)
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            flash(_done_words(change, done), "toast")
            return redirect(url_for("certification.award", period_id=period_id), code=303)
    return make_response(_change_page(shown, change, form), 422)


def _form_of(change: str) -> ReasonForm:
    return ReasonForm() if change == "reinstate" else MoveForm()


def _extend(period_id: int, form: Any) -> Changed | Asked:
    return extend_certification(period_id, until=form.until.data, **_by(form))


def _defer(period_id: int, form: Any) -> Changed | Asked:
    return defer_certification(period_id, grace_until=form.until.data, **_by(form))


def _reinstate(period_id: int, form: Any) -> Changed | Asked:
    return reinstate_certification(period_id, **_by(form))


DEEDS: dict[str, Callable[[int, Any], Changed | Asked]] = {
    "extend": _extend,
    "defer": _defer,
    "reinstate": _reinstate,
}


def _by(form: ReasonForm) -> dict[str, Any]:
    return {"actor_id": current_user.person_id, "reason": form.reason.data or "", "now": clock.now()}


def _done_words(change: str, done: Changed | Asked) -> str:
    if isinstance(done, Asked):
        return asked_words()
    return {
        "extend": _("Extended."),
        "defer": _("Deferred."),
        "reinstate": _("Reinstated. The holder is told."),
    }[change]


def asked_words() -> str:
    """What is said when a second person has to approve."""
    return _("Asked. A second person has to approve it; nothing has changed yet.")


def _change_page(shown: AwardView, change: str, form: ReasonForm) -> str:
    alone: date | None = None
    if change != "reinstate":
        alone = alone_until(shown.period, is_grace=change == "defer")
    return render_template(
        "certification/change.html", award=shown, change=change, form=form, alone_until=alone
    )


@bp.get(GIVE)
@access(CHANNEL_MANAGER, ADMIN)
def give(person_id: int) -> str:
    """Where a certification is given for evidence from elsewhere."""
    require(can_change_awards(current_user))
    return _give_page(_person(person_id), _give_form())


@bp.post(GIVE)
@access(CHANNEL_MANAGER, ADMIN)
@limiter.limit("60 per hour")
def give_save(person_id: int) -> Response:
    """Ask a second person to award it."""
    require(can_change_awards(current_user))
    somebody, form = _person(person_id), _give_form()
    if form.validate_on_submit():
        given = Given(EVIDENCE_NAMES[form.kind.data], form.kind.data, form.reference.data or "")
        try:
            award_manually(person_id, form.certification.data, given=given, **_by(form))
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            flash(asked_words(), "toast")
            return redirect(url_for("people.person", person_id=person_id), code=303)
    return make_response(_give_page(somebody, form), 422)


def _person(person_id: int) -> Person:
    somebody = db.session.scalar(
        select(Person).where(Person.id == person_id, person_within_sight(current_user))
    )
    if somebody is None:
        raise NotVisible
    return somebody


def _give_form() -> GiveForm:
    form = GiveForm()
    form.offer(
        ((key, pick(live.document.title)) for key, live in live_definitions().items()),
        evidence_words().items(),
    )
    return form


def _give_page(somebody: Person, form: GiveForm) -> str:
    return render_template("certification/give.html", person=somebody, form=form)
