"""The list of people, and inviting one."""

from flask import flash, redirect, render_template, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from app.core import clock
from app.core.access import access
from app.core.addresses import number_in_query
from app.core.errors import DomainError
from app.core.i18n import gettext as _
from app.core.i18n import language
from app.core.limits import limiter
from app.people import services
from app.people.directory import STATES, PeopleFilter, list_people, open_companies, waiting_invitations
from app.people.forms import InviteForm
from app.people.models import ADMIN, CHANNEL_MANAGER, PARTNER_ADMIN, REP
from app.people.policies import roles_to_offer
from app.people.views.blueprint import bp
from app.people.words import role_words, state_words

MANAGERS = (PARTNER_ADMIN, CHANNEL_MANAGER, ADMIN)


@bp.get("/people")
@access(*MANAGERS)
def people() -> str:
    wanted = PeopleFilter(
        text=request.args.get("q", "").strip()[:100],
        company_id=number_in_query("company"),
        role=_known(request.args.get("role", ""), role_words()),
        state=_known(request.args.get("state", ""), STATES),
    )
    found = list_people(current_user, wanted, at=request.args.get("at"))
    given = {"q": wanted.text, "company": wanted.company_id, "role": wanted.role, "state": wanted.state}
    return render_template(
        "people/people.html",
        found=found,
        wanted=wanted,
        given={key: value for key, value in given.items() if value},
        waiting=waiting_invitations(current_user),
        companies=open_companies(current_user) if current_user.is_channel_manager else [],
        roles=role_words(),
        states=state_words(),
    )


def _known(word: str, words: object) -> str:
    return word if word in words else ""  # type: ignore[operator]


def _invite_form() -> InviteForm:
    companies = open_companies(current_user)
    usual = 0 if current_user.is_channel_manager else current_user.company_id
    form = InviteForm(company=number_in_query("company") or usual, roles=[REP], language=language())
    form.offer(companies, roles_to_offer(current_user))
    return form


@bp.get("/people/invite")
@access(*MANAGERS)
def invite() -> str:
    return render_template("people/invite.html", form=_invite_form())


@bp.post("/people/invite")
@limiter.limit("60 per minute; 500 per hour")
@access(*MANAGERS)
def invite_submit() -> Response | tuple[str, int]:
    form = _invite_form()
    if not form.validate():
        return render_template("people/invite.html", form=form), 422
    invitee = form.invitee()
    try:
        services.invite(current_user, invitee, now=clock.now())
    except DomainError as refusal:
        form.refuse(refusal)
        return render_template("people/invite.html", form=form), 422
    flash(_("The invitation for %(name)s is on its way.", name=invitee.name), "toast")
    return redirect(url_for("people.people"), code=303)


@bp.post("/people/invitations/<int:link_id>/again")
@limiter.limit("60 per minute")
@access(*MANAGERS)
def invitation_again(link_id: int) -> Response:
    try:
        services.invite_again(current_user, link_id, now=clock.now())
        flash(_("A new invitation is on its way. The link before it no longer works."), "toast")
    except DomainError as refusal:
        flash(str(refusal), "refusal")
    return redirect(url_for("people.people"), code=303)


@bp.post("/people/invitations/<int:link_id>/withdraw")
@access(*MANAGERS)
def invitation_withdraw(link_id: int) -> Response:
    services.withdraw_invitation(current_user, link_id, now=clock.now())
    flash(_("The invitation is withdrawn. Its link no longer works."), "toast")
    return redirect(url_for("people.people"), code=303)
