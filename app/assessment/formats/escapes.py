"""Signs behind a backslash, put out of the way while the ones without are read."""

import re

ASIDE = 0x10F000
"""Private signs that no text needs."""
HELD = re.compile(f"[{chr(ASIDE)}-{chr(ASIDE + 0xFF)}]")


def hold(text: str, escaped: re.Pattern[str]) -> str:
    """Every match is one sign behind a backslash, the pattern's first group; n is a line end."""
    return escaped.sub(lambda found: held("\n" if found[1] == "n" else found[1]), text)


def held(sign: str) -> str:
    return chr(ASIDE + ord(sign))


def restored(text: str) -> str:
    """The text with its signs, without backslashes."""
    return HELD.sub(lambda found: chr(ord(found[0]) - ASIDE), text)


def without_private(text: str) -> str:
    """Text that cannot be taken for one with signs put aside."""
    return HELD.sub("", text)
