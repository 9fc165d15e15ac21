"""The page of one person: where they work and worked, their roles, and what a manager may do."""

from collections.abc import Callable

from flask import flash, redirect, render_template, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from app.assessment.quiz_desk import attempts_of, quiz_titles
from app.certification.queries import live_definitions, standings_of
from app.core import clock
from app.core.access import access, require
from app.core.errors import DomainError
from app.core.i18n import gettext as _
from app.core.limits import limiter
from app.flows.settle import settle_or_retry
from app.people import services
from app.people.directory import PersonPage, open_companies, person_page, waiting_invitations
from app.people.forms import MoveForm, offered
from app.people.models import ADMIN, CHANNEL_MANAGER, REP
from app.people.policies import (
    can_manage_people_of,
    can_manage_person,
    grantable_roles,
    revocable_roles,
    roles_to_offer,
)
from app.people.seats import OpenSeat
from app.people.views.blueprint import bp
from app.people.views.people import MANAGERS
from app.people.words import role_words, state_words

ATTEMPTS_SHOWN = 10


@bp.get("/people/<int:person_id>")
@access(*MANAGERS)
def person(person_id: int) -> str:
    page = person_page(current_user, person_id)
    return render_template(
        "people/person.html",
        page=page,
        seats=[_seat_view(page, seat) for seat in page.seats],
        certifications=_certifications(page),
        attempts=attempts_of(current_user, page.id, limit=ATTEMPTS_SHOWN),
        quiz_titles=quiz_titles(),
        most_attempts=ATTEMPTS_SHOWN,
        waiting=waiting_invitations(current_user, person_id=person_id),
        can_manage=can_manage_person(current_user, page.id, page.all_seats),
        roles=role_words(),
        states=state_words(),
    )


def _certifications(page: PersonPage) -> list[dict[str, object]]:
    """What somebody who learns for a partner holds, held or is on the way to; nobody else learns here."""
    if all(seat.is_vendor_company for seat in page.seats):
        return []
    live = live_definitions()
    return [
        {"key": key, "title": live[key].document.title, "state": one.state, "on": one.on}
        for key, one in standings_of(page.id, now=clock.now()).items()
        if key in live
    ]


def _seat_view(page: PersonPage, seat: OpenSeat) -> dict[str, object]:
    """A seat with what may be done to it."""
    where = {"company_id": seat.company_id, "is_vendor_company": seat.is_vendor_company}
    grantable = grantable_roles(current_user, **where)  # type: ignore[arg-type]
    revocable = revocable_roles(current_user, **where)  # type: ignore[arg-type]
    return {
        "seat": seat,
        "grantable": offered(grantable - seat.roles),
        "revocable": revocable & seat.roles if len(seat.roles) > 1 else frozenset(),
        "can_leave": can_manage_person(current_user, page.id, [seat]),
        "can_invite": page.state == "invited" and can_manage_people_of(current_user, seat.company_id),
    }


def _done(person_id: int, command: Callable[[], object], words: str) -> Response:
    """Run a command and say how it went on the person's page, or on the list when they are out of sight now."""
    try:
        command()
        flash(words, "toast")
    except DomainError as refusal:
        flash(str(refusal), "refusal")
    return redirect(url_for("people.person", person_id=person_id), code=303)


@bp.post("/people/<int:person_id>/disable")
@access(*MANAGERS)
def disable(person_id: int) -> Response:
    return _done(
        person_id,
        lambda: services.disable_person(current_user, person_id, now=clock.now()),
        _("Switched off. Every browser is signed out."),
    )


@bp.post("/people/<int:person_id>/enable")
@access(*MANAGERS)
def enable(person_id: int) -> Response:
    return _done(person_id, lambda: services.enable_person(current_user, person_id), _("Switched on again."))


@bp.post("/people/<int:person_id>/invite")
@limiter.limit("60 per minute")
@access(*MANAGERS)
def invite_member(person_id: int) -> Response:
    """Send a first link to somebody who was imported and has no password yet."""
    return _done(
        person_id,
        lambda: services.invite_member(current_user, person_id, now=clock.now()),
        _("The invitation is on its way."),
    )


@bp.post("/people/<int:person_id>/seats/<int:affiliation_id>/grant")
@access(*MANAGERS)
def grant(person_id: int, affiliation_id: int) -> Response:
    role = request.form.get("role", "")
    return _done(
        person_id,
        lambda: services.grant_role(current_user, affiliation_id, role, now=clock.now()),
        _("The role is given. It counts from the next page on."),
    )


@bp.post("/people/<int:person_id>/seats/<int:affiliation_id>/revoke")
@access(*MANAGERS)
def revoke(person_id: int, affiliation_id: int) -> Response:
    role = request.form.get("role", "")
    return _done(
        person_id,
        lambda: services.revoke_role(current_user, affiliation_id, role),
        _("The role is taken away."),
    )


@bp.post("/people/<int:person_id>/seats/<int:affiliation_id>/leave")
@access(*MANAGERS)
def leave(person_id: int, affiliation_id: int) -> Response:
    try:
        services.leave_company(current_user, affiliation_id, now=clock.now())
        flash(_("The person no longer works there. What they earned stays."), "toast")
    except DomainError as refusal:
        flash(str(refusal), "refusal")
        return redirect(url_for("people.person", person_id=person_id), code=303)
    return redirect(url_for("people.people"), code=303)


def _move_page(page: PersonPage) -> tuple[MoveForm, str]:
    require(can_manage_person(current_user, page.id, page.all_seats))
    form = MoveForm(company=0, roles=[REP])
    here = {seat.company_id for seat in page.all_seats if seat.is_credited}
    companies = [(key, name) for key, name in open_companies(current_user) if key not in here]
    form.offer(companies, roles_to_offer(current_user))
    return form, render_template("people/move.html", page=page, form=form)


@bp.get("/people/<int:person_id>/move")
@access(CHANNEL_MANAGER, ADMIN)
def move(person_id: int) -> str:
    return _move_page(person_page(current_user, person_id))[1]


@bp.post("/people/<int:person_id>/move")
@access(CHANNEL_MANAGER, ADMIN)
def move_submit(person_id: int) -> Response | tuple[str, int]:
    page = person_page(current_user, person_id)
    form, _html = _move_page(page)
    if not form.validate():
        return render_template("people/move.html", page=page, form=form), 422
    try:
        services.move_person(current_user, person_id, form.destination(), now=clock.now())
    except DomainError as refusal:
        form.refuse(refusal)
        return render_template("people/move.html", page=page, form=form), 422
    settle_or_retry(person_id, now=clock.now())
    flash(_("Moved. Every browser is signed out; credit counts for the new company from now on."), "toast")
    return redirect(url_for("people.person", person_id=person_id), code=303)
