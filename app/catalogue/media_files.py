"""Media beside a course: films, posters, captions and PDFs, taken for what their bytes are, never for their names."""

import hashlib
import json
import subprocess  # nosec B404: only our own script is run
import sys
import tempfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

import magic

from app.catalogue.captions import parse_captions
from app.catalogue.documents import Course, Cue, Datasheet, File, Page, Sheet, Video
from app.catalogue.wording import recompose

MIB = 1024 * 1024
SECONDS = 180
EXAMINER = Path(__file__).with_name("examine.py")
PAGE_WIDTHS = (1400, 1401)


@dataclass(frozen=True)
class Sort:
    """What a kind of file may be: media types by their bytes (none: its reader decides), the largest size, advice."""

    media_types: tuple[str, ...]
    largest: int
    advice: str


FILM = Sort(("video/mp4", "video/webm"), 300 * MIB, "export it as MP4 (H.264, AAC) or WebM")
PICTURE = Sort(("image/jpeg", "image/png", "image/webp"), 4 * MIB, "save it as JPEG, PNG or WebP")
CAPTIONS = Sort((), 1 * MIB, "save it as WebVTT")
PDF = Sort(("application/pdf",), 30 * MIB, "print or export it to PDF")


class Refused(Exception):
    """A file that cannot be used: problems as (line, words); line 0 stands for the place that names the file."""

    def __init__(self, *problems: tuple[int, str]) -> None:
        super().__init__("; ".join(words for _line, words in problems))
        self.problems = problems


@dataclass(frozen=True)
class Material:
    """Bytes to be kept in the storage at publish: a file as it is, or a picture that was made."""

    file: File
    size: int
    source: Path | bytes

    def read(self) -> bytes:
        return self.source if isinstance(self.source, bytes) else self.source.read_bytes()


@dataclass
class Known:
    """What live courses say about files by their SHA-256, so that equal bytes are not examined again."""

    durations: dict[str, float] = field(default_factory=dict)
    posters: set[str] = field(default_factory=set)
    sides: dict[str, tuple[int, int]] = field(default_factory=dict)
    """Width and height of pictures of questions that were seen already."""
    sheets: dict[str, Sheet] = field(default_factory=dict)

    @classmethod
    def of(cls, courses: Iterable[Course], is_stored: Callable[[str], bool]) -> "Known":
        """What these courses say; a sheet of which a page is not stored any more is drawn anew."""
        known = cls()
        for item in (item for course in courses for item in course.items):
            if isinstance(item, Video):
                known.durations[item.media.sha256] = item.duration
                if item.poster:
                    known.posters.add(item.poster.sha256)
            elif isinstance(item, Datasheet):
                sheets = [s for s in item.sheets.values() if _is_current(s)]
                known.sheets |= {
                    s.file.sha256: s for s in sheets if all(is_stored(p.image.sha256) for p in s.pages)
                }
        return known


def _is_current(sheet: Sheet) -> bool:
    """Drawn in the size that pages are drawn in now."""
    return all(page.width in PAGE_WIDTHS for page in sheet.pages)


@dataclass
class MediaReader:
    """Reads the media of one course, or of the banks, and notes the material to keep."""

    folder: Path
    known: Known
    material: dict[str, Material] = field(default_factory=dict)
    used: set[Path] = field(default_factory=set)

    def film(self, named: str) -> tuple[File, float]:
        """The film and its duration in seconds."""
        path, file = self._take(named, FILM)
        if file.sha256 not in self.known.durations:
            self.known.durations[file.sha256] = examine("film", path)["duration"]
        return file, self.known.durations[file.sha256]

    def poster(self, named: str) -> File:
        path, file = self._take(named, PICTURE)
        if file.sha256 not in self.known.posters:
            examine("picture", path)
            self.known.posters.add(file.sha256)
        return file

    def picture(self, named: str) -> tuple[File, int, int]:
        """A picture of a question, and its sides in pixels."""
        path, file = self._take(named, PICTURE)
        if file.sha256 not in self.known.sides:
            found = examine("illustration", path)
            self.known.sides[file.sha256] = (found["width"], found["height"])
        return file, *self.known.sides[file.sha256]

    def captions(self, named: str) -> tuple[File, tuple[Cue, ...]]:
        """The captions and their cues."""
        path, file = self._take(named, CAPTIONS)
        try:
            found = parse_captions(path.read_bytes().decode("utf-8-sig"))
        except UnicodeDecodeError as problem:
            raise Refused((1, f"not UTF-8 (byte {problem.start}); save it as UTF-8")) from None
        if found.problems:
            raise Refused(*found.problems)
        return file, tuple(found.cues)

    def sheet(self, named: str) -> Sheet:
        """A PDF with a picture and the words of every page."""
        path, file = self._take(named, PDF)
        if file.sha256 not in self.known.sheets:
            self.known.sheets[file.sha256] = Sheet(file, self._draw(path, file))
        pages = self.known.sheets[file.sha256].pages
        return Sheet(file, pages)

    def _draw(self, path: Path, file: File) -> tuple[Page, ...]:
        stem, pages = PurePosixPath(file.name).stem, []
        with tempfile.TemporaryDirectory() as folder:
            for number, page in enumerate(examine("pdf", path, Path(folder))["pages"], start=1):
                data = (Path(folder) / f"{number}.webp").read_bytes()
                picture = File(hashlib.sha256(data).hexdigest(), "image/webp", f"{stem}-{number}.webp")
                self.material[picture.sha256] = Material(picture, len(data), data)
                pages.append(Page(picture, page["width"], page["height"], recompose(page["text"])))
        return tuple(pages)

    def _take(self, named: str, sort: Sort) -> tuple[Path, File]:
        path = inside(self.folder, named)
        self.used.add(path)
        file = _identify(path, sort)
        self.material[file.sha256] = Material(file, path.stat().st_size, path)
        return path, file


def inside(folder: Path, named: str) -> Path:
    """The file of that name in the folder; refuses whatever leads out of it."""
    parts = PurePosixPath(named).parts
    if not parts or named.startswith("/") or "\\" in named or ".." in parts:
        raise Refused((0, f"{named} leads out of the folder; name a file in media/"))
    path = folder
    for part in parts:
        path = path / part
        if path.is_symlink():
            raise Refused((0, f"{named} is a link; put the file itself there"))
    if not path.is_file():
        raise Refused((0, f"there is no file {named}; add it or correct the name"))
    return path


def _identify(path: Path, sort: Sort) -> File:
    """The file by its bytes; its size is looked at before anything is read."""
    size = path.stat().st_size
    if size == 0:
        raise Refused((0, f"{path.name} is empty (0 bytes); copy it again"))
    if size > sort.largest:
        raise Refused(
            (0, f"{path.name} has {_mib(size)} MiB; at most {sort.largest // MIB}. Make it smaller")
        )
    with path.open("rb") as opened:
        media_type = magic.from_buffer(opened.read(8192), mime=True)
        opened.seek(0)
        digest = hashlib.file_digest(opened, "sha256").hexdigest()
    if sort.media_types and media_type not in sort.media_types:
        raise Refused((0, f"{path.name} is {media_type} by its content; {sort.advice}"))
    return File(digest, "text/vtt" if sort is CAPTIONS else media_type, path.name)


def _mib(size: int) -> str:
    return f"{size / MIB:,.0f}"


def examine(kind: str, path: Path, folder: Path | None = None) -> dict[str, Any]:
    """Look into a file in a process with limits; raises Refused with its problem."""
    command = [sys.executable, "-I", str(EXAMINER), kind, str(path), str(folder or path.parent)]
    try:
        done = subprocess.run(command, capture_output=True, timeout=SECONDS, check=False)  # nosec B603: no shell
    except subprocess.TimeoutExpired:
        raise Refused((0, f"{path.name} takes too long to open; export it again in a simpler form")) from None
    if done.returncode != 0:
        raise Refused((0, f"{path.name} cannot be opened; export it again in a simpler form"))
    found: dict[str, Any] = json.loads(done.stdout)
    if "problem" in found:
        raise Refused((0, f"{path.name}: {found['problem']}"))
    return found
