"""Zips from strangers (.zip, .imscc, .xlsx): looked at whole before anything is used, never unpacked to disk."""

import io
import posixpath
import re
import stat
import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from urllib.parse import unquote

from app.assessment.formats.report import Refused
from app.core.i18n import gettext as _

MIB = 1024 * 1024
MOST_PACKED = 64 * MIB
MOST_UNPACKED = 200 * MIB
MOST_ENTRIES = 2000
LONGEST_NAME = 255
FREE_RATIO = 16 * MIB
"""Below this much unpacked nobody asks how densely it was packed."""
MOST_RATIO = 50
CHUNK = 256 * 1024
ENCRYPTED, UTF8 = 0x1, 0x800
DRIVE = re.compile(r"[A-Za-z]:")
JUNK = re.compile(r"(^|/)(__MACOSX/|\.DS_Store$|Thumbs\.db$|\._[^/]*$)", re.I)
MANIFEST = "imsmanifest.xml"
BROKEN = (
    zipfile.BadZipFile, zlib.error, struct.error, EOFError, NotImplementedError, OSError, RuntimeError, ValueError,
    OverflowError, IndexError, KeyError,
)  # fmt: skip
"""What a damaged archive makes the library raise."""
FILE_BASE = re.compile(r"^(\$|%24)IMS[-_]CC[-_]FILE[-_]?BASE(\$|%24)/*", re.I)
COURSE_FILE = re.compile(r"^(?:\$|%24)CANVAS_COURSE_REFERENCE(?:\$|%24)/file_ref/([A-Za-z0-9]+)")


@dataclass
class Package:
    """A package that was found harmless. Names are as its maker meant them, with / and composed accents."""

    archive: zipfile.ZipFile
    members: dict[str, zipfile.ZipInfo]
    by_end: dict[str, list[str]] = field(default_factory=dict)
    """Names by their last part, for addresses that say only the end of a path."""

    def __post_init__(self) -> None:
        for name in self.members:
            self.by_end.setdefault(posixpath.basename(name), []).append(name)

    def read(self, name: str) -> bytes:
        return self.archive.read(self.members[name])

    def manifest(self) -> str | None:
        """Where imsmanifest.xml is: at the top, or in the one folder that holds everything."""
        found = [name for name in self.by_end.get(MANIFEST, ()) if name.count("/") <= 1]
        return min(found, key=len) if len(found) == 1 or MANIFEST in found else None

    def find(self, href: str, beside: str = "") -> str | None:
        """The file that an address means in the file `beside`; None when it is elsewhere or not here."""
        if "://" in href.split("?")[0] or href.startswith(("data:", "#", "//")):
            return None
        folder = posixpath.dirname(beside)
        for path in _spellings(href):
            name = unicodedata.normalize("NFC", posixpath.normpath(posixpath.join(folder, path)))
            if name in self.members:
                return name
        return None

    def find_by_end(self, href: str) -> str | None:
        """The shortest path in the package that ends with this one: some makers leave out the folders before it."""
        for path in _spellings(href):
            wanted = unicodedata.normalize("NFC", posixpath.normpath(path)).lstrip("/")
            ends = [
                name
                for name in self.by_end.get(posixpath.basename(wanted), ())
                if name == wanted or name.endswith(f"/{wanted}")
            ]
            if ends:
                return min(ends, key=lambda name: (len(name), name))
        return None


def _spellings(href: str) -> Iterable[str]:
    """An address as it stands, and without escapes, query and fragment."""
    plain = href.strip().replace("\\", "/")
    yield plain
    yield unquote(plain)
    yield unquote(re.split(r"[?#]", plain)[0])


def is_zip(raw: bytes) -> bool:
    return raw.startswith((b"PK\x03\x04", b"PK\x05\x06"))


def open_package(raw: bytes, name: str) -> Package:
    """Read the whole archive once, without keeping it. Raises Refused, for people, at the first thing that is odd."""
    if len(raw) > MOST_PACKED:
        raise Refused(_("%(name)s has more than %(n)d MiB. Split it.", name=name, n=MOST_PACKED // MIB))
    if not is_zip(raw):
        raise Refused(_("%(name)s is not a zip file.", name=name))
    if raw.count(b"PK\x01\x02") > 10 * MOST_ENTRIES:
        raise _too_many(name)
    try:
        archive = zipfile.ZipFile(io.BytesIO(raw))
        members = _members(archive, name)
        _unpack_once(archive, name, len(raw))
    except BROKEN:
        raise Refused(_("%(name)s is a damaged zip file. Export it again.", name=name)) from None
    return Package(archive, members)


def _members(archive: zipfile.ZipFile, name: str) -> dict[str, zipfile.ZipInfo]:
    """Files by their name; folders and what systems leave behind are passed over."""
    entries = archive.infolist()
    if not entries:
        raise Refused(_("%(name)s is an empty zip file.", name=name))
    if len(entries) > MOST_ENTRIES:
        raise _too_many(name)
    members: dict[str, zipfile.ZipInfo] = {}
    taken: set[str] = set()
    for entry in entries:
        path = _path(entry, name)
        if entry.is_dir() or path.endswith("/") or JUNK.search(path):
            continue
        if path.casefold() in taken:
            raise Refused(_("%(name)s holds %(path)s twice.", name=name, path=path))
        taken.add(path.casefold())
        members[path] = entry
    return members


def _path(entry: zipfile.ZipInfo, name: str) -> str:
    """The name of an entry as it was meant. Raises Refused when it leads elsewhere or is no plain file."""
    kind = stat.S_IFMT(entry.external_attr >> 16)
    path = _meant(entry).replace("\\", "/")
    if entry.flag_bits & ENCRYPTED:
        raise Refused(_("%(name)s is password protected. Export it without a password.", name=name))
    if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
        raise Refused(_("%(name)s holds a link (%(path)s). Put the file itself there.", name=name, path=path))
    leads_out = path.startswith("/") or DRIVE.match(path) or ".." in path.split("/")
    is_strange = len(path) > LONGEST_NAME or any(ord(c) < 32 or ord(c) == 127 for c in entry.orig_filename)
    if leads_out or is_strange:
        shown = "".join(c if c.isprintable() else "?" for c in path[:80])
        raise Refused(_("%(name)s holds a file with an unsafe name (%(path)s).", name=name, path=shown))
    return unicodedata.normalize("NFC", path)


def _meant(entry: zipfile.ZipInfo) -> str:
    """Python reads names without the UTF-8 flag as code page 437; many are UTF-8 all the same (macOS)."""
    if entry.flag_bits & UTF8:
        return entry.filename
    try:
        return entry.filename.encode("cp437").decode("utf-8")
    except UnicodeError:
        return entry.filename


def _unpack_once(archive: zipfile.ZipFile, name: str, packed: int) -> None:
    """Count what comes out, for what the headers say proves nothing."""
    entries = archive.infolist()
    if sum(entry.compress_size for entry in entries) > packed:
        raise Refused(_("%(name)s is a damaged zip file. Export it again.", name=name))
    unpacked = 0
    most = max(FREE_RATIO, min(MOST_UNPACKED, packed * MOST_RATIO))
    for entry in entries:
        if entry.is_dir():
            continue
        if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise Refused(_("%(name)s is packed in a rare way. Make an ordinary zip of it.", name=name))
        with archive.open(entry) as opened:
            while chunk := opened.read(CHUNK):
                unpacked += len(chunk)
                if unpacked > most:
                    raise Refused(_("%(name)s unpacks to far too much.", name=name))


def _too_many(name: str) -> Refused:
    return Refused(_("%(name)s holds more than %(n)d files. Split it.", name=name, n=MOST_ENTRIES))
