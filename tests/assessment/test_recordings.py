"""Recordings are taken for what their bytes are, and everything else is refused with what to do."""

import io
import struct
import wave

import pytest

from app.assessment import recordings
from app.assessment.recordings import Wanted, keep_recording
from app.catalogue.examine import _last_cluster
from app.core.db import db
from app.core.errors import DomainError
from app.core.models import StoredFile
from tests.factories.content_files import FILM, POSTER

SOUND = Wanted("audio", 60)
VIDEO = Wanted("video", 60)


def sound(seconds: float = 1) -> bytes:
    """A WAV of silence."""
    written = io.BytesIO()
    with wave.open(written, "wb") as out:
        out.setparams((1, 1, 8000, 0, "NONE", ""))
        out.writeframes(bytes([128]) * int(8000 * seconds))
    return written.getvalue()


def keep(data: bytes, wanted: Wanted = SOUND, name: str = "pitch.bin") -> dict[str, list[str]]:
    return keep_recording(io.BytesIO(data), name, wanted)


def test_a_recording_is_kept_under_its_hash_with_the_type_of_its_bytes(app):
    values = keep(sound(), name="C:\\tapes\\my pitch.exe")
    assert values["media_type"] == ["audio/wav"] and values["name"] == ["my pitch.exe"]
    stored = db.session.get(StoredFile, values["file"][0])
    assert (stored.media_type, stored.size) == ("audio/wav", len(sound()))
    assert keep(FILM.read_bytes(), VIDEO)["media_type"] == ["video/mp4"]


@pytest.mark.parametrize(
    ("data", "wanted", "words"),
    [
        (b"", SOUND, "empty"),
        (b"MZ" + bytes(4000), SOUND, "no recording"),
        (b"<html><script>alert(1)</script>" * 50, VIDEO, "no recording"),
        (POSTER.read_bytes(), VIDEO, "no recording"),
        (FILM.read_bytes()[:2000], VIDEO, "no recording"),
        (sound(), VIDEO, "sound only"),
        (sound(67), SOUND, "lasts 67 seconds, and at most 60"),
        (FILM.read_bytes(), Wanted("video", 30), "lasts 42 seconds"),
    ],
)
def test_what_cannot_be_taken_is_refused_in_words_and_not_kept(app, data, wanted, words):
    with pytest.raises(DomainError, match=words):
        keep(data, wanted)
    assert db.session.query(StoredFile).count() == 0


def test_who_stops_at_the_last_second_is_not_refused(app):
    assert keep(sound(64), SOUND)["media_type"] == ["audio/wav"]


def test_a_film_may_answer_where_sound_is_asked_for(app):
    assert keep(FILM.read_bytes(), SOUND)["media_type"] == ["video/mp4"]


def test_reading_stops_where_a_recording_is_too_large(app, monkeypatch):
    monkeypatch.setattr(recordings, "LARGEST", 5000)
    monkeypatch.setattr(recordings, "CHUNK", 1000)
    source = io.BytesIO(sound(60))
    with pytest.raises(DomainError, match="more than"):
        keep_recording(source, "p.wav", SOUND)
    assert source.tell() <= 6000


def test_a_live_webm_that_does_not_tell_its_length_is_measured_by_its_last_cluster(tmp_path):
    head = b"\x1f\x43\xb6\x75\x01\xff\xff\xff\xff\xff\xff\xff\xe7\x84"
    path = tmp_path / "live.webm"
    path.write_bytes(b"".join(head + struct.pack(">I", at) + b"sound" for at in (0, 30_000, 95_000)))
    assert _last_cluster(path) == 95_000
