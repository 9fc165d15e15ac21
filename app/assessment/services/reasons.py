"""Why something was decided about a person: it is kept, so there must be one."""

from app.core.errors import DomainError
from app.core.i18n import gettext as _

LONGEST = 500


def checked_reason(reason: str) -> str:
    """The reason without space around it. Raises DomainError when there is none, or too much of it."""
    because = reason.strip()
    if not because:
        raise DomainError(_("Say why. The reason is kept with it."), field="reason")
    if len(because) > LONGEST:
        raise DomainError(_("Say it in at most 500 characters."), field="reason")
    return because
