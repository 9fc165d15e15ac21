"""Pitches and plain words on a paper (pure)."""

import re
from dataclasses import dataclass

from app.assessment.answers import Answer
from app.assessment.paper.parts import NotAnOption, Shown, Values, one, shown_pictures
from app.assessment.questions import Description, Pitch

SHA256 = re.compile(r"[0-9a-f]{64}")
PITCH_TYPES = (
    "video/webm", "video/mp4", "audio/webm", "audio/mp4", "audio/ogg", "video/ogg", "audio/mpeg", "audio/wav",
)  # fmt: skip
"""What a recording may be."""


@dataclass(frozen=True, kw_only=True)
class ShownPitch(Shown):
    """`media_type` and `name` are those of the recording that is kept, "" without one."""

    medium: str
    max_seconds: int
    sha256: str
    media_type: str
    name: str


@dataclass(frozen=True, kw_only=True)
class ShownDescription(Shown):
    """Words that ask nothing."""


def shown_pitch(question: Pitch, answer: Answer) -> ShownPitch:
    given = dict(answer)
    return ShownPitch(
        kind="pitch",
        stem=question.stem,
        markup=question.markup,
        pictures=shown_pictures(question),
        medium=question.medium,
        max_seconds=question.max_seconds,
        sha256=given.get("file", ""),
        media_type=given.get("media_type", ""),
        name=given.get("name", ""),
    )


def shown_description(question: Description) -> ShownDescription:
    return ShownDescription(
        kind="description",
        stem=question.stem,
        markup=question.markup,
        pictures=shown_pictures(question),
    )


def read_pitch(values: Values) -> dict[str, str]:
    """The recording that is kept. Its three fields come from the server, never from a browser. Raises NotAnOption."""
    sha256, name = one(values, "file"), one(values, "name", most=200)
    media_type = one(values, "media_type")
    if not sha256:
        return {}
    if not SHA256.fullmatch(sha256) or media_type not in PITCH_TYPES:
        raise NotAnOption("no recording")
    return {"file": sha256, "media_type": media_type, "name": name}
