"""Speak English sentences with flite's "rms" voice; samples are 16-bit mono."""

from __future__ import annotations

import re
import subprocess
import wave
from array import array
from collections.abc import Sequence
from pathlib import Path

from look import SourceError

# A little slower than made, for listeners in their second language
VOICE = ["-voice", "rms", "--setf", "duration_stretch=1.05"]
RATE = 16_000
QUIET = 200  # of 32 768: below this a sample counts as silence
# What the voice would say wrongly, written as it should sound.
RESPELL = {
    "API": "A P I",
    "baht": "baat",
    "Kru": "Kroo",
    "lead": "leed",
    "leads": "leeds",
    "ROI": "R O I",
    "SaaS": "sass",
    "THB": "baat",
}
PLAIN = {0x2018: "'", 0x2019: "'", 0x201C: "", 0x201D: "", 0x2013: ", ", 0x2014: ", ", 0x2026: ".", 0xA0: " "}


def speakable(sentence: str, where: str) -> str:
    plain = sentence.translate(PLAIN)
    if alien := "".join(char for char in plain if not char.isascii()):
        raise SourceError(f"{where}: the English voice cannot say {alien!r}")
    return re.sub(r"\b[A-Za-z]+\b", lambda word: RESPELL.get(word[0], word[0]), plain)


def speak(sentence: str, where: str, folder: Path) -> array[int]:
    """The sentence as samples, without the silence before and after it."""
    said = folder / "sentence.wav"
    command = ["flite", *VOICE, "-t", speakable(sentence, where), "-o", str(said)]
    subprocess.run(command, check=True, capture_output=True)
    samples = trimmed(read(said))
    if not samples:
        raise SourceError(f"{where}: nothing to say in {sentence!r}")
    return samples


def read(path: Path) -> array[int]:
    with wave.open(str(path), "rb") as sound:
        if (sound.getframerate(), sound.getnchannels(), sound.getsampwidth()) != (RATE, 1, 2):
            raise RuntimeError(f"flite wrote another kind of sound than {RATE} Hz, 16 bit, mono")
        return array("h", sound.readframes(sound.getnframes()))


def trimmed(samples: array[int]) -> array[int]:
    loud = [i for i in range(0, len(samples), 16) if abs(samples[i]) > QUIET]
    if not loud:
        return array("h")
    margin = RATE // 50
    return samples[max(0, loud[0] - margin) : loud[-1] + margin]


def silence(seconds: float) -> array[int]:
    return array("h", bytes(2 * round(seconds * RATE)))


def write(path: Path, parts: Sequence[array[int]]) -> None:
    with wave.open(str(path), "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(RATE)
        for part in parts:
            sound.writeframes(part.tobytes())
