"""What the page of an open paper sends: answers, checks, and what the browser noticed."""

from flask import flash, request
from flask_login import current_user
from werkzeug.wrappers import Response

from app.assessment.forms import read_answer, read_signals
from app.assessment.services import check_answer, note_signals, save_answer
from app.assessment.views.blueprint import ANSWER, ATTEMPT, bp
from app.assessment.views.recording import values_uploaded
from app.assessment.views.replies import refused, saved_reply, to_question, wants_json
from app.core import clock
from app.core.access import SIGNED_IN, access
from app.core.errors import DomainError
from app.core.i18n import gettext as _


@bp.route(ANSWER, methods=["POST", "PUT"])
@access(SIGNED_IN)
def save(attempt_id: int, position: int) -> Response:
    """Save one answer; the page's script asks for JSON, a plain form goes on to where its button leads."""
    try:
        draft = read_answer(request.form, attempt_id=attempt_id, position=position)
        saved = save_answer(
            attempt_id,
            person_id=current_user.person_id,
            position=position,
            values=draft.values | values_uploaded(attempt_id, position),
            sequence=draft.sequence,
            is_flagged=draft.is_flagged,
            certainty=draft.certainty,
            now=clock.now(),
        )
    except DomainError as refusal:
        return refused(attempt_id, position, refusal)
    if wants_json():
        return saved_reply(saved)
    if not saved.is_kept:
        flash(_("This question was answered in another window, and that newer answer is kept."), "warn")
        return to_question(attempt_id, position)
    return to_question(attempt_id, position, draft.to)


@bp.post(f"{ANSWER}/check")
@access(SIGNED_IN)
def check(attempt_id: int, position: int) -> Response:
    """Check an answer where the quiz allows it; what comes of it stands on the question's page."""
    try:
        draft = read_answer(request.form, attempt_id=attempt_id, position=position)
        check_answer(
            attempt_id,
            person_id=current_user.person_id,
            position=position,
            values=draft.values,
            sequence=draft.sequence,
            now=clock.now(),
        )
    except DomainError as refusal:
        return refused(attempt_id, position, refusal)
    return to_question(attempt_id, position)


@bp.post(f"{ATTEMPT}/signals")
@access(SIGNED_IN)
def signals(attempt_id: int) -> tuple[str, int]:
    """Keep what the browser noticed, for a person to judge."""
    noticed = read_signals(request.get_json(silent=True))
    note_signals(attempt_id, person_id=current_user.person_id, signals=noticed, now=clock.now())
    return "", 204
