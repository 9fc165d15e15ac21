"""The form of one answer: a draft of plain values, read strictly."""

from dataclasses import dataclass

from werkzeug.datastructures import MultiDict

from app.core.errors import DomainError
from app.core.i18n import gettext as _

FLAG, UNFLAG = "1", "0"


@dataclass(frozen=True)
class AnswerDraft:
    """Numbers of the chosen options, the browser's running number, the flag, and where to go next."""

    choices: list[str]
    sequence: int
    is_flagged: bool
    to: str


def read_answer(form: MultiDict[str, str]) -> AnswerDraft:
    """What the page sent; raises DomainError. The flag button's value wins over the flag as it was."""
    sequence = form.get("sequence", "")
    if not (sequence.isascii() and sequence.isdecimal() and len(sequence) < 10):
        raise DomainError(_("This answer could not be read. Reload the page and choose again."))
    flag = form.get("set_flag", form.get("flagged", UNFLAG))
    to = form.get("to", "")
    known = to == "summary" or (to.isascii() and to.isdecimal() and 0 < len(to) < 5)
    return AnswerDraft(form.getlist("choice"), int(sequence), flag == FLAG, to if known else "")
