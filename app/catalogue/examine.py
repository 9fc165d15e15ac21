"""Looks into one media file in a process of its own, so that a hostile one can neither hang nor exhaust the caller.

Run as a script: `examine.py film|picture|pdf <file> [<folder for the pages>]`. Prints one JSON object: either what the
file is, or {"problem": words}. Imports nothing of the application, so that it starts fast.
"""

import json
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


def picture(path: Path) -> dict[str, Any]:
    """Sides in pixels of a JPEG, PNG or WebP that can be decoded."""
    from PIL import Image

    Image.MAX_IMAGE_PIXELS = None
    with Image.open(path, formats=("JPEG", "PNG", "WEBP")) as image:
        low, high = PICTURE_SIDES
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
        return pdf(path, folder) if kind == "pdf" else film(path) if kind == "film" else picture(path)
    except Unusable as problem:
        return {"problem": str(problem)}
    except MemoryError:
        return {"problem": "it needs too much memory to be opened; export it again in a simpler form"}
    except Exception as problem:
        return {"problem": f"it cannot be opened ({type(problem).__name__}); export or copy it again"}


if __name__ == "__main__":
    json.dump(main(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])), sys.stdout)
