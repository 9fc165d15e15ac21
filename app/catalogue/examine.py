"""Looks into one media file in a process of its own, so that a hostile one can neither hang nor exhaust the caller.

Run as a script: `examine.py film|picture|illustration|pdf|recording <file> [<folder for the pages>]`. Prints one JSON
object: either what the file is, or {"problem": words}. Imports nothing of the application, so that it starts fast.
"""

import json
import re
import resource
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

MIB = 1024 * 1024
CPU_SECONDS = 120
MEMORY = 2048 * MIB
LARGEST_OUTPUT = 64 * MIB
PAGE_WIDTH = 1400
PAGE_HEIGHT_MOST = 4200
PAGES_MOST = 60
OBJECTS_MOST = 200_000
TEXT_MOST = 20_000
PICTURE_SIDES = (320, 6000)
SMALLEST_ILLUSTRATION = 16
ACTIVE = {"/JavaScript", "/Launch", "/ImportData", "/SubmitForm", "/Rendition", "/GoToE"}


class Unusable(Exception):
    """The file cannot be used; the message says why and what to do."""


def film(path: Path) -> dict[str, Any]:
    """Duration in seconds of an MP4 (H.264, AAC or silent) or WebM (VP8, VP9, AV1)."""
    from pymediainfo import MediaInfo

    tracks = [t.to_data() for t in MediaInfo.parse(str(path)).tracks]
    general = next(t for t in tracks if t["track_type"] == "General")
    pictures = [t.get("format") for t in tracks if t["track_type"] == "Video"]
    sounds = [t.get("format") for t in tracks if t["track_type"] == "Audio"]
    container = general.get("format")
    known = {"MPEG-4": ({"AVC"}, {"AAC"}), "WebM": ({"VP8", "VP9", "AV1"}, {"Opus", "Vorbis"})}
    if container not in known:
        raise Unusable(f"a film in {container or 'an unknown format'}; export it as MP4 (H.264, AAC) or WebM")
    if general.get("istruncated") == "Yes":
        raise Unusable("the film is cut off; export or copy it again")
    if len(pictures) != 1:
        raise Unusable(f"the film has {len(pictures)} picture tracks; export it with one")
    strange = [f for f in pictures if f not in known[container][0]] + [
        f for f in sounds if f not in known[container][1]
    ]
    if strange:
        raise Unusable(f"the film holds {', '.join(map(str, strange))}, which not every browser plays; export it as "
                       "MP4 with H.264 and AAC")  # fmt: skip
    duration = float(general.get("duration") or 0) / 1000
    if not 1 <= duration <= 4 * 3600:
        raise Unusable(f"the film lasts {duration:.0f} s; it must last from 1 s to 4 h")
    return {"duration": round(duration, 3)}


RECORDINGS = {"WebM": "webm", "MPEG-4": "mp4", "Ogg": "ogg", "MPEG Audio": "mpeg", "Wave": "wav"}


def recording(path: Path) -> dict[str, Any]:
    """Media type and duration in seconds of what a browser or a phone records; 0 where the file does not tell."""
    from pymediainfo import MediaInfo

    tracks = [t.to_data() for t in MediaInfo.parse(str(path)).tracks]
    general = next(t for t in tracks if t["track_type"] == "General")
    kinds = {t["track_type"] for t in tracks} & {"Video", "Audio"}
    subtype = RECORDINGS.get(general.get("format", ""))
    if subtype is None or not kinds or (subtype in ("mpeg", "wav") and "Video" in kinds):
        raise Unusable(f"a recording in {general.get('format') or 'an unknown format'}")
    duration = float(general.get("duration") or 0) / 1000
    if not duration and subtype == "webm":
        duration = _last_cluster(path) / 1000
    return {
        "media_type": f"{'video' if 'Video' in kinds else 'audio'}/{subtype}",
        "duration": round(duration, 3),
    }


CLUSTER = re.compile(
    rb"\x1f\x43\xb6\x75(?:[\x80-\xff]|[\x40-\x7f].|[\x20-\x3f]..|[\x10-\x1f].{3}|\x01.{7})\xe7", re.S
)


def _last_cluster(path: Path) -> int:
    """Milliseconds at which the last cluster begins: a WebM that a browser records live says nothing of its length."""
    data = path.read_bytes() + bytes(9)
    last = 0
    for found in CLUSTER.finditer(data):
        size = data[found.end()] & 0x7F
        last = int.from_bytes(data[found.end() + 1 : found.end() + 1 + min(size, 8)])
    return last


def illustration(path: Path) -> dict[str, Any]:
    """The same as a picture for one that may be small."""
    return picture(path, SMALLEST_ILLUSTRATION)


def picture(path: Path, low: int = PICTURE_SIDES[0]) -> dict[str, Any]:
    """Sides in pixels of a JPEG, PNG or WebP that can be decoded."""
    from PIL import Image

    Image.MAX_IMAGE_PIXELS = None
    with Image.open(path, formats=("JPEG", "PNG", "WEBP")) as image:
        high = PICTURE_SIDES[1]
        if not all(low <= side <= high for side in image.size):
            width, height = image.size
            raise Unusable(f"the picture is {width} × {height} pixels; each side must have {low} to {high}")
        if getattr(image, "n_frames", 1) > 1:
            raise Unusable("the picture moves; save one frame of it")
        image.load()
        return {"width": image.width, "height": image.height}


def pdf(path: Path, folder: Path) -> dict[str, Any]:
    """Pages of a PDF: their pictures are written into the folder as 1.webp, 2.webp, …"""
    _refuse_active(path)
    import pypdfium2

    document = pypdfium2.PdfDocument(path)
    return {"pages": [_draw(document[n], folder / f"{n + 1}.webp") for n in range(len(document))]}


def _draw(page: Any, target: Path) -> dict[str, Any]:
    width, height = page.get_size()
    if width <= 0 or height <= 0 or PAGE_WIDTH * height / width > PAGE_HEIGHT_MOST:
        raise Unusable(f"a page measures {width:.0f} × {height:.0f} points; it is too long for its width")
    image = page.render(scale=PAGE_WIDTH / width).to_pil().convert("RGB")
    image.save(target, "WEBP", quality=78, method=4)
    words = page.get_textpage().get_text_bounded()[:TEXT_MOST]
    return {"width": image.width, "height": image.height, "text": words.replace("\r\n", "\n")}


def _refuse_active(path: Path) -> None:
    """A PDF to read has no password, script, embedded file or film."""
    import pikepdf

    try:
        document = pikepdf.open(path)
    except pikepdf.PasswordError:
        raise Unusable("the PDF asks for a password; save it without one") from None
    if document.is_encrypted:
        raise Unusable("the PDF is encrypted; save it without protection")
    if len(document.objects) > OBJECTS_MOST:
        raise Unusable("the PDF is too complex; export it again in a simpler form")
    if not 1 <= len(document.pages) <= PAGES_MOST:
        raise Unusable(f"the PDF has {len(document.pages)} pages; a datasheet has 1 to {PAGES_MOST}")
    for found in _dictionaries(document.objects, pikepdf):
        if str(found.get("/S", "")) in ACTIVE or "/JS" in found:
            raise Unusable("the PDF holds a script or an action; export it without")
        if (
            "/EmbeddedFiles" in found
            or "/EF" in found
            or str(found.get("/Subtype", "")) in ("/RichMedia", "/Movie")
        ):
            raise Unusable("the PDF holds embedded files; export it without attachments")
        if "/XFA" in found:
            raise Unusable("the PDF is a form that only some programs show; print it to PDF")


def _dictionaries(objects: Any, pikepdf: Any) -> Iterator[Any]:
    """Every dictionary, also those that stand inside others."""
    waiting = list(objects)
    seen = 0
    while waiting:
        value = waiting.pop()
        seen += 1
        if seen > 20 * OBJECTS_MOST:
            raise Unusable("the PDF is too complex; export it again in a simpler form")
        if isinstance(value, pikepdf.Stream):
            value = value.stream_dict
        if isinstance(value, pikepdf.Dictionary):
            yield value
            waiting += [v for v in value.values() if isinstance(v, pikepdf.Object) and not v.is_indirect]
        elif isinstance(value, pikepdf.Array):
            waiting += [v for v in value if isinstance(v, pikepdf.Object) and not v.is_indirect]


def _limit() -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_FSIZE, (LARGEST_OUTPUT, LARGEST_OUTPUT))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def main(kind: str, path: Path, folder: Path) -> dict[str, Any]:
    """What the file is, or its problem."""
    _limit()
    try:
        if kind == "pdf":
            return pdf(path, folder)
        return {"film": film, "recording": recording, "picture": picture, "illustration": illustration}[kind](path)
    except Unusable as problem:
        return {"problem": str(problem)}
    except MemoryError:
        return {"problem": "it needs too much memory to be opened; export it again in a simpler form"}
    except Exception as problem:
        return {"problem": f"it cannot be opened ({type(problem).__name__}); export or copy it again"}


if __name__ == "__main__":
    json.dump(main(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])), sys.stdout)
