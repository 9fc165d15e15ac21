"""When two written texts are the same text (pure). Spelling is compared, never likeness.

Made alike are only things that people do not see or do not mean when they type:

- Unicode composition (NFC), and upper and lower case unless the question is case sensitive;
- spaces: those around are dropped, several are one; invisible characters are dropped;
- typographic quotes and dashes are the plain ones;
- digits of every script are the ones from 0 to 9, so ๓๐ is 30;
- Thai: sara am as one character or as two, tone marks and vowel signs in whatever order they were typed, and a
  double sara e for sara ae: what looks the same on paper is the same.
"""

import re
import unicodedata
from functools import lru_cache

LONGEST = 1_000
"""Characters that an answer may have more than an accepted text; a longer one is not looked at."""

PLAIN = {
    **dict.fromkeys("‘’‚‛′", "'"),
    **dict.fromkeys("“”„‟″«»", '"'),
    **dict.fromkeys("‐‑‒–—―−﹘﹣－", "-"),
}
SARA_AM, NIKHAHIT, SARA_AA = "\u0e33", "\u0e4d", "\u0e32"
DOUBLE_SARA_E, SARA_AE = "\u0e40\u0e40", "\u0e41"
MARK = "[\u0e31\u0e34-\u0e3a\u0e47-\u0e4e]"
"""A sign above or below a consonant: vowels, tones, and what silences it."""
MARKS_AFTER_AM = re.compile(f"(\u0e4d{MARK}*)\u0e32({MARK}+)")
SEVERAL_MARKS = re.compile(f"{MARK}{{2,}}")
TONES = "\u0e48\u0e49\u0e4a\u0e4b\u0e4c\u0e4e"


def same_text(given: str, accepted: str, *, case_sensitive: bool = False) -> bool:
    """Whether the given text is the accepted one."""
    if len(given) > LONGEST + len(accepted):
        return False
    return normal(given, case_sensitive=case_sensitive) == normal(accepted, case_sensitive=case_sensitive)


@lru_cache(maxsize=2048)
def normal(text: str, *, case_sensitive: bool = False) -> str:
    """The form in which texts are compared; empty when there is nothing to see."""
    if not text.isascii():
        text = "".join(map(_plain, unicodedata.normalize("NFC", text)))
    if not case_sensitive:
        text = unicodedata.normalize("NFC", text.casefold())
    return " ".join(_thai(text).split())


def _plain(character: str) -> str:
    if character.isascii():
        return character
    if character in PLAIN:
        return PLAIN[character]
    kind = unicodedata.category(character)
    if kind == "Nd":
        return str(unicodedata.decimal(character))
    return "" if kind == "Cf" else character


def _thai(text: str) -> str:
    """Consonant, vowel, tone; sara am as two characters around the tone."""
    if text.isascii():
        return text
    text = text.replace(SARA_AM, NIKHAHIT + SARA_AA).replace(DOUBLE_SARA_E, SARA_AE)
    text = MARKS_AFTER_AM.sub(r"\1\2" + SARA_AA, text)
    return SEVERAL_MARKS.sub(lambda marks: "".join(sorted(marks[0], key=_place)), text)


def _place(mark: str) -> tuple[int, str]:
    """Vowels first, then the ring of sara am, then the tone."""
    return (2 if mark in TONES else int(mark == NIKHAHIT)), mark
