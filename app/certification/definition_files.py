"""A certification file as a typed definition."""

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Literal

from msgspec import Meta

from app.catalogue.course_files import key_faults, plain
from app.catalogue.file_formats import Format, Key, Languages, Summary, Title
from app.catalogue.texts import language_faults, text_faults
from app.certification.definition import (
    AllOf,
    AnyOf,
    AtLeast,
    CourseDone,
    Definition,
    ExamPassed,
    Requirement,
)
from app.core.yaml_files import BadFile, Fault, Reading, Source, read_yaml

Exam = Annotated[str, Meta(pattern=r"^[a-z0-9-]{1,60}/[a-z0-9-]{1,60}$")]
Statement = Annotated[dict[str, Annotated[str, Meta(min_length=1, max_length=240)]], Meta(min_length=1)]
Level = Annotated[dict[str, Annotated[str, Meta(min_length=1, max_length=40)]], Meta(min_length=1)]


class RequirementFormat(Format, frozen=True, kw_only=True):
    """Exactly one of them."""

    course: Key | None = None
    exam: Exam | None = None
    all_of: "list[RequirementFormat] | None" = None
    any_of: "list[RequirementFormat] | None" = None
    at_least: "AtLeastFormat | None" = None


class AtLeastFormat(Format, frozen=True, kw_only=True):
    """So many of a list."""

    count: Annotated[int, Meta(ge=1)]
    of: Annotated[list[RequirementFormat], Meta(min_length=1)]


class CertificationFormat(Format, frozen=True, kw_only=True):
    """certifications/<certification>.yaml"""

    kind: Literal["certification"]
    languages: Languages
    title: Title
    summary: Summary
    statement: Statement
    level: Level
    requirements: RequirementFormat
    validity_months: Annotated[int, Meta(ge=1, le=120)] | None = None
    renewal_window_days: Annotated[int, Meta(ge=0, le=365)] = 60
    grace_days: Annotated[int, Meta(ge=0, le=365)] = 0
    design: Key = "classic"
    accent: Annotated[str, Meta(pattern="^#[0-9a-f]{6}$")] = "#1f2a86"


def read_definition(path: Path, root: Path) -> Reading[Definition]:
    """Read one file; whether its courses, exams and design exist is checked where all are known."""
    reading: Reading[Definition] = Reading(path.stem, None, None)
    name = path.relative_to(root).as_posix()
    reading.faults += key_faults(reading.key, name)
    try:
        source = reading.source = read_yaml(plain(path, name), name)
        head = source.as_type(CertificationFormat)
    except BadFile as bad:
        reading.faults += bad.faults
        return reading
    reading.faults += language_faults(source, head.languages)
    reading.faults += text_faults(source, head.languages)
    reading.faults += _requirement_faults(source, head.requirements, ("requirements",))
    if not reading.has_fault:
        reading.document = Definition(
            key=reading.key,
            languages=tuple(head.languages),
            title=head.title,
            summary=head.summary,
            statement=head.statement,
            level=head.level,
            requirements=_requirement(head.requirements),
            validity_months=head.validity_months,
            renewal_window_days=head.renewal_window_days,
            grace_days=head.grace_days,
            design=head.design,
            accent=head.accent,
        )
    return reading


def _requirement_faults(
    source: Source, wanted: RequirementFormat, path: tuple[str | int, ...]
) -> Iterator[Fault]:
    given = [name for name in wanted.__struct_fields__ if getattr(wanted, name) is not None]
    where = ".".join(map(str, path))
    if len(given) != 1:
        words = f"{where} needs exactly one of course, exam, all_of, any_of, at_least; it has {len(given)}"
        yield source.fault(words, *path)
        return
    name = given[0]
    parts, below = _parts(wanted), (*path, name, "of") if name == "at_least" else (*path, name)
    if name in ("all_of", "any_of") and not parts:
        yield source.fault(f"{where}.{name} is empty; name what is required", *path)
    if wanted.at_least and wanted.at_least.count > len(parts):
        words = f"{where} asks for {wanted.at_least.count} of {len(parts)}; lower the count or add more"
        yield source.fault(words, *path)
    for n, part in enumerate(parts):
        if part in parts[:n]:
            yield source.fault(f"{where} names the same requirement twice; keep one", *below, n)
        yield from _requirement_faults(source, part, (*below, n))


def _parts(wanted: RequirementFormat) -> list[RequirementFormat]:
    return wanted.all_of or wanted.any_of or (wanted.at_least.of if wanted.at_least else [])


def _requirement(wanted: RequirementFormat) -> Requirement:
    of = tuple(_requirement(part) for part in _parts(wanted))
    if wanted.course:
        return CourseDone(wanted.course)
    if wanted.exam:
        return ExamPassed(wanted.exam)
    if wanted.at_least:
        return AtLeast(wanted.at_least.count, of)
    return AllOf(of) if wanted.all_of else AnyOf(of)
