"""Which format a file of questions is in, by what stands in it, and its bytes as text."""

import re

from app.assessment.formats.packages import is_zip
from app.assessment.formats.report import Refused
from app.core.i18n import gettext as _

FORMATS = ("gift", "moodle-xml", "aiken", "qti12", "qti21", "qti3", "csv", "xlsx")
HEAD = 64 * 1024
CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f]")
ROOTS = (
    ("moodle-xml", re.compile(r"<quiz[\s>/]")),
    ("qti3", re.compile(r"<(?:\w+:)?qti-|imsqtiasi_v3p0")),
    ("qti21", re.compile(r"<(?:\w+:)?assessment(?:Item|Test)\b|imsqti_v2p|imsqti/v2")),
    ("qti12", re.compile(r"<questestinterop\b")),
)
GIFT = re.compile(r"(?<!\\)\{|^\s*::|^\$CATEGORY:|^\s*\[(?:html|markdown|moodle|plain)\]", re.M)
AIKEN = re.compile(r"^ANSWER:[ \t]*[A-Z][ \t]*$", re.M)


def as_text(data: bytes) -> str:
    """The text of a file in UTF-8, or in UTF-16 with its mark, with plain line ends. Raises Refused."""
    encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as problem:
        line = data[: problem.start].count(b"\n") + 1
        raise Refused(_("Line %(n)d is not UTF-8. Save the file with the encoding UTF-8.", n=line)) from None
    if found := CONTROL.search(text):
        line = text.count("\n", 0, found.start()) + 1
        code = f"{ord(found[0]):04X}"
        words = _("Line %(n)d holds the control character U+%(code)s: this is no text file.", n=line, code=code)
        raise Refused(words)
    return text.replace("\r\n", "\n").replace("\r", "\n")


def sniff(data: bytes, name: str) -> str:
    """The format of a file without a given one. Raises Refused for what is no file of questions."""
    if is_zip(data):
        from app.assessment.formats.qti_packages import (
            kind_of,
        )  # brings an XML library, which pages do not need

        return kind_of(data)
    if kind := _xml(data[:HEAD]):
        return kind
    text = as_text(data)
    if not text.strip():
        raise Refused(_("The file is empty."))
    if AIKEN.search(text):
        return "aiken"
    if name.lower().endswith((".csv", ".tsv")):
        return "csv"
    if GIFT.search(text) or name.lower().endswith((".gift", ".gift.txt")):
        return "gift"
    raise Refused(_("This is no file of questions that Kru knows. If it is one, name its format."))


def _xml(head: bytes) -> str | None:
    """The format of XML, whatever encoding it declares."""
    text = head.replace(b"\x00", b"").decode("latin-1").lstrip("ï»¿ÿþ \t\r\n")
    found = [(place.start(), kind) for kind, root in ROOTS if (place := root.search(text))]
    return min(found)[1] if found and text.startswith("<") else None
