"""YAML files and YAML front matter, read safely; every fault names file, line and what to do."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Generic, TypeVar

import msgspec
import yaml

from app.core.yaml_shapes import misfits, steps_of

MAX_BYTES = 2 * 1024 * 1024
MAX_DEPTH = 20
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ufffe\uffff]")
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
    start: int | None = None
    """The line of the node itself, if it is a part of a file."""

    def of(self, *path: str | int) -> int:
        """The line of the key or list entry at that path, or of the nearest one above it."""
        node, line = self.node, self.start or self.first
        for step in path:
            place, node = _child(node, step)
            if place is None or node is None:
                break
            line = self.first + place.start_mark.line
        return line


def _child(node: yaml.Node | None, step: str | int) -> tuple[yaml.Node | None, yaml.Node | None]:
    """Where a value is named, and the value: in a list both are the same."""
    if isinstance(node, yaml.MappingNode):
        return next(((key, value) for key, value in node.value if key.value == str(step)), (None, None))
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        return node.value[step], node.value[step]
    return None, None


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

    def shape_faults(self, wanted: Any) -> list[Fault]:
        """Every misfit with its place; rules that a type checks itself are not among them."""
        return [self.fault(words, *path) for path, words in misfits(self.data, wanted)]

    def as_type(self, wanted: type[Read]) -> Read:
        """The data in that shape; raises BadFile with every misfit and its place."""
        if faults := self.shape_faults(wanted):
            raise BadFile(*faults)
        try:
            return msgspec.convert(self.data, wanted, strict=True)
        except msgspec.ValidationError as misfit:
            words, _, place = str(misfit).partition(" - at `")
            raise BadFile(self.fault(words, *steps_of(place.rstrip("`")))) from None

    def part(self, *path: str | int) -> "Source":
        """The value at that path as a source of its own, for values that are read one by one."""
        node, data = self.lines.node, self.data
        for step in path:
            node, data = _child(node, step)[1], data[step]
        return replace(self, data=data, lines=Lines(node, self.lines.first, self.lines.of(*path)))


@dataclass
class Reading(Generic[Read]):
    """What was read under a key: a document unless it has a fault, and where later faults point to."""

    key: str
    document: Read | None
    source: Source | None
    faults: list[Fault] = field(default_factory=list)

    @property
    def has_fault(self) -> bool:
        return any(not fault.is_warning for fault in self.faults)


def read_text(path: Path, name: str) -> str:
    """The file as text; raises BadFile when it is too large, not UTF-8 or holds control characters."""
    if path.stat().st_size > MAX_BYTES:
        raise BadFile(Fault(name, 1, f"larger than {MAX_BYTES // 1024 // 1024} MiB; split it"))
    try:
        text = path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as problem:
        raise BadFile(Fault(name, 1, f"not UTF-8 (byte {problem.start}); save it as UTF-8")) from None
    if found := CONTROL.search(text):
        line = text.count("\n", 0, found.start()) + 1
        raise BadFile(Fault(name, line, f"holds the control character U+{ord(found[0]):04X}; remove it"))
    return text


def read_yaml(path: Path, name: str) -> Source:
    """A YAML file."""
    return _parse(read_text(path, name), name, first=1, body="", body_line=1)


def read_front_matter(path: Path, name: str) -> Source:
    """A Markdown file with YAML between `---` lines on top; without one the data is empty."""
    text = read_text(path, name)
    if not text.startswith("---\n"):
        return Source(name, {}, Lines(None, 1), text.strip("\n") + "\n", 1 + _blank_lines(text))
    end = text.find("\n---\n", 3)
    if end < 0:
        raise BadFile(Fault(name, 1, "the front matter has no closing ---; add it on a line of its own"))
    head, body = text[4 : end + 1], text[end + 5 :]
    body_line = head.count("\n") + 3 + _blank_lines(body)
    return _parse(head, name, first=2, body=body.strip("\n") + "\n", body_line=body_line)


def _blank_lines(text: str) -> int:
    """How many empty lines stand on top."""
    return len(text) - len(text.lstrip("\n"))


def _parse(text: str, name: str, *, first: int, body: str, body_line: int) -> Source:
    try:
        if odd := _too_clever(text):
            raise BadFile(Fault(name, first + odd[1], odd[0]))
        loader = yaml.CSafeLoader(text)
        node = loader.get_single_node()
        if node is not None and (odd := _odd_key(node)):
            raise BadFile(Fault(name, first + odd[1], odd[0]))
        data = {} if node is None else _construct(loader, node)
    except yaml.YAMLError as problem:
        mark = getattr(problem, "problem_mark", None)
        line = first + (mark.line if mark else 0)
        what = getattr(problem, "problem", None) or "cannot be read"
        raise BadFile(Fault(name, line, f"not valid YAML: {what}")) from None
    return Source(name, data or {}, Lines(node, first), body, body_line)


def _construct(loader: yaml.CSafeLoader, node: yaml.Node) -> Any:
    """The values; a date such as 2026-02-30 is named with its line."""
    for scalar in _scalars(node):
        if scalar.tag == "tag:yaml.org,2002:timestamp":
            try:
                loader.construct_document(scalar)
            except ValueError:
                mark = scalar.start_mark
                problem = f"there is no day {scalar.value}"
                raise yaml.MarkedYAMLError(problem=problem, problem_mark=mark) from None
    return loader.construct_document(node)


def _scalars(node: yaml.Node) -> Iterator[yaml.ScalarNode]:
    if isinstance(node, yaml.ScalarNode):
        yield node
    for part in node.value if isinstance(node, yaml.CollectionNode) else ():
        for value in part if isinstance(part, tuple) else (part,):
            yield from _scalars(value)


def _too_clever(text: str) -> tuple[str, int] | None:
    """Aliases, which can grow without end, and deep nesting: refused before anything is built."""
    depth = 0
    for event in yaml.parse(text, Loader=yaml.CSafeLoader):
        line = event.start_mark.line if event.start_mark else 0
        if isinstance(event, yaml.AliasEvent):
            return f"the alias *{event.anchor} is not supported; write the value out", line
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > MAX_DEPTH:
            return f"nested more than {MAX_DEPTH} deep", line
    return None


def _odd_key(node: yaml.Node) -> tuple[str, int] | None:
    """The first key that is not a text or that a map has twice; YAML would silently keep the last."""
    values = [node.value] if isinstance(node, yaml.SequenceNode) else []
    if isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, _value in node.value:
            if key.tag != "tag:yaml.org,2002:str":
                return f"the key {_shown(key)} is not a text; put it in quotes", key.start_mark.line
            if key.value in seen:
                return f"the key {key.value!r} stands twice; keep one", key.start_mark.line
            seen.add(key.value)
        values = [[value for _key, value in node.value]]
    return next((odd for value in (values[0] if values else ()) if (odd := _odd_key(value))), None)


def _shown(key: yaml.Node) -> str:
    return str(key.value) if isinstance(key, yaml.ScalarNode) else "in brackets"
