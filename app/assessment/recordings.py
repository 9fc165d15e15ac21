"""Recordings that people give as answers: taken for what their bytes are, never for their names."""

import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from app.assessment.paper import PITCH_TYPES
from app.catalogue.media_files import Refused, examine
from app.core.errors import DomainError
from app.core.i18n import gettext as _
from app.core.storage import keep_file

MIB = 1024 * 1024
LARGEST = 100 * MIB
CHUNK = MIB
LONGER = 1.1
"""By how much a recording may be too long: who stops at the last second must not be refused."""
NAME_MOST = 200


@dataclass(frozen=True)
class Wanted:
    """What a question asks for."""

    medium: str
    max_seconds: int


def keep_recording(source: IO[bytes], name: str, wanted: Wanted) -> dict[str, list[str]]:
    """Store a recording; returns the fields of an answer. Raises DomainError with what to do about it."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "recording"
        _copy(source, path)
        media_type = _examined(path, wanted)
        sha256 = keep_file(path, media_type)
    return {"file": [sha256], "media_type": [media_type], "name": [_plain(name)]}


def _copy(source: IO[bytes], path: Path) -> None:
    size = 0
    with path.open("wb") as target:
        while chunk := source.read(CHUNK):
            size += len(chunk)
            if size > LARGEST:
                raise too_large()
            target.write(chunk)
    if not size:
        raise DomainError(_("The recording is empty. Record or choose it again."))


def too_large() -> DomainError:
    return DomainError(
        _(
            "The recording has more than %(most)s MB. Record it in a lower quality or make it shorter.",
            most=LARGEST // MIB,
        )
    )


def _examined(path: Path, wanted: Wanted) -> str:
    """The media type by the bytes."""
    try:
        found = examine("recording", path)
    except Refused:
        raise _no_recording() from None
    media_type = str(found["media_type"])
    if media_type not in PITCH_TYPES:
        raise _no_recording()
    if wanted.medium == "video" and media_type.startswith("audio/"):
        raise DomainError(
            _("This recording has sound only, and a video is asked for. Record it with a camera.")
        )
    if found["duration"] > wanted.max_seconds * LONGER:
        raise DomainError(
            _(
                "The recording lasts %(seconds)s seconds, and at most %(most)s are asked for. Make it shorter.",
                seconds=round(found["duration"]),
                most=wanted.max_seconds,
            )
        )
    return media_type


def _no_recording() -> DomainError:
    return DomainError(
        _("This file is no recording that browsers play. Save it as WebM, MP4, OGG, MP3, WAV or M4A.")
    )


def _plain(name: str) -> str:
    """The file's own name without folders and control characters."""
    last = name.replace("\\", "/").rpartition("/")[2]
    return "".join(letter for letter in last if letter.isprintable())[:NAME_MOST] or "recording"
