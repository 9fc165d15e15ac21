"""Pictures that a bank file names: each becomes what a question keeps of it, its file and its sides."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import msgspec

from app.catalogue.file_formats import Format, Title
from app.catalogue.media_files import MediaReader, Refused
from app.core.yaml_files import Fault, Source

MEASURED = ("width", "height")
NO_FILE = {"sha256": "", "media_type": "", "name": ""}
"""Stands in for a picture with a fault, so that nothing else is said about its place."""


class PictureFormat(Format, frozen=True, kw_only=True):
    """A picture as a bank file names it."""

    file: str
    alt: Title


@dataclass
class PictureReader:
    """Puts pictures in the place of their names, all through a file."""

    source: Source
    media: MediaReader
    faults: list[Fault] = field(default_factory=list)

    def read(self) -> Any:
        """The file's data with the pictures of its questions. What else is wrong there the check of its shape tells."""
        data = self.source.data
        if not isinstance(data, dict) or "questions" not in data:
            return data
        return data | {"questions": self._within(data["questions"], ("questions",))}

    def _within(self, value: Any, path: tuple[str | int, ...]) -> Any:
        if isinstance(value, list):
            return [self._within(part, (*path, n)) for n, part in enumerate(value)]
        if not isinstance(value, dict):
            return value
        return {key: self._part(key, part, (*path, key)) for key, part in value.items()}

    def _part(self, key: str, value: Any, path: tuple[str | int, ...]) -> Any:
        if key == "picture" and isinstance(value, dict):
            return self._picture(value, path)
        if key == "pictures" and isinstance(value, list):
            return [
                self._picture(part, (*path, n)) if isinstance(part, dict) else part
                for n, part in enumerate(value)
            ]
        return self._within(value, path)

    def _picture(self, named: dict[str, Any], path: tuple[str | int, ...]) -> dict[str, Any]:
        for key in MEASURED:
            if key in named:
                self._fault(f"unknown key `{key}`; remove it, the file has its own", (*path, key))
        if not isinstance(named.get("file"), str):
            if "file" in named:
                self._fault("file: must be a text, the name of a file in media/", (*path, "file"))
            return named | dict.fromkeys(MEASURED, 1) | ({"file": NO_FILE} if "file" in named else {})
        try:
            file, width, height = self.media.picture(named["file"])
        except Refused as refused:
            for _line, words in refused.problems:
                self._fault(words, (*path, "file"))
            return named | {"file": NO_FILE, "width": 1, "height": 1}
        return named | {"file": msgspec.to_builtins(file), "width": width, "height": height}

    def _fault(self, words: str, path: tuple[str | int, ...]) -> None:
        self.faults.append(self.source.fault(words, *path))


def unused_faults(media: MediaReader) -> Iterator[Fault]:
    """Files that no question of any bank names: a warning, for they are usually a slip."""
    for path in sorted((media.folder / "media").rglob("*")):
        if path.is_file() and path not in media.used:
            file = f"{media.folder.name}/{path.relative_to(media.folder).as_posix()}"
            yield Fault(file, 1, "no question uses this file; name it in one or remove it", is_warning=True)
