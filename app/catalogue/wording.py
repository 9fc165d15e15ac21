"""Text as it is compared and searched: one spelling for what looks alike."""

import re
import unicodedata

SARA_AM = re.compile("\N{THAI CHARACTER NIKHAHIT}([\u0e48-\u0e4b]?)\N{THAI CHARACTER SARA AA}")
AM_FIRST = re.compile("([\u0e48-\u0e4b])\N{THAI CHARACTER NIKHAHIT}\N{THAI CHARACTER SARA AA}")
INVISIBLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufeff\ufffe\uffff\ud800-\udfff]"
)
BLANKS = re.compile(r"[^\S\n]+")


def recompose(text: str) -> str:
    """NFC; Thai ํา, which PDFs and old keyboards write in two signs, as ำ; nothing invisible; single blanks."""
    plain = unicodedata.normalize("NFC", INVISIBLE.sub("", text))
    plain = AM_FIRST.sub("\\1\N{THAI CHARACTER SARA AM}", plain)
    plain = SARA_AM.sub("\\1\N{THAI CHARACTER SARA AM}", plain)
    return "\n".join(line.strip() for line in BLANKS.sub(" ", plain).splitlines()).strip()


def one_line(text: str) -> str:
    """Recomposed, with every run of white space as one blank."""
    return " ".join(recompose(text).split())
