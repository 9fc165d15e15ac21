"""Make the written PDF hold PDF/A-2a and PDF/UA-1 at once, say its Thai aloud correctly, and leave room to sign."""

import re
import zlib
from collections.abc import Iterable
from io import BytesIO
from typing import Any

from pikepdf import Array, Dictionary, Name, Object, ObjectStreamMode, Pdf, Stream, StreamDecodeLevel

from app.certification.rendering.field import leave_room

UA = b"""<rdf:Description xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" rdf:about=""
 xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/"><pdfuaid:part>1</pdfuaid:part></rdf:Description>
<rdf:Description xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" rdf:about=""
 xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"
 xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#"><pdfaExtension:schemas><rdf:Bag>
<rdf:li rdf:parseType="Resource"><pdfaSchema:schema>PDF/UA identification</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix><pdfaSchema:property><rdf:Seq>
<rdf:li rdf:parseType="Resource"><pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Part of ISO 14289</pdfaProperty:description></rdf:li>
</rdf:Seq></pdfaSchema:property></rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>"""
"""The claim of PDF/UA-1, and the description of its schema that PDF/A asks for."""

SPAN = re.compile(rb"/Span\n<</MCID (\d+)>>\nBDC\n(.*?)\nEMC", re.S)
SHOWN = re.compile(rb"(/\w+) [\d.]+ Tf|<([0-9a-f]+)>")
THAI, LATIN = re.compile("[\u0e00-\u0e7f]"), re.compile("[A-Za-z]{2}")
SARA_AM = re.compile("([\u0e48-\u0e4b]?)\u0e4d([\u0e48-\u0e4b]?)\u0e32")


def finish(written: bytes) -> bytes:
    """The same document with the marks of PDF/UA-1 and readable Thai; equal bytes in give equal bytes out."""
    with Pdf.open(BytesIO(written)) as pdf:
        packet = pdf.Root.Metadata.read_bytes()
        if b"pdfuaid:part" not in packet:
            packet = packet.replace(b"</rdf:RDF>", UA + b"</rdf:RDF>")
        pdf.Root.Metadata = pdf.make_stream(packet, Type=Name.Metadata, Subtype=Name.XML)
        say_text(pdf)
        leave_room(pdf, str(pdf.Root.Lang))
        for thing in pdf.objects:
            if isinstance(thing, Stream):
                if thing.get("/Subtype") == Name.Image:
                    thing.Interpolate = False
                if thing.read_raw_bytes().endswith(b"\r"):  # CR + LF before endstream reads as one line end
                    thing.write(thing.read_bytes())
            elif isinstance(thing, Dictionary) and thing.get("/S") == Name.Figure and "/A" in thing:
                thing.A.BBox = in_points(thing.A.BBox, float(pdf.pages[0].MediaBox[3]))
        done = BytesIO()
        pdf.save(
            done,
            compress_streams=False,
            stream_decode_level=StreamDecodeLevel.none,
            object_stream_mode=ObjectStreamMode.preserve,
            deterministic_id=True,
        )
        return done.getvalue()


def say_text(pdf: Pdf) -> None:
    """Give every Thai run its text in reading form, and every foreign run its language."""
    page, home = pdf.pages[0], str(pdf.Root.Lang)
    maps = {name.encode(): unicode_map(font) for name, font in page.Resources.Font.items()}

    def marked(found: re.Match[bytes]) -> bytes:
        number, drawn = found.groups()
        text = SARA_AM.sub("\\1\\2\u0e33", "".join(glyph_text(drawn, maps)))
        said = b""
        if THAI.search(text):
            said = b"/ActualText <feff" + text.encode("utf-16-be").hex().encode() + b">"
            said += b"/Lang (th)" if home != "th" else b""
        elif home == "th" and LATIN.search(text):
            said = b"/Lang (en)"
        return b"/Span\n<</MCID " + number + said + b">>\nBDC\n" + drawn + b"\nEMC"

    content = SPAN.sub(marked, page.Contents.read_bytes())
    page.Contents = pdf.make_stream(zlib.compress(content), Filter=Name.FlateDecode)


def unicode_map(font: Object) -> dict[bytes, str]:
    """What each glyph of a font means, by its ToUnicode table."""
    pairs = re.findall(rb"^<([0-9a-f]{4})> <([0-9a-f]+)>$", font.ToUnicode.read_bytes(), re.M)
    return {glyph: bytes.fromhex(text.decode()).decode("utf-16-be") for glyph, text in pairs}


def glyph_text(drawn: bytes, maps: dict[bytes, dict[bytes, str]]) -> list[str]:
    """The text of a drawn run, glyph by glyph."""
    texts: list[str] = []
    current: dict[bytes, str] = {}
    for font, glyphs in SHOWN.findall(drawn):
        current = maps[font] if font else current
        texts += [current.get(glyphs[i : i + 4], "") for i in range(0, len(glyphs), 4)]
    return texts


def in_points(box: Iterable[Any], height: float) -> Array:
    """A figure's box is written in CSS pixels from the top; PDF counts points from below."""
    left, top, right, bottom = (float(edge) * 0.75 for edge in box)
    return Array([round(v, 2) for v in (left, height - bottom, right, height - top)])
