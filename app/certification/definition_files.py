"""A certification file as a typed definition."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Annotated, Literal

from msgspec import Meta

from app.catalogue.course_files import key_faults, plain
from app.catalogue.documents import AudienceRule
from app.catalogue.file_formats import AudienceFormat, Format, Key, Languages, Name, Summary, Title
from app.catalogue.texts import language_faults, text_faults
from app.certification.definition import (
    AllOf,
    AnyOf,
    AtLeast,
    Bridge,
    CertificationHeld,
    CourseDone,
    Definition,
    EvidenceGiven,
    ExamPassed,
    Renewal,
    Requirement,
    ShortenTo,
)
from app.certification.expiry import DateRule
from app.core.yaml_files import BadFile, Fault, Reading, Source, read_yaml

Exam = Annotated[str, Meta(pattern=r"^[a-z0-9-]{1,60}/[a-z0-9-]{1,60}$")]
Statement = Annotated[dict[str, Annotated[str, Meta(min_length=1, max_length=240)]], Meta(min_length=1)]
Level = Annotated[dict[str, Annotated[str, Meta(min_length=1, max_length=40)]], Meta(min_length=1)]


class RequirementFormat(Format, frozen=True, kw_only=True):
    """Exactly one of them."""

    course: Key | None = None
    exam: Exam | None = None
    certification: Key | None = None
    evidence: Key | None = None
    all_of: "list[RequirementFormat] | None" = None
    any_of: "list[RequirementFormat] | None" = None
    at_least: "AtLeastFormat | None" = None


class AtLeastFormat(Format, frozen=True, kw_only=True):
    """So many of a list."""

    count: Annotated[int, Meta(ge=1)]
    of: Annotated[list[RequirementFormat], Meta(min_length=1)]


class RenewalFormat(Format, frozen=True, kw_only=True):
    """From where its validity is counted, and what it asks for if not everything again."""

    rule: DateRule = "from_expiry"
    fixed: Annotated[str, Meta(pattern=r"^(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$")] | None = None
    requirements: RequirementFormat | None = None


class BridgeFormat(Format, frozen=True, kw_only=True):
    requirements: RequirementFormat
    by: date


class HoldersFormat(Format, frozen=True, kw_only=True):
    """Exactly one of them."""

    bridge: BridgeFormat | None = None
    shorten_to: date | None = None


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
    owner: Name = ""
    audience: AudienceFormat = AudienceFormat()
    renewal: RenewalFormat = RenewalFormat()
    holders: HoldersFormat | Literal["nothing"] = "nothing"


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
    for place, tree in _trees(head):
        reading.faults += _requirement_faults(source, tree, place)
    reading.faults += _renewal_faults(source, head)
    if not reading.has_fault:
        reading.document = _definition(reading.key, head)
    return reading


def _trees(head: CertificationFormat) -> Iterator[tuple[tuple[str | int, ...], RequirementFormat]]:
    """Every tree of requirements in the file, and where it stands."""
    yield ("requirements",), head.requirements
    if head.renewal.requirements is not None:
        yield ("renewal", "requirements"), head.renewal.requirements
    if isinstance(head.holders, HoldersFormat) and head.holders.bridge is not None:
        yield ("holders", "bridge", "requirements"), head.holders.bridge.requirements


def _renewal_faults(source: Source, head: CertificationFormat) -> Iterator[Fault]:
    """What the rules for dates and holders ask for of each other."""
    rule, fixed = head.renewal.rule, head.renewal.fixed
    if rule == "from_fixed_date" and fixed is None:
        yield source.fault(
            'renewal needs fixed with month and day, such as fixed: "12-31"', "renewal", "rule"
        )
    if rule != "from_fixed_date" and fixed is not None:
        yield source.fault(f"fixed means nothing with {rule}; remove it or the rule", "renewal", "fixed")
    if fixed is not None and not _is_in_every_year(fixed):
        yield source.fault(
            f"there is no {fixed} in every year; choose a day that each has", "renewal", "fixed"
        )
    if rule == "from_fixed_date" and (head.validity_months or 0) < 12:
        yield source.fault("with from_fixed_date validity_months is 12 or more; raise it", "renewal", "rule")
    if isinstance(head.holders, HoldersFormat) and (head.holders.bridge is None) == (
        head.holders.shorten_to is None
    ):
        yield source.fault("holders needs nothing, or exactly one of bridge, shorten_to", "holders")


def _is_in_every_year(month_day: str) -> bool:
    try:
        date.fromisoformat(f"2026-{month_day}")
    except ValueError:
        return False
    return True


def _definition(key: str, head: CertificationFormat) -> Definition:
    rule = head.audience
    return Definition(
        key=key,
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
        owner=head.owner,
        audience=AudienceRule(
            roles=tuple(rule.roles),
            company_types=tuple(rule.company_types),
            tiers=tuple(rule.tiers),
            regions=tuple(rule.regions),
            languages=tuple(rule.languages),
        ),
        renewal=Renewal(
            rule=head.renewal.rule,
            fixed=head.renewal.fixed,
            requirements=_requirement(head.renewal.requirements) if head.renewal.requirements else None,
        ),
        holders=_holders(head.holders),
    )


def _holders(given: HoldersFormat | Literal["nothing"]) -> Bridge | ShortenTo | None:
    if given == "nothing":
        return None
    if given.bridge is not None:
        return Bridge(_requirement(given.bridge.requirements), given.bridge.by)
    assert given.shorten_to is not None
    return ShortenTo(given.shorten_to)


def _requirement_faults(
    source: Source, wanted: RequirementFormat, path: tuple[str | int, ...]
) -> Iterator[Fault]:
    given = [name for name in wanted.__struct_fields__ if getattr(wanted, name) is not None]
    where = ".".join(map(str, path))
    if len(given) != 1:
        words = f"{where} needs exactly one of {', '.join(wanted.__struct_fields__)}; it has {len(given)}"
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
    if wanted.certification:
        return CertificationHeld(wanted.certification)
    if wanted.evidence:
        return EvidenceGiven(wanted.evidence)
    if wanted.at_least:
        return AtLeast(wanted.at_least.count, of)
    return AllOf(of) if wanted.all_of else AnyOf(of)
