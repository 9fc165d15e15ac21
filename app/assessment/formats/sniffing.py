"""Which format a file of questions is in, by what stands in it, and its bytes as text."""

import re

from app.assessment.formats.report import Refused

FORMATS = ("gift", "moodle-xml", "aiken", "qti12", "qti21", "qti3", "csv", "xlsx")
HEAD = 64 * 1024
CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f]")
ROOTS = (
    ("moodle-xml", re.compile(r"<quiz[\s>/]")),
    ("qti3", re.compile(r"<(?:\w+:)?qti-|imsqtiasi_v3p0")),
    ("qti21", re.compile(r"<(?:\w+:)?assessment(?:Item|Test)\b|imsqti_v2p|imsqti/v2")),
    ("qti12", re.compile(r"<questestinterop\b")),
)
AIKEN = re.compile(r"^ANSWER:[ \t]*[A-Z][ \t]*$", re.M)


def as_text(data: bytes) -> str:
    """The text of a file in UTF-8, or in UTF-16 with its mark, with plain line ends. Raises Refused."""
    encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as problem:
        line = data[: problem.start].count(b"\n") + 1
        raise Refused(f"Line {line} is not UTF-8. Save the file with the encoding UTF-8.") from None
    if found := CONTROL.search(text):
        line = text.count("\n", 0, found.start()) + 1
        raise Refused(
            f"Line {line} holds the control character U+{ord(found[0]):04X}: this is not a text file."
        )
    return text.replace("\r\n", "\n").replace("\r", "\n")


def sniff(data: bytes, name: str) -> str:
    """The format of a file without a given one. Raises Refused for what is no file of questions."""
    if data.startswith(b"PK\x03\x04"):
        return _package(data, name)
    text = as_text(data)
    if not text.strip():
        raise Refused("The file is empty.")
    if text.lstrip().startswith("<"):
        return _xml(text[:HEAD])
    if AIKEN.search(text):
        return "aiken"
    if name.lower().endswith((".csv", ".tsv")):
        return "csv"
    return "gift"


def _xml(head: str) -> str:
    found = [(place.start(), kind) for kind, root in ROOTS if (place := root.search(head))]
    if not found:
        raise Refused("This XML is neither Moodle's nor QTI. Name its format if it is one of them.")
    return min(found)[1]


def _package(data: bytes, name: str) -> str:
    """A zip: a workbook, or a package of QTI whose manifest says which one."""
    return "xlsx" if b"xl/workbook.xml" in data else "qti21"
