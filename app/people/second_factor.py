"""Time-based one-time codes (RFC 6238), each good once."""

import pyotp

STEP_SECONDS = 30
PURPOSE = "totp"
"""What secrets are sealed for."""


def new_secret() -> str:
    return pyotp.random_base32()


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
