"""The inbox."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from app.core import clock
from app.core.access import SIGNED_IN, access
from app.notifications import queries, services
from app.notifications.letters import sentence, target

bp = Blueprint("notifications", __name__, template_folder="templates")


@bp.get("/notices")
@access(SIGNED_IN)
def inbox() -> str:
    """What the person was told, newest first, and what of it is new."""
    found = queries.notices(
        current_user.person_id, before=request.args.get("before", type=int), limit=queries.PAGE + 1
    )
    shown = found[: queries.PAGE]
    return render_template(
        "notifications/inbox.html",
        lines=shown,
        sentences={line.id: sentence(line.kind, line.params) for line in shown},
        unread=queries.unread_count(current_user.person_id),
        next_before=shown[-1].id if len(found) > queries.PAGE else None,
    )


@bp.post("/notices/read")
@access(SIGNED_IN)
def read_all() -> Response:
    """Everything is read."""
    services.mark_read(current_user.person_id, now=clock.now())
    return redirect(url_for("notifications.inbox"), code=303)


@bp.post("/notices/<int:notice_id>")
@access(SIGNED_IN)
def open_notice(notice_id: int) -> Response:
    """Mark one notice as read and go to what it is about. A foreign one is not found."""
    line = queries.get_notice(current_user.person_id, notice_id)
    services.mark_read(current_user.person_id, now=clock.now(), notice_id=notice_id)
    endpoint, values = target(line.kind, line.params)
    return redirect(url_for(endpoint, **values), code=303)
