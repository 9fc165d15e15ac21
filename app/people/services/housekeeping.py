"""What is kept about signing in, and for how long."""

from datetime import datetime, timedelta

from sqlalchemy import delete

from app.core.db import transaction
from app.people.models import MailedLink, SignIn
from app.people.tries import forget_tries

TRIES_KEPT = timedelta(days=31)
SESSIONS_KEPT = timedelta(days=90)
LINKS_KEPT = timedelta(days=90)


def forget_old(now: datetime) -> None:
    """Delete tries, sessions and links that have long stopped working; the audit trail keeps what happened."""
    with transaction() as session:
        forget_tries(before=now - TRIES_KEPT)
        session.execute(delete(SignIn).where(SignIn.expires_at < now - SESSIONS_KEPT))
        session.execute(delete(MailedLink).where(MailedLink.expires_at < now - LINKS_KEPT))
