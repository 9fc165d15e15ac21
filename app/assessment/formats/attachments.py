"""Files that come inside a file of questions: taken for what their bytes are, named by their content."""

import base64
import binascii
from io import BytesIO

import magic

from app.assessment.formats.report import Attached
from app.assessment.questions import Picture
from app.catalogue.documents import File, Text
from app.core.tokens import sha256_hex

MOST_BYTES = 8 * 1024 * 1024
LONGEST_SIDE = 8000
LONGEST_NAME = 120
PICTURES = {"PNG": "image/png", "JPEG": "image/jpeg", "GIF": "image/gif", "WEBP": "image/webp"}
MEDIA = {
    "audio/mpeg": "audio/mpeg",
    "audio/ogg": "audio/ogg",
    "audio/x-wav": "audio/wav",
    "audio/x-m4a": "audio/mp4",
    "video/mp4": "video/mp4",
    "video/webm": "video/webm",
}
"""What else is kept: sound and film, by what they are found to be."""


class Unusable(ValueError):
    """A file that cannot be kept; the message says why."""


class Attachments:
    """Keeps the files of one import, each once."""

    def __init__(self) -> None:
        self.kept: dict[str, Attached] = {}

    def picture(self, data: bytes, name: str, alt: Text) -> Picture:
        """A picture for a question. Raises Unusable."""
        media_type, width, height = _look_at(data, name)
        return Picture(file=self._keep(data, media_type, name), alt=alt, width=width, height=height)

    def file(self, data: bytes, name: str) -> File:
        """A picture, sound or film that a text refers to as `file:<sha256>`. Raises Unusable."""
        found = magic.from_buffer(data[:8192], mime=True)
        if found in MEDIA and len(data) <= MOST_BYTES:
            return self._keep(data, MEDIA[found], name)
        return self._keep(data, _look_at(data, name)[0], name)

    def _keep(self, data: bytes, media_type: str, name: str) -> File:
        digest = sha256_hex(data)
        self.kept[digest] = Attached(data, media_type)
        return File(sha256=digest, media_type=media_type, name=name[-LONGEST_NAME:])


def _look_at(data: bytes, name: str) -> tuple[str, int, int]:
    """Media type and sides of a picture; only its head is read."""
    from PIL import Image

    if len(data) > MOST_BYTES:
        raise Unusable(f"{name} is larger than {MOST_BYTES // 1024 // 1024} MiB; make it smaller")
    try:
        with Image.open(BytesIO(data), formats=tuple(PICTURES)) as image:
            kind, (width, height) = str(image.format), image.size
    except Exception:  # whatever a hostile picture makes the library raise
        raise Unusable(f"{name} is no picture in PNG, JPEG, GIF or WebP") from None
    if not 0 < max(width, height) <= LONGEST_SIDE:
        raise Unusable(f"{name} is {width} × {height} pixels; at most {LONGEST_SIDE} a side")
    return PICTURES[kind], width, height


def from_base64(text: str, name: str) -> bytes:
    """The bytes of a file that is written as base64. Raises Unusable."""
    try:
        return base64.b64decode("".join(text.split()), validate=True)
    except (binascii.Error, ValueError):
        raise Unusable(f"{name} is not valid base64") from None
