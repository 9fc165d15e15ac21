"""Give every Thai run of a tagged PDF its text in reading order.

Vowels and tone marks stand above and below their consonant, and many readers sort glyphs by place: they
would move marks to other words or lines. `/ActualText` says what the run reads, with SARA AM whole again.
"""

import re
from io import BytesIO

from pikepdf import Dictionary, Object, ObjectStreamMode, Pdf

SPAN = re.compile(rb"<</MCID (\d+)>>\nBDC\n(.*?)\nEMC", re.S)
SHOWN = re.compile(rb"(/\S+) [\d.]+ Tf|<([0-9a-f]+)>")
THAI = re.compile("[\u0e00-\u0e7f]")
SARA_AM = re.compile("([\u0e48-\u0e4b]?)\u0e4d([\u0e48-\u0e4b]?)\u0e32")

Maps = dict[bytes, dict[bytes, str]]


def readable(written: bytes) -> bytes:
    with Pdf.open(BytesIO(written)) as pdf:
        for page in pdf.pages:
            fonts = page.Resources.get("/Font", Dictionary())
            maps = {name.encode(): unicode_map(font) for name, font in fonts.items()}
            page.Contents = pdf.make_stream(say(page.Contents.read_bytes(), maps))
        done = BytesIO()
        pdf.save(done, object_stream_mode=ObjectStreamMode.generate, deterministic_id=True)
        return done.getvalue()


def say(content: bytes, maps: Maps) -> bytes:
    def marked(found: re.Match[bytes]) -> bytes:
        text = SARA_AM.sub("\\1\\2\u0e33", glyph_text(found[2], maps))
        if not THAI.search(text):
            return found[0]
        said = b"/ActualText <feff" + text.encode("utf-16-be").hex().encode() + b">"
        return b"<</MCID " + found[1] + said + b">>\nBDC\n" + found[2] + b"\nEMC"

    return SPAN.sub(marked, content)


def unicode_map(font: Object) -> dict[bytes, str]:
    pairs = re.findall(rb"^<([0-9a-f]{4})> <([0-9a-f]+)>$", font.ToUnicode.read_bytes(), re.M)
    return {glyph: bytes.fromhex(text.decode()).decode("utf-16-be") for glyph, text in pairs}


def glyph_text(drawn: bytes, maps: Maps) -> str:
    text, current = "", dict[bytes, str]()
    for font, glyphs in SHOWN.findall(drawn):
        current = maps[font] if font else current
        text += "".join(current.get(glyphs[i : i + 4], "") for i in range(0, len(glyphs), 4))
    return text
