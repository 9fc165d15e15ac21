"""YAML files and YAML front matter, read safely; every fault names file, line and what to do."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import msgspec
import yaml

MAX_BYTES = 2 * 1024 * 1024
Read = TypeVar("Read")


@dataclass(frozen=True, order=True)
class Fault:
    """One thing wrong in one place. A warning does not stop a publish."""

    file: str
    line: int
    message: str
    is_warning: bool = False

    def __str__(self) -> str:
        word = "warning: " if self.is_warning else ""
        return f"{self.file}:{self.line}: {word}{self.message}"


class BadFile(Exception):
    """A file that cannot be used; carries its faults."""

    def __init__(self, *faults: Fault) -> None:
        super().__init__("; ".join(map(str, faults)))
        self.faults = faults


@dataclass(frozen=True)
class Lines:
    """Where in the file each value stands."""

    node: yaml.Node | None
    first: int

    def of(self, *path: str | int) -> int:
        """The line of the value at that path, or of the nearest value above it."""
        node, line = self.node, self.first
        for step in path:
            node = _child(node, step)
            if node is None:
                break
            line = self.first + node.start_mark.line
        return line


def _child(node: yaml.Node | None, step: str | int) -> yaml.Node | None:
    if isinstance(node, yaml.MappingNode):
        return next((value for key, value in node.value if key.value == str(step)), None)
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        return node.value[step]  # type: ignore[no-any-return]
    return None


@dataclass(frozen=True)
class Source:
    """A parsed file: its data, where each value stands, and the Markdown below the front matter."""

    file: str
    data: Any
    lines: Lines
    body: str
    body_line: int

    def fault(self, message: str, *path: str | int, warning: bool = False) -> Fault:
        return Fault(self.file, self.lines.of(*path), message, warning)

    def as_type(self, wanted: type[Read]) -> Read:
        """The data in that shape; raises BadFile with the place of the first misfit."""
        try:
            return msgspec.convert(self.data, wanted, strict=True)
        except msgspec.ValidationError as misfit:
            message, _, place = str(misfit).partition(" - at `")
            path = _steps(place.rstrip("`"))
            raise BadFile(self.fault(_in_words(message, path), *path)) from None


def _steps(place: str) -> list[str | int]:
    """`$.modules[0].title` as ["modules", 0, "title"]."""
    steps: list[str | int] = []
    for part in place.lstrip("$").replace("[", ".[").split("."):
        if part.startswith("["):
            inside = part.strip("[]")
            steps.append(int(inside) if inside.isdigit() else inside)
        elif part:
            steps.append(part)
    return [step for step in steps if step not in ("...", "key")]


def _in_words(message: str, path: list[str | int]) -> str:
    where = "".join(f"[{s}]" if isinstance(s, int) else f".{s}" for s in path).lstrip(".")
    if message.startswith("Object contains unknown field"):
        return f"unknown key {message.split('field ')[1]}{f' in {where}' if where else ''}; remove or correct it"
    if message.startswith("Object missing required field"):
        return f"missing key {message.split('field ')[1]}{f' in {where}' if where else ''}; add it"
    return f"{where or 'the file'}: {message[0].lower()}{message[1:]}"


def read_text(path: Path, name: str) -> str:
    """The file as text; raises BadFile when it is too large or not UTF-8."""
    if path.stat().st_size > MAX_BYTES:
        raise BadFile(Fault(name, 1, f"larger than {MAX_BYTES // 1024 // 1024} MiB; split it"))
    try:
        return path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as problem:
        raise BadFile(Fault(name, 1, f"not UTF-8 (byte {problem.start}); save it as UTF-8")) from None


def read_yaml(path: Path, name: str) -> Source:
    """A YAML file."""
    return _parse(read_text(path, name), name, first=1, body="", body_line=1)


def read_front_matter(path: Path, name: str) -> Source:
    """A Markdown file with YAML between `---` lines on top; without one the data is empty."""
    text = read_text(path, name)
    if not text.startswith("---\n"):
        return Source(name, {}, Lines(None, 1), text.strip() + "\n", 1)
    end = text.find("\n---\n", 3)
    if end < 0:
        raise BadFile(Fault(name, 1, "the front matter has no closing ---; add it on a line of its own"))
    head, body = text[4 : end + 1], text[end + 5 :]
    return _parse(head, name, first=2, body=body.strip("\n") + "\n", body_line=head.count("\n") + 3)


def _parse(text: str, name: str, *, first: int, body: str, body_line: int) -> Source:
    try:
        node = yaml.compose(text, Loader=yaml.SafeLoader)
        data = yaml.safe_load(text) or {}
    except yaml.YAMLError as problem:
        mark = getattr(problem, "problem_mark", None)
        line = first + (mark.line if mark else 0)
        what = getattr(problem, "problem", None) or "cannot be read"
        raise BadFile(Fault(name, line, f"not valid YAML: {what}")) from None
    if node is not None and (twin := _repeated_key(node)):
        raise BadFile(Fault(name, first + twin[1], f"the key {twin[0]!r} stands twice; keep one"))
    return Source(name, data, Lines(node, first), body, body_line)


def _repeated_key(node: yaml.Node) -> tuple[str, int] | None:
    """The first key that a map has twice; YAML would silently keep the last."""
    if isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, value in node.value:
            if key.value in seen:
                return key.value, key.start_mark.line
            seen.add(key.value)
            if found := _repeated_key(value):
                return found
    elif isinstance(node, yaml.SequenceNode):
        for value in node.value:
            if found := _repeated_key(value):
                return found
    return None
