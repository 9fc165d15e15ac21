"""kru.json: in Kru's own packages of QTI 3, the questions as Kru has them.

QTI has no words for hints, languages, tags, units and more. Beside the items, which say all that QTI can say, an
export holds its questions whole, each with the fingerprints of its files. A question comes back from here as long as
these files are as they were written; one that somebody changed in another program is read from its item.
"""

import posixpath
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import msgspec

from app.assessment.formats.attachments import Attachments, Unusable
from app.assessment.formats.packages import Package
from app.assessment.questions import QuestionDocument, from_dict
from app.catalogue.documents import KEY, Text
from app.core.tokens import sha256_hex

OWN = "kru.json"
MOST_BYTES = 32 * 1024 * 1024
MOST_QUESTIONS = 10_000
STORED = re.compile(r"stored:([0-9a-f]{64})")


class OwnQuestion(msgspec.Struct, frozen=True):
    """A question and the SHA-256 of the files that it was written into, by their paths."""

    files: dict[str, str]
    document: dict[str, Any]


class Own(msgspec.Struct, frozen=True):
    """What stands in the file."""

    topics: dict[str, Text]
    questions: tuple[OwnQuestion, ...]
    version: int = 1


@dataclass(frozen=True)
class Kept:
    """A question that can come back whole, and the paths of its files."""

    document: dict[str, Any]
    paths: tuple[str, ...]


@dataclass
class OwnPackage:
    """What a package says for Kru alone: names of topics, and questions by each of their files."""

    package: Package
    topics: Mapping[str, Text] = field(default_factory=dict)
    by_path: dict[str, Kept] = field(default_factory=dict)
    keys: dict[str, str] = field(default_factory=dict)
    """What the question of an item is known by, though somebody may have changed the item."""
    files: dict[str, str] = field(default_factory=dict)
    """Where pictures and films are, by the SHA-256 in their names."""

    def question(self, kept: Kept, attachments: Attachments) -> QuestionDocument:
        """The question as it was. Raises ValueError or MsgspecError unless it is one and its pictures came along."""
        question = from_dict(kept.document)
        for picture in _pictures_in(kept.document):
            data, name = self._file(picture["file"]["sha256"])
            again = attachments.picture(data, name, picture["alt"])
            said = (picture["file"]["media_type"], picture["width"], picture["height"])
            if (again.file.media_type, again.width, again.height) != said:
                raise Unusable(f"{name} is another picture now")
        for digest in _named_in_texts(kept.document):
            attachments.file(*self._file(digest))
        return question

    def _file(self, digest: str) -> tuple[bytes, str]:
        path = self.files.get(digest)
        data = self.package.read(path) if path else b""
        if path is None or sha256_hex(data) != digest:
            raise Unusable(f"the file {digest[:64]} did not come along")
        return data, posixpath.basename(path)


def as_json(own: Own) -> bytes:
    return msgspec.json.format(msgspec.json.encode(own), indent=1)


def own_package(package: Package) -> OwnPackage:
    """What kru.json says of files that are as they were; nothing when there is none or it cannot be read."""
    folder = posixpath.dirname(package.manifest() or "")
    entry = package.members.get(posixpath.join(folder, OWN))
    if entry is None or entry.file_size > MOST_BYTES:
        return OwnPackage(package)
    try:
        own = msgspec.json.decode(package.read(posixpath.join(folder, OWN)), type=Own)
    except (msgspec.MsgspecError, ValueError, RecursionError):
        return OwnPackage(package)
    found = OwnPackage(package, own.topics)
    found.files = {posixpath.splitext(posixpath.basename(path))[0]: path for path in package.members}
    hashes: dict[str, str] = {}
    for question in own.questions[:MOST_QUESTIONS]:
        named = {posixpath.join(folder, name): digest for name, digest in question.files.items()}
        for path in named.keys() & package.members.keys() - hashes.keys():
            hashes[path] = sha256_hex(package.read(path))
        key = question.document.get("key")
        if len(named) == 1 and isinstance(key, str) and re.fullmatch(KEY, key):
            found.keys |= dict.fromkeys(named, key)
        if named and all(hashes.get(path) == digest for path, digest in named.items()):
            found.by_path |= dict.fromkeys(named, Kept(question.document, tuple(named)))
    return found


def _parts_of(document: Any) -> Iterator[Any]:
    """All that a stored question is made of, at any depth."""
    waiting = [document]
    while waiting:
        one = waiting.pop()
        yield one
        if isinstance(one, dict):
            waiting += one.values()
        elif isinstance(one, list | tuple):
            waiting += one


def _pictures_in(document: Any) -> list[dict[str, Any]]:
    return [
        one for one in _parts_of(document) if isinstance(one, dict) and {"file", "alt", "width"} <= one.keys()
    ]


def _named_in_texts(document: Any) -> set[str]:
    texts = (one for one in _parts_of(document) if isinstance(one, str))
    return {digest for text in texts for digest in STORED.findall(text)}
