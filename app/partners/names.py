"""How a company's name is kept, and the short key that is made from it (pure)."""

import re
import unicodedata


def tidy_text(name: str) -> str:
    """NFC, single spaces, no invisible or control characters."""
    kept = "".join(
        c if c.isspace() or not unicodedata.category(c).startswith("C") else ""
        for c in unicodedata.normalize("NFC", name)
    )
    return " ".join(kept.split())


def key_from_name(name: str) -> str:
    """Letters a to z and digits of the name joined by hyphens; `partner` if it has none, as in Thai."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return "-".join(re.findall(r"[a-z0-9]+", plain))[:50].strip("-") or "partner"


def region_key(typed: str) -> str:
    """One way to write each region, however it is typed: small letters, with hyphens for spaces."""
    return "-".join(re.split(r"[\s_-]+", tidy_text(typed).casefold())).strip("-")
