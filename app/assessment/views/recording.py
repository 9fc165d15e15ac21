"""Recordings that people give as answers: taken in, and played to who gave them."""

from flask import request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from app.assessment import paper_queries as queries
from app.assessment.forms import read_answer, recording_token
from app.assessment.paper import ShownPitch
from app.assessment.paper_queries import Sitting
from app.assessment.recordings import LARGEST, Wanted, keep_recording, too_large
from app.assessment.services import save_answer
from app.assessment.views.blueprint import ANSWER, bp
from app.assessment.views.replies import refused, saved_reply
from app.core import clock
from app.core.access import SIGNED_IN, access
from app.core.errors import DomainError, NotVisible
from app.core.limits import limiter
from app.core.serve import serve_file


def _who() -> str:
    return f"person:{getattr(current_user, 'person_id', 0)}"


@bp.post(f"{ANSWER}/recording")
@limiter.limit("20 per minute", key_func=_who)
@access(SIGNED_IN)
def record(attempt_id: int, position: int) -> Response:
    """Take a recording as the body of the request, as large as it may be, and save it as the answer."""
    wanted = _wanted(attempt_id, position)
    try:
        draft = read_answer(request.args, attempt_id=attempt_id, position=position)
        if not request.content_length or request.content_length > LARGEST:
            raise too_large()
        request.max_content_length = LARGEST
        values = keep_recording(request.stream, request.args.get("name", ""), wanted)
        saved = save_answer(
            attempt_id,
            person_id=current_user.person_id,
            position=position,
            values=values,
            sequence=draft.sequence,
            is_flagged=draft.is_flagged,
            now=clock.now(),
        )
    except DomainError as refusal:
        return refused(attempt_id, position, refusal)
    kept = {name: value[0] for name, value in values.items()}
    token = recording_token(attempt_id, position, kept)
    return saved_reply(saved, token=token, name=kept["name"], url=_url(attempt_id, position))


def _url(attempt_id: int, position: int) -> str:
    return url_for("assessment.recording", attempt_id=attempt_id, position=position)


def values_uploaded(attempt_id: int, position: int) -> dict[str, list[str]]:
    """The recording that came with a plain form, if one did. Raises NotVisible or DomainError."""
    file = request.files.get("recording")
    if file is None or not file.filename:
        return {}
    return keep_recording(file.stream, file.filename, _wanted(attempt_id, position))


def _wanted(attempt_id: int, position: int) -> Wanted:
    """What a question of one's own open paper asks for; raises NotVisible where it asks for no recording."""
    sitting: Sitting = queries.get_sitting(current_user, attempt_id)
    question = queries.get_page(sitting, position).question
    if not isinstance(question, ShownPitch):
        raise NotVisible
    return Wanted(question.medium, question.max_seconds)


@bp.get(f"{ANSWER}/recording")
@access(SIGNED_IN)
def recording(attempt_id: int, position: int) -> Response:
    """One's own recording."""
    queries.get_sitting(current_user, attempt_id)
    kept = queries.get_recording(attempt_id, position)
    return serve_file(kept["file"], kept["media_type"])
