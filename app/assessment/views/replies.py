"""What a paper's page is answered: JSON for its script, or a page to go to."""

from flask import flash, jsonify, redirect, request, url_for
from werkzeug.wrappers import Response

from app.assessment.services import AttemptClosed, Saved
from app.core.errors import DomainError
from app.core.i18n import clock_time


def wants_json() -> bool:
    return request.accept_mimetypes.best == "application/json"


def question_url(attempt_id: int, position: int) -> str:
    """A question. On a page of all, the browser keeps the place that the form named."""
    return url_for("assessment.attempt", attempt_id=attempt_id, question=position)


def to_question(attempt_id: int, position: int, to: str = "") -> Response:
    """Where the pressed button leads: a question, the overview, or the same question."""
    if to == "summary":
        return redirect(url_for("assessment.summary", attempt_id=attempt_id), code=303)
    return redirect(question_url(attempt_id, int(to) if to else position), code=303)


def saved_reply(saved: Saved, **more: str) -> Response:
    return jsonify(kept=saved.is_kept, sequence=saved.sequence, clock=clock_time(saved.at), **more)


def refused(attempt_id: int, position: int, refusal: DomainError) -> Response:
    """409 when the attempt is over, 422 for what cannot be taken; a plain form is led on instead."""
    is_over = isinstance(refusal, AttemptClosed)
    back = (
        url_for("assessment.attempt", attempt_id=attempt_id)
        if is_over
        else question_url(attempt_id, position)
    )
    if wants_json():
        answer = jsonify(error=str(refusal), next=back)
        answer.status_code = 409 if is_over else 422
        return answer
    flash(str(refusal), "warn")
    return redirect(back, code=303)
