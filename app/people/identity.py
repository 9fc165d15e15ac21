"""When two spellings are one address or one name (pure)."""

import unicodedata

from app.partners.names import tidy_text


def email_key(email: str) -> str:
    """The form in which addresses are compared: NFKC, case-folded, without spaces around."""
    return unicodedata.normalize("NFKC", email).strip().casefold()


def tidy_name(name: str) -> str:
    """A name as it will be shown and printed."""
    return tidy_text(name)


def initials(name: str) -> str:
    """At most two letters for an avatar; Thai vowels that stand before their consonant are passed over."""
    letters = []
    for part in name.split()[:2]:
        first = next((c for c in part if c.isalpha() and c not in "เแโใไ"), part[:1])
        letters.append(first.upper())
    return "".join(letters)
