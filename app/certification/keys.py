"""The keys with which this installation signs certificates: made at first need, sealed at rest, changed by hand.

The authority's private key stands only beside the live key; a retired one keeps its own half, so that a certificate
whose facts name it comes out the same when its job is cut off and done again.
"""

import json
from datetime import datetime

from flask import current_app
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from app.certification.authority import KeyPair, make_pair, renewed_pair
from app.certification.records import SigningKey
from app.core import audit
from app.core.db import db, transaction
from app.core.errors import NotVisible
from app.core.sealing import seal, unseal

KIND, PURPOSE = "pdf", "certificate key"


def live_key_id(now: datetime) -> int:
    """The key that signs what is frozen now; the first call on an installation makes it (about a second)."""
    live = _live_id()
    return live if live is not None else _keep_first(make_pair(_organisation(), now), now)


def key_pair(key_id: int) -> KeyPair:
    """The key opened. Raises InvalidToken when the secret it was sealed under is no longer set."""
    key = db.session.get(SigningKey, key_id)
    if key is None or key.kind != KIND:
        raise NotVisible
    private = json.loads(unseal(key.private, purpose=PURPOSE))
    return KeyPair(key.public, private["leaf"], private["authority"])


def rotate(now: datetime, *, has_new_authority: bool = False) -> int:
    """Retire the live key and begin with another. What was signed stays valid: its chain is in the document.

    Under the same authority, unless its own key may have leaked. Returns the new key's id.
    """
    old_id = live_key_id(now)
    old = key_pair(old_id)
    fresh = make_pair(_organisation(), now) if has_new_authority else renewed_pair(old, _organisation(), now)
    with transaction() as session:
        retired = session.get_one(SigningKey, old_id, with_for_update=True)
        if retired.retired_at is not None:
            return live_key_id(now)
        retired.retired_at = now
        retired.private = _sealed(KeyPair(old.chain, old.leaf_key, ""))
        session.flush()
        key = _row(fresh, now)
        session.add(key)
        session.flush()
        audit.record("signing_key.rotated", "signing_key", key.id, actor_id=None, retired_id=old_id)
        return key.id


def authorities() -> list[str]:
    """The certificates that readers may trust, oldest first: one, or more when an authority was replaced."""
    chains = db.session.scalars(
        select(SigningKey.public).where(SigningKey.kind == KIND).order_by(SigningKey.id)
    )
    return list(dict.fromkeys(KeyPair(chain, "", "").authority for chain in chains))


def _live_id() -> int | None:
    return db.session.scalar(
        select(SigningKey.id).where(SigningKey.kind == KIND, SigningKey.retired_at.is_(None))
    )


def _keep_first(pair: KeyPair, now: datetime) -> int:
    """Whoever makes the first key at the same moment takes the one that was kept."""
    with transaction() as session:
        key = _row(pair, now)
        try:
            with session.begin_nested():
                session.add(key)
        except IntegrityError:
            live = _live_id()
            if live is None:
                raise
            return live
        audit.record("signing_key.made", "signing_key", key.id, actor_id=None)
        return key.id


def _row(pair: KeyPair, now: datetime) -> SigningKey:
    return SigningKey(kind=KIND, public=pair.chain, private=_sealed(pair), created_at=now, retired_at=None)


def _sealed(pair: KeyPair) -> bytes:
    return seal(json.dumps({"leaf": pair.leaf_key, "authority": pair.authority_key}), purpose=PURPOSE)


def _organisation() -> str:
    return str(current_app.config["KRU"].issuer_name)
