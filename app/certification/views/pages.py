"""Pages of certification: one's own, the details, an award, the file, and the public proof."""

from flask import flash, make_response, redirect, render_template, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from app.certification.asked import waiting_about
from app.certification.awards import get_award
from app.certification.certificates import get_printed, grouped, linkedin_url, proof_of, tidy_code
from app.certification.forms import RevokeForm, VerifyForm
from app.certification.overview import get_overview, making_of, overviews, requirement_tree
from app.certification.policies import can_change_awards, can_revoke
from app.certification.services import Asked
from app.certification.story import story_of
from app.certification.views.blueprint import bp
from app.certification.words import change_words, wish_words
from app.core import clock
from app.core.access import PUBLIC, SIGNED_IN, access, require
from app.core.errors import DomainError
from app.core.i18n import gettext as _
from app.core.limits import limiter
from app.core.serve import serve_file
from app.flows.revoke_certification import ask_or_revoke
from app.flows.start_renewal import start_renewal
from app.notifications.letters import reason
from app.people.models import ADMIN, CHANNEL_MANAGER


@bp.get("/certifications")
@access(SIGNED_IN)
def mine() -> str:
    """What I hold, what is within reach, what is past."""
    return render_template("certification/mine.html", overviews=overviews(current_user, now=clock.now()))


@bp.get("/certifications/<key>")
@access(SIGNED_IN)
def certification(key: str) -> str:
    """One certification: my standing, its requirements and what I am missing."""
    overview = get_overview(current_user, key, now=clock.now())
    period_id = overview.standing.period_id
    return render_template(
        "certification/certification.html",
        overview=overview,
        tree=requirement_tree(overview.definition.requirements),
        making=making_of(current_user, period_id) if period_id else None,
        linkedin_url=linkedin_url,
        download_kind="" if overview.can_renew else "primary",
        revocation_words=reason,
    )


@bp.post("/certifications/<key>/renew")
@access(SIGNED_IN)
def renew(key: str) -> Response:
    """Open the renewal's courses and go to the first one."""
    try:
        courses = start_renewal(current_user.person_id, key, now=clock.now())
    except DomainError as refusal:
        flash(str(refusal), "refusal")
        return redirect(url_for("certification.certification", key=key), code=303)
    if not courses:
        return redirect(url_for("certification.certification", key=key), code=303)
    return redirect(url_for("learning.course", course_key=courses[0]), code=303)


@bp.get("/certifications/awards/<int:period_id>")
@access(SIGNED_IN)
def award(period_id: int) -> str:
    """One award: whose, since when, by what evidence; managers revoke it here."""
    return _award_page(period_id, RevokeForm() if can_revoke(current_user) else None)


@bp.post("/certifications/awards/<int:period_id>/revoke")
@access(CHANNEL_MANAGER, ADMIN)
@limiter.limit("30 per hour")
def revoke(period_id: int) -> Response:
    """Take an award back."""
    require(can_revoke(current_user))
    get_award(current_user, period_id, now=clock.now())
    form = RevokeForm()
    if form.validate_on_submit():
        try:
            done = ask_or_revoke(
                period_id,
                actor_id=current_user.person_id,
                revoked_class=form.revoked_class.data,
                reason=form.reason.data or "",
                now=clock.now(),
            )
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            is_asked = isinstance(done, Asked)
            flash(
                _("Asked. A second person has to approve it; nothing has changed yet.")
                if is_asked
                else _("Revoked. The holder is told."),
                "toast",
            )
            return redirect(url_for("certification.award", period_id=period_id), code=303)
    return make_response(_award_page(period_id, form), 422)


def _award_page(period_id: int, form: RevokeForm | None) -> str:
    """An award; managers also see what happened to it, and what waits for a second person."""
    shown = get_award(current_user, period_id, now=clock.now())
    is_manager = can_change_awards(current_user)
    return render_template(
        "certification/award.html",
        award=shown,
        form=form,
        changes=story_of(shown.period) if is_manager else [],
        wishes=waiting_about(current_user, period_id) if is_manager else [],
        change_words=change_words(),
        wish_words=wish_words,
        revocation_words=reason,
    )


@bp.get("/certifications/awards/<int:period_id>/certificate")
@access(SIGNED_IN)
def making(period_id: int) -> str:
    """The piece of a page that waits until the certificate is there."""
    return render_template(
        "certification/_certificate.html",
        making=making_of(current_user, period_id),
        linkedin_url=linkedin_url,
        download_kind="primary",
    )


@bp.get("/certificates/<code>.pdf")
@access(SIGNED_IN)
def certificate(code: str) -> Response:
    """The file; while it is being made a page that says so."""
    printed = get_printed(current_user, code)
    if printed.sha256 is None:
        making = making_of(current_user, printed.period_id)
        page = render_template(
            "certification/waiting.html",
            making=making,
            linkedin_url=linkedin_url,
            download_kind="primary",
        )
        return make_response(page, 202)
    return serve_file(printed.sha256, "application/pdf", download_as=f"certificate-{printed.code}.pdf")


@bp.get("/verify")
@access(PUBLIC)
def verify_form() -> Response:
    """Where a code is typed in."""
    form = VerifyForm(request.args)
    if not form.code.data:
        return _public(render_template("certification/verify_form.html", form=form))
    code = tidy_code(form.code.data)
    return redirect(url_for("certification.verify", code=code or form.code.data), code=303)


@bp.get("/verify/<code>")
@access(PUBLIC)
@limiter.limit("60 per minute; 600 per hour")
def verify(code: str) -> Response:
    """What anybody may know about a certificate: whether it is valid, whose, for what, since when."""
    tidy = tidy_code(code)
    if tidy is not None and tidy != code:
        return redirect(url_for("certification.verify", code=tidy), code=303)
    proof = proof_of(tidy, now=clock.now()) if tidy else None
    if proof is None:
        form = VerifyForm(data={"code": code[:60]})
        return _public(render_template("certification/unknown.html", form=form), 404)
    page = render_template(
        "certification/verify.html",
        proof=proof,
        grouped=grouped,
        revocation_words=reason,
    )
    return _public(page)


def _public(page: str, status: int = 200) -> Response:
    """Search engines keep out, and nobody learns from where a code was followed."""
    response = make_response(page, status)
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response
