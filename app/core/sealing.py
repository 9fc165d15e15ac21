"""Small secrets that must be read again: encrypted under the installation's key, old keys still open them."""

import base64
import hashlib

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from flask import current_app


def _box(purpose: str) -> MultiFernet:
    settings = current_app.config["KRU"]
    keys = (settings.secret_key, *settings.secret_key_fallbacks)
    return MultiFernet(
        [
            Fernet(base64.urlsafe_b64encode(hashlib.sha256(f"kru.{purpose}:{key}".encode()).digest()))
            for key in keys
        ]
    )


def seal(secret: str, *, purpose: str) -> bytes:
    """What is sealed for one purpose does not open for another."""
    return _box(purpose).encrypt(secret.encode())


def unseal(sealed: bytes, *, purpose: str) -> str:
    """Raises InvalidToken when the key it was sealed with is gone."""
    return _box(purpose).decrypt(sealed).decode()


__all__ = ["InvalidToken", "seal", "unseal"]
