"""Passwords: Argon2id, no composition rules, none that everybody tries first."""

from functools import lru_cache
from pathlib import Path
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from flask import current_app

from app.core.errors import DomainError

LEAST = 10
MOST = 128
IN_FLIGHT = BoundedSemaphore(2)
"""A hash takes 19 MiB and a whole core while it is made: so many at once in a process, the others wait."""
COMMON = Path(__file__).with_name("common_passwords.txt")


@lru_cache
def _hasher(memory_kib: int, time_cost: int) -> PasswordHasher:
    return PasswordHasher(time_cost=time_cost, memory_cost=memory_kib, parallelism=1)


def hasher() -> PasswordHasher:
    settings = current_app.config["KRU"]
    return _hasher(settings.argon2_memory_kib, settings.argon2_time_cost)


@lru_cache
def _common() -> frozenset[str]:
    return frozenset(COMMON.read_text(encoding="utf-8").split())


@lru_cache
def _dummy(memory_kib: int, time_cost: int) -> str:
    return _hasher(memory_kib, time_cost).hash("nobody has this password")


def hash_password(password: str) -> str:
    with IN_FLIGHT:
        return hasher().hash(password)


def is_right(password_hash: str | None, password: str) -> bool:
    """Whether the password fits. An unknown account costs the same time as a known one."""
    settings = current_app.config["KRU"]
    known = password_hash or _dummy(settings.argon2_memory_kib, settings.argon2_time_cost)
    try:
        with IN_FLIGHT:
            return hasher().verify(known, password[: MOST * 4]) and password_hash is not None
    except (VerificationError, InvalidHashError):
        return False


def rehashed(password_hash: str | None, password: str) -> str | None:
    """A new hash when the kept one was made with weaker settings than today's, else None."""
    if password_hash is None or not hasher().check_needs_rehash(password_hash):
        return None
    return hash_password(password)


def refuse_weak(password: str, *, name: str, email: str) -> None:
    """Raises DomainError on the field `password` with what is wrong and how to mend it."""
    from app.core.i18n import gettext as _

    folded = password.casefold()
    if len(password) < LEAST:
        raise DomainError(
            _("Use at least %(n)d characters. Three or four words are easy to keep.", n=LEAST),
            field="password",
        )
    if len(password) > MOST:
        raise DomainError(_("Use at most %(n)d characters.", n=MOST), field="password")
    own = [part for part in (*name.casefold().split(), email.casefold().partition("@")[0]) if len(part) >= 4]
    if (
        folded in _common()
        or len(set(folded)) < 4
        or any(folded.strip("0123456789!") == part for part in own)
    ):
        raise DomainError(
            _("That password is one of the first that others try. Choose another."), field="password"
        )
