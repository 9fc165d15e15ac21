"""A course folder as a typed course: course.yaml, its items, their translations and media."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from app.catalogue.cycles import find_circle
from app.catalogue.documents import KEY, AnyItem, Course, Module
from app.catalogue.file_formats import CourseFormat
from app.catalogue.item_files import ItemReader
from app.catalogue.media_files import Known, Material, MediaReader
from app.catalogue.texts import language_faults, links_to_items, text_faults
from app.core.i18n import LANGUAGES
from app.core.yaml_files import BadFile, Fault, Reading, Source, read_front_matter, read_yaml

KNOWN_FOLDERS = ("media", "sources")


@dataclass
class CourseReading(Reading[Course]):
    """A course, with its items' sources and the media to keep."""

    items: dict[str, Source] = field(default_factory=dict)
    texts: list[Source] = field(default_factory=list)
    """The items' Markdown in every language."""
    material: dict[str, Material] = field(default_factory=dict)


def key_faults(key: str, file: str) -> Iterator[Fault]:
    """A key comes from the name of a file or folder."""
    if not re.match(KEY, key):
        yield Fault(
            file,
            1,
            f"{key!r} cannot be a key; name it in small latin letters, digits and hyphens, at most 60",
        )


def read_course(folder: Path, root: Path, known: Known) -> CourseReading:
    """Read everything in a course's folder; all faults are collected."""
    name = folder.relative_to(root).as_posix()
    reading = CourseReading(folder.name, None, None)
    try:
        reading.source = read_yaml(
            plain(folder / "course.yaml", f"{name}/course.yaml"), f"{name}/course.yaml"
        )
        head = reading.source.as_type(CourseFormat)
    except BadFile as bad:
        reading.faults += bad.faults
        return reading
    reading.faults += key_faults(reading.key, reading.source.file)
    reading.faults += language_faults(reading.source, head.languages)
    reading.faults += text_faults(reading.source, head.languages)
    files = _item_files(folder, name, head.languages, reading)
    reading.faults += _placement_faults(reading.source, head, files)
    reading.texts = [source for texts in files.values() for source in texts.values()]
    media = MediaReader(folder, known, reading.material)
    items = _read_items(files, head, media, reading)
    reading.faults += _stray_files(folder, name, media.used)
    if not reading.has_fault:
        reading.document = _course(reading.key, head, items)
    return reading


def plain(path: Path, name: str) -> Path:
    """The file itself; a link or a missing one is a fault."""
    if path.is_symlink():
        raise BadFile(Fault(name, 1, "this is a link; put the file itself there"))
    if not path.is_file():
        raise BadFile(Fault(name, 1, f"there is no {path.name}; add it"))
    return path


def _item_files(
    folder: Path, name: str, languages: Sequence[str], reading: CourseReading
) -> dict[str, dict[str, Source]]:
    """The Markdown files by item and language; the source language stands first."""
    found: dict[str, dict[str, Source]] = {}
    for path in sorted(folder.glob("*.md"), key=lambda path: (path.name.count("."), path.name)):
        file, (key, *rest) = f"{name}/{path.name}", path.name.removesuffix(".md").split(".")
        try:
            source = read_front_matter(plain(path, file), file)
        except BadFile as bad:
            reading.faults += bad.faults
            found.setdefault(key, {})
            continue
        if problem := _name_problem(key, rest, languages, found):
            reading.faults.append(Fault(file, 1, problem))
            continue
        reading.faults += key_faults(key, file)
        found.setdefault(key, {})[rest[0] if rest else languages[0]] = source
    return found


def _name_problem(
    key: str, rest: list[str], languages: Sequence[str], found: dict[str, dict[str, Source]]
) -> str | None:
    if not rest:
        return None
    if len(rest) > 1 or rest[0] not in LANGUAGES:
        return f"the name of this file is not understood; write {key}.md or {key}.{languages[-1]}.md"
    if rest[0] == languages[0]:
        return f"{rest[0]} is the source language of this course; its text belongs into {key}.md"
    if rest[0] not in languages:
        return f"{rest[0]} is not a language of this course; add it to languages or remove the file"
    return (
        None
        if key in found
        else f"this translates {key}.md, which does not exist; add it or remove this file"
    )


def _placement_faults(
    source: Source, head: CourseFormat, files: dict[str, dict[str, Source]]
) -> Iterator[Fault]:
    """Every item in exactly one module, every module under its own key."""
    placed: dict[str, str] = {}
    modules: set[str] = set()
    for m, module in enumerate(head.modules):
        if module.key in modules:
            yield source.fault(f"two modules are called {module.key}; rename one", "modules", m, "key")
        modules.add(module.key)
        for n, item in enumerate(module.items):
            at = ("modules", m, "items", n)
            if item in placed:
                yield source.fault(
                    f"{item} stands in {placed[item]} and again in {module.key}; keep one", *at
                )
            elif item not in files:
                yield source.fault(f"there is no item {item}.md; add it or remove it from {module.key}", *at)
            placed.setdefault(item, module.key)
    for key in sorted(files.keys() - placed.keys()):
        yield source.fault(f"the item {key} is in no module; name it in one or remove {key}.md", "modules")


def _read_items(
    files: dict[str, dict[str, Source]], head: CourseFormat, media: MediaReader, reading: CourseReading
) -> dict[str, AnyItem]:
    """The items by key, with their requirements made plain."""
    order = [key for module in head.modules for key in module.items if files.get(key)]
    items: dict[str, AnyItem] = {}
    for key in dict.fromkeys([*order, *files]):
        texts = dict(files[key])
        source = texts.pop(head.languages[0], None)
        if source is None:
            continue
        reading.items[key] = source
        reader = ItemReader(key, source, texts, head.languages, head.owner, media)
        item = reader.read()
        reading.faults += reader.faults
        if item is not None:
            items[key] = item
    needs = {key: _requires(key, reading.items[key], order, items) for key in reading.items}
    reading.faults += _requires_faults(needs, reading.items, files)
    reading.faults += _link_faults(reading)
    return {key: msgspec.structs.replace(item, requires=tuple(needs[key])) for key, item in items.items()}


def _requires(key: str, source: Source, order: list[str], items: dict[str, AnyItem]) -> list[str]:
    """The keys an item requires; `all` is every item before it that is not optional."""
    wanted = source.data.get("requires", []) if isinstance(source.data, dict) else []
    if wanted == "all":
        before = order[: order.index(key)] if key in order else []
        return [k for k in before if k not in items or not items[k].is_optional]
    return [k for k in wanted if isinstance(k, str)] if isinstance(wanted, list) else []


def _requires_faults(
    needs: dict[str, list[str]], sources: dict[str, Source], files: dict[str, dict[str, Source]]
) -> Iterator[Fault]:
    for key, wanted in needs.items():
        for n, other in enumerate(wanted):
            if other not in files:
                words = f"requires {other}, which is not an item of this course; correct or remove it"
                yield sources[key].fault(words, "requires", n)
    if circle := find_circle(needs):
        words = f"requires goes round in a circle: {' → '.join(circle)}; take one out"
        yield sources[circle[0]].fault(words, "requires")


def _link_faults(reading: CourseReading) -> Iterator[Fault]:
    """Links to items of the same course lead somewhere."""
    for source in reading.texts:
        for line, address in links_to_items(source.body):
            if address not in reading.items and not address.startswith("../"):
                words = f"the link {address} leads to no item of this course; correct it"
                yield Fault(source.file, source.body_line + line - 1, words)


def _stray_files(folder: Path, name: str, used: set[Path]) -> Iterator[Fault]:
    """Files that nothing names: a warning, for they are usually a slip."""
    for path in sorted(folder.iterdir()):
        if path.is_dir() and path.name not in KNOWN_FOLDERS:
            words = "this folder is not read; use media/ or sources/"
            yield Fault(f"{name}/{path.name}", 1, words, is_warning=True)
        elif path.is_file() and path.suffix != ".md" and path.name != "course.yaml":
            yield Fault(f"{name}/{path.name}", 1, "this file is not read; remove it", is_warning=True)
    for path in sorted((folder / "media").rglob("*")):
        if path.is_file() and path not in used:
            file = f"{name}/{path.relative_to(folder).as_posix()}"
            yield Fault(file, 1, "no item uses this file; name it in one or remove it", is_warning=True)


def _course(key: str, head: CourseFormat, items: dict[str, AnyItem]) -> Course:
    modules = tuple(Module(m.key, m.title, tuple(items[k] for k in m.items)) for m in head.modules)
    return Course(
        key=key,
        languages=tuple(head.languages),
        title=head.title,
        summary=head.summary,
        owner=head.owner,
        modules=modules,
    )
