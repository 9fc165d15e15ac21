"""Random secrets and how they are kept: only their hash is stored."""

import hashlib
import secrets

CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def new_token() -> str:
    """256 random bits for a link or a session, safe in a URL."""
    return secrets.token_urlsafe(32)


def token_hash(token: str) -> str:
    """What the database keeps of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def new_code() -> str:
    """128 random bits as 26 characters of Crockford's base 32 (no I, L, O, U)."""
    number = secrets.randbits(128)
    return "".join(CROCKFORD[number >> shift & 31] for shift in range(125, -1, -5))


def sha256_hex(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
