"""Begin an attempt at a quiz."""

from flask import flash, redirect, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from app.assessment.views.blueprint import bp
from app.catalogue.documents import Quiz
from app.core import clock
from app.core.access import SIGNED_IN, access
from app.core.errors import DomainError, NotVisible
from app.core.limits import limiter
from app.flows.start_quiz import start_quiz
from app.learning.opening import Locked, require_open_item


def _who() -> str:
    """Starts are counted by person: a whole office may sit an exam behind one address."""
    return f"person:{getattr(current_user, 'person_id', 0)}"


@bp.post("/learn/<course_key>/<item_key>/attempts")
@limiter.limit("30 per minute", key_func=_who)
@access(SIGNED_IN)
def start(course_key: str, item_key: str) -> Response:
    """Begin, or go on with the attempt that is open; a locked quiz leads to its page, which names what is missing."""
    item_url = url_for("learning.item", course_key=course_key, item_key=item_key)
    try:
        opened = require_open_item(current_user, course_key, item_key)
        if not isinstance(opened.item, Quiz):
            raise NotVisible
        attempt_id = start_quiz(
            current_user.person_id,
            course_key=course_key,
            quiz=opened.item,
            version_id=opened.version_id,
            honoured=request.form.get("honour") == "yes",
            now=clock.now(),
        )
    except Locked:
        return redirect(item_url, code=303)
    except DomainError as refusal:
        flash(str(refusal), "refusal")
        return redirect(item_url, code=303)
    return redirect(url_for(".attempt", attempt_id=attempt_id), code=303)
