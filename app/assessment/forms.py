"""The form of one answer: a draft of plain values, read strictly."""

from dataclasses import dataclass
from typing import Any

from flask import current_app
from itsdangerous import BadSignature, URLSafeSerializer
from werkzeug.datastructures import MultiDict

from app.assessment.services.signalling import LARGEST, Noticed
from app.core.errors import DomainError
from app.core.i18n import gettext as _

FLAG, UNFLAG = "1", "0"
OWN_FIELDS = {
    "csrf_token",
    "sequence",
    "flagged",
    "set_flag",
    "to",
    "clear",
    "certainty",
    "file",
    "media_type",
    "name",
}
"""What a form says beside the answer, and what only the server says of a recording."""
MOST_FIELDS = 400
MOST_AT_ONCE = 50
"""Signals in one message."""


@dataclass(frozen=True)
class AnswerDraft:
    """The question's own fields, the browser's running number, the flag, how sure, and where to go next."""

    values: dict[str, list[str]]
    sequence: int
    is_flagged: bool
    certainty: int | None
    to: str


def read_answer(form: MultiDict[str, str], *, attempt_id: int, position: int) -> AnswerDraft:
    """What the page sent; raises DomainError. The flag button's value wins over the flag as it was."""
    sequence = form.get("sequence", "")
    certainty = form.get("certainty", "")
    if not _is_number(sequence, 9) or len(form) > MOST_FIELDS or (certainty and not _is_number(certainty, 1)):
        raise unreadable()
    flag = form.get("set_flag", form.get("flagged", UNFLAG))
    to = form.get("to", "")
    values = (
        {} if form.get("clear") else {name: form.getlist(name) for name in form if name not in OWN_FIELDS}
    )
    if form.get("file") and not form.get("clear"):
        values |= _read_recording(form["file"], attempt_id, position)
    return AnswerDraft(
        values,
        int(sequence),
        flag == FLAG,
        int(certainty) if certainty else None,
        to if to == "summary" or _is_number(to, 4) else "",
    )


def unreadable() -> DomainError:
    return DomainError(_("This answer could not be read. Reload the page and choose again."))


def _is_number(text: str, most_digits: int) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= most_digits


def recording_token(attempt_id: int, position: int, recording: dict[str, str]) -> str:
    """What a page sends for a recording that the server keeps: nobody can name another file with it."""
    said = [attempt_id, position, recording["file"], recording["media_type"], recording["name"]]
    token = _signer().dumps(said)
    return token if isinstance(token, str) else token.decode()


def _read_recording(token: str, attempt_id: int, position: int) -> dict[str, list[str]]:
    try:
        of_attempt, of_position, sha256, media_type, name = _signer().loads(token)
    except (BadSignature, ValueError):
        raise unreadable() from None
    if (of_attempt, of_position) != (attempt_id, position):
        raise unreadable()
    return {"file": [sha256], "media_type": [media_type], "name": [name]}


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt="kru.recording")


def read_signals(sent: Any) -> list[Noticed]:
    """What a browser says that it noticed: a list of kind, position and amount. What cannot be read is left out."""
    listed = sent if isinstance(sent, list) else []
    return [noticed for one in listed[:MOST_AT_ONCE] if (noticed := _noticed(one))]


def _noticed(one: Any) -> Noticed | None:
    if not isinstance(one, dict):
        return None
    kind, position, amount = one.get("kind"), one.get("position"), one.get("amount", 0)
    numbers = [number for number in (position, amount) if number is not None]
    if not isinstance(kind, str) or any(type(n) is not int or not 0 <= n <= LARGEST for n in numbers):
        return None
    return Noticed(kind, position, amount or 0)
