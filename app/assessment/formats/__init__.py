"""Files of questions from elsewhere: found out, read, and written."""

from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from app.assessment.formats.report import Imported, Refused
from app.assessment.formats.sniffing import FORMATS, sniff
from app.core.i18n import gettext as _

if TYPE_CHECKING:
    from app.assessment.formats.writing import Outgoing, Written

MOST_TEXT_BYTES = 20 * 1024 * 1024
MOST_PACKAGE_BYTES = 64 * 1024 * 1024
ZIP = b"PK\x03\x04"

Reader = Callable[[bytes, str], Imported]
"""Reads the bytes of a file; its texts are taken to be in that language. Raises Refused."""

READERS = {
    "gift": "gift",
    "moodle-xml": "moodle_xml",
    "aiken": "aiken",
    "qti12": "qti_packages",
    "qti21": "qti_packages",
    "qti3": "qti_packages",
    "csv": "tables",
    "xlsx": "tables",
}
"""The module of each format; it has `read_<format>`, with underscores."""

WRITERS = {
    "gift": "gift_out",
    "moodle-xml": "moodle_xml_out",
    "qti3": "qti3_out",
}
"""The module of each format that is written; it has `write_<format>`, with underscores."""


def read(data: bytes, name: str, *, format: str | None = None, language: str = "en") -> Imported:
    """The questions of a file. Without a format its content tells which it is. Raises Refused."""
    _check_size(len(data), is_zip=data.startswith(ZIP))
    kind = format or sniff(data, name)
    if kind not in FORMATS:
        raise Refused(
            _("%(format)s is not a known format; use %(known)s.", format=kind, known=", ".join(FORMATS))
        )
    module = import_module(f"app.assessment.formats.{READERS[kind]}")
    reader: Reader = getattr(module, f"read_{kind.replace('-', '_')}")
    return reader(data, language)


def write(format: str, outgoing: "Outgoing") -> "Written":
    """The bank in that format, and what the format cannot say. Raises KeyError for a format that is not written."""
    kind = format.replace("_", "-")
    module = import_module(f"app.assessment.formats.{WRITERS[kind]}")
    written: Written = getattr(module, f"write_{kind.replace('-', '_')}")(outgoing)
    return written


def read_path(path: Path, *, format: str | None = None, language: str = "en") -> Imported:
    """The questions of a file on disk; one that is too large is not read at all. Raises Refused."""
    with path.open("rb") as opened:
        _check_size(path.stat().st_size, is_zip=opened.read(4) == ZIP)
        opened.seek(0)
        data = opened.read(MOST_PACKAGE_BYTES + 1)
    return read(data, path.name, format=format, language=language)


def _check_size(size: int, *, is_zip: bool) -> None:
    most = MOST_PACKAGE_BYTES if is_zip else MOST_TEXT_BYTES
    if size > most:
        raise Refused(_("The file is larger than %(n)d MiB. Split it into several.", n=most // 1024 // 1024))
