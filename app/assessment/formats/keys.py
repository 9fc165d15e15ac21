"""Keys for what files call by names: the same file gives the same keys every time."""

import re
import unicodedata

from app.core.tokens import sha256_hex

LONGEST = 60
NUMBERING = re.compile(r"\W*(?:[^\W\d]{1,12}\W*)?\d{1,4}\W*")
"""A name that only counts, such as "Q1" or "Question 12": files share it, so that it names no question."""


def key_from(name: str, *, otherwise: str = "") -> str:
    """A key of small Latin letters, digits and hyphens; a name that loses letters on the way gets a mark of its own.

    An empty name gives `otherwise`.
    """
    plain = unicodedata.normalize("NFKD", name).casefold()
    kept = "".join(c if c.isascii() and c.isalnum() else "-" for c in plain if not unicodedata.combining(c))
    slug = "-".join(filter(None, kept.split("-")))
    if not name.strip():
        return otherwise
    if len(slug) > LONGEST or any(c.isalnum() and not c.isascii() for c in plain):
        mark = sha256_hex(unicodedata.normalize("NFC", name).encode())[:8]
        return f"{slug[: LONGEST - 12].strip('-')}-{mark}".lstrip("-")
    return slug or sha256_hex(name.encode())[:8]


def question_key(*, id_number: str = "", name: str = "", text: str = "") -> str:
    """What a question is known by: its id number, else its name, else its text.

    An id number that is no key as it stands gets a mark, or "a/b" and "a b" would be the same question. A name that
    only counts is taken together with the text, or "Q1" of one file would replace "Q1" of another.
    """
    if plain := id_number.strip():
        key = key_from(plain)
        return (
            key
            if key == plain.lower()
            else f"{key[: LONGEST - 9].strip('-')}-{sha256_hex(plain.encode())[:8]}"
        )
    mark = sha256_hex(" ".join(text.split()).encode())[:8]
    if name.strip() and not NUMBERING.fullmatch(name):
        return key_from(name)
    return f"{key_from(name or text[:200], otherwise='question')[: LONGEST - 9].strip('-')}-{mark}"


class Keys:
    """Hands out keys, each once: a second "rome" is "rome-2"."""

    def __init__(self) -> None:
        self.last: dict[str, int] = {}
        """Every key given out, with the number that was last put behind it."""

    def new(self, wanted: str) -> str:
        """`wanted`, or it with the next free number."""
        key = wanted
        while key in self.last:
            self.last[wanted] += 1
            ending = f"-{self.last[wanted]}"
            key = f"{wanted[: LONGEST - len(ending)]}{ending}"
        self.last[key] = 1
        return key
