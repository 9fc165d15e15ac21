"""Is what a process keeps of the database still so? It is while the token in one row stays the same.

Whoever changes something that processes keep renews the token in the same transaction. A token is random, not
counted: one of a transaction that was rolled back never comes again. Signing a person in for a request reads it along.
"""

import secrets
from typing import cast

from flask import g
from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from app.core.db import read
from app.core.models import Freshness

ROW = 1
TOKEN = select(Freshness.token).where(Freshness.id == ROW).scalar_subquery()
"""A column for statements that read the token along; null before anything was kept for the first time."""
ALONE = select(TOKEN)


def token() -> str:
    """The token as this request knows it; one statement, unless it was read along already."""
    if "freshness" not in g:
        note(read(ALONE).scalar_one())
    return cast(str, g.freshness)


def note(found: str | None) -> None:
    """Remember for this request what was read along."""
    g.freshness = found or ""


def forget() -> None:
    """Ask again."""
    g.pop("freshness", None)


def renew(session: Session) -> None:
    """What processes keep is no longer so once this transaction is committed."""
    fresh = secrets.token_hex(16)
    changed = session.execute(update(Freshness).where(Freshness.id == ROW).values(token=fresh))
    if changed.rowcount == 0:  # type: ignore[attr-defined]
        session.execute(insert(Freshness).values(id=ROW, token=fresh))
    forget()
