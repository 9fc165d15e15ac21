"""The page of one certification's holders, for managers."""

from flask import render_template, request
from flask_login import current_user

from app.certification.views.blueprint import bp
from app.core import clock
from app.core.access import access
from app.people.models import ADMIN, CHANNEL_MANAGER, PARTNER_ADMIN
from app.reporting.holders import STATES, holders_of
from app.reporting.words import state_word


@bp.get("/certifications/<key>/holders")
@access(PARTNER_ADMIN, CHANNEL_MANAGER, ADMIN)
def holders(key: str) -> str:
    """Who holds it and who held it, of those whom one looks after."""
    state = request.args.get("state", "")
    state = state if state in STATES else ""
    return render_template(
        "certification/holders.html",
        key=key,
        found=holders_of(current_user, key, state=state, at=request.args.get("at"), now=clock.now()),
        state=state,
        states=[(one, state_word(one)) for one in STATES],
    )
