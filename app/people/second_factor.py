"""Time-based one-time codes, each good once; the secret is kept encrypted under the installation's key."""

import base64
import hashlib

import pyotp
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from flask import current_app

STEP_SECONDS = 30


def _box() -> MultiFernet:
    settings = current_app.config["KRU"]
    keys = (settings.secret_key, *settings.secret_key_fallbacks)
    return MultiFernet(
        [
            Fernet(base64.urlsafe_b64encode(hashlib.sha256(b"kru.totp:" + key.encode()).digest()))
            for key in keys
        ]
    )


def new_secret() -> str:
    return pyotp.random_base32()


def seal(secret: str) -> bytes:
    return _box().encrypt(secret.encode())


def unseal(sealed: bytes) -> str:
    """Raises InvalidToken when the key it was sealed with is gone."""
    return _box().decrypt(sealed).decode()


def accepted_step(secret: str, code: str, *, at: float, last_step: int | None) -> int | None:
    """The time step for which the code is right, if it is later than the last one used; else None.

    One step of clock difference is forgiven on either side.
    """
    totp = pyotp.TOTP(secret, interval=STEP_SECONDS)
    digits = "".join(code.split())
    if not (digits.isascii() and digits.isdigit() and len(digits) == totp.digits):
        return None
    now = int(at) // STEP_SECONDS
    for step in (now - 1, now, now + 1):
        right = pyotp.utils.strings_equal(digits, totp.generate_otp(step))
        if right and (last_step is None or step > last_step):
            return step
    return None


def setup_address(secret: str, *, account: str, issuer: str) -> str:
    """The otpauth address that an authenticator app reads from a QR code."""
    return pyotp.TOTP(secret).provisioning_uri(name=account, issuer_name=issuer)


__all__ = ["InvalidToken", "accepted_step", "new_secret", "seal", "setup_address", "unseal"]
