"""Names and addresses as people write them: tidied, or refused in words (pure)."""

import unicodedata

from email_validator import EmailNotValidError, validate_email

from app.core.errors import DomainError
from app.core.i18n import gettext as _
from app.people.identity import tidy_name

LONGEST_NAME = 80


def checked_name(name: str) -> str:
    """The tidy form of a name. Raises DomainError on the field `name`."""
    tidy = tidy_name(name)
    if not tidy:
        raise DomainError(_("Write the name as it should stand on a certificate."), field="name")
    if len(tidy) > LONGEST_NAME:
        raise DomainError(_("Use at most %(n)d characters.", n=LONGEST_NAME), field="name")
    return tidy


def checked_email(email: str) -> str:
    """The address in plain letters; full-width spellings become what they look like.

    Raises DomainError on the field `email`.
    """
    plain = unicodedata.normalize("NFKC", email).strip()
    try:
        valid = validate_email(plain, check_deliverability=False, allow_smtputf8=False, test_environment=True)
    except EmailNotValidError:
        valid = None
    if valid is None or not plain.isascii():
        raise DomainError(_("Write an e-mail address, such as ploy@example.com."), field="email")
    return str(valid.normalized)
