"""The page of requests: what waits for a second person, and how it is decided."""

from flask import flash, redirect, render_template, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from app.certification.asked import decided, waiting
from app.certification.policies import can_change_awards
from app.certification.views.blueprint import bp
from app.certification.words import wish_words
from app.core import clock
from app.core.access import access, require
from app.core.errors import DomainError
from app.core.i18n import gettext as _
from app.core.limits import limiter
from app.flows.decide_request import decide_request
from app.people.models import ADMIN, CHANNEL_MANAGER


@bp.get("/certifications/requests")
@access(CHANNEL_MANAGER, ADMIN)
def requests() -> str:
    """What waits for a second person, and what was decided."""
    return render_template(
        "certification/requests.html",
        waiting=waiting(current_user, at=request.args.get("at")),
        decided=decided(current_user, at=request.args.get("decided")),
        wish_words=wish_words,
    )


@bp.post("/certifications/requests/<int:request_id>")
@access(CHANNEL_MANAGER, ADMIN)
@limiter.limit("120 per hour")
def decide(request_id: int) -> Response:
    """Approve or refuse what somebody else has asked for."""
    require(can_change_awards(current_user))
    verdict = request.form.get("verdict", "")
    try:
        decide_request(request_id, verdict=verdict, actor_id=current_user.person_id, now=clock.now())
    except DomainError as refusal:
        flash(str(refusal), "refusal")
    else:
        flash(_("Approved and done.") if verdict == "approved" else _("Refused."), "toast")
    return redirect(url_for("certification.requests"), code=303)
