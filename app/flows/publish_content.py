"""Check everything under `content/`, then publish all of it in one transaction, or nothing."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec
from flask import current_app
from sqlalchemy import inspect, select
from sqlalchemy.exc import OperationalError

from app.assessment.bank import BankDocument
from app.assessment.bank_files import read_bank
from app.assessment.bank_pictures import unused_faults
from app.assessment.models import Bank
from app.assessment.services import publish_bank
from app.assessment.services.publishing import studio_banks
from app.catalogue.course_files import read_course
from app.catalogue.curriculum_files import read_curriculum
from app.catalogue.media_files import Known, Material, MediaReader
from app.catalogue.models import LivePublication
from app.catalogue.queries import live_courses
from app.catalogue.services import publish_document, retire_absent
from app.certification.definition import Definition
from app.certification.definition_files import read_definition
from app.certification.queries import live_definitions
from app.core import audit
from app.core.db import db, transaction
from app.core.models import StoredFile
from app.core.storage import file_key, keep, storage
from app.core.yaml_files import Fault, Reading
from app.flows.content_crosscheck import Content, cross_faults
from app.flows.publish_certification_effects import carry_out, foretell
from app.points.rule_files import read_rules


@dataclass
class Report:
    """What a check or a publish found and did. `changes` are (kind, key, what became of it)."""

    faults: list[Fault] = field(default_factory=list)
    warnings: list[Fault] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
    changes: list[tuple[str, str, str]] = field(default_factory=list)

    @property
    def is_sound(self) -> bool:
        return not self.faults


def check(root: Path, *, now: datetime | None = None) -> Report:
    """Every fault under the root; nothing is written.

    With `now` and a database it also warns of versions that end certifications that people hold.
    """
    has_database = _is_there_a_database()
    content = _read(root, has_database=has_database)
    report = _report(content)
    if now is not None and has_database and report.is_sound:
        report.warnings += _effect_warnings(content.definitions, now)
    return report


def _effect_warnings(readings: Iterable[Reading[Definition]], now: datetime) -> Iterable[Fault]:
    """Whom a version would affect that is not live yet."""
    live = live_definitions()
    for reading in readings:
        known = live.get(reading.key)
        if (
            reading.document is None
            or reading.source is None
            or (known and known.document == reading.document)
        ):
            continue
        effects = foretell(reading.document, now=now)
        if effects.affected:
            words = f"publishing this ends it earlier for {effects.people} people at {effects.companies} companies"
            yield reading.source.fault(words, "holders", warning=True)


def publish(root: Path, *, now: datetime, actor_id: int | None = None) -> Report:
    """Check, then make all of it live at once. With a fault nothing is published; without a change, no version."""
    content = _read(root, has_database=True)
    report = _report(content)
    if not report.is_sound:
        return report
    _keep_material(
        [
            *content.pictures,
            *(material for course in content.courses for material in course.material.values()),
        ]
    )
    with transaction():
        _publish_documents("course", content.courses, report, now, actor_id)
        _publish_documents("curriculum", content.curricula, report, now, actor_id)
        for bank in content.banks:
            _publish_bank(bank, report, now, actor_id)
        _publish_documents("certification", content.definitions, report, now, actor_id)
        _affect_holders(content.definitions, report, now, actor_id)
        _publish_documents("points", [content.rules] if content.rules else [], report, now, actor_id)
        if report.changes:
            words = [f"{kind} {key}: {what}" for kind, key, what in report.changes]
            audit.record("content_published", "content", "files", actor_id=actor_id, changes=words)
    return report


def _known() -> Known:
    """What live courses say about media, so that it is not examined again."""
    courses = (live.document for live in live_courses().values())
    return Known.of(courses, is_stored=lambda sha256: storage().exists(file_key(sha256)))


def _is_there_a_database() -> bool:
    """Authors check their files also where nothing is installed but the code, or not yet this version of it."""
    try:
        found = inspect(db.engine)
        return found.has_table(LivePublication.__tablename__) and any(
            column["name"] == Bank.origin.key for column in found.get_columns(Bank.__tablename__)
        )
    except OperationalError:
        return False


def _read(root: Path, *, has_database: bool) -> Content:
    known = _known() if has_database else Known()
    designs = current_app.config["KRU"].certificates
    content = Content(designs={template.parent.name for template in designs.glob("*/certificate.html")})
    content.studio_banks = studio_banks() if has_database else frozenset()
    if not (root / "courses").is_dir():
        content.faults.append(
            Fault(str(root), 1, "there is no folder courses/ here; name the content folder")
        )
        return content
    content.courses = [
        read_course(f, root, known) for f in _entries(root / "courses", content, is_folder=True)
    ]
    content.curricula = [read_curriculum(f, root) for f in _entries(root / "curricula", content)]
    pictures = MediaReader(root / "banks", known)
    content.banks = [
        read_bank(f, root, pictures) for f in _entries(root / "banks", content, beside=("media",))
    ]
    content.faults += unused_faults(pictures)
    content.pictures = list(pictures.material.values())
    content.definitions = [read_definition(f, root) for f in _entries(root / "certifications", content)]
    if (root / "points.yaml").exists():
        content.rules = read_rules(root / "points.yaml", root)
    return content


def _entries(
    folder: Path, content: Content, *, is_folder: bool = False, beside: Sequence[str] = ()
) -> list[Path]:
    """What to read in a folder, in order; a link or a stray file is a fault. What is beside it is read elsewhere."""
    found = []
    for path in sorted(folder.iterdir()) if folder.is_dir() else []:
        name = f"{folder.name}/{path.name}"
        if path.is_symlink():
            content.faults.append(Fault(name, 1, "this is a link; put the file itself there"))
        elif path.is_dir() == is_folder and (is_folder or path.suffix == ".yaml"):
            found.append(path)
        elif not path.name.startswith(".") and path.name not in beside:
            wanted = "folders" if is_folder else ".yaml files"
            content.faults.append(Fault(name, 1, f"only {wanted} are read here; move or remove it"))
    return found


def _report(content: Content) -> Report:
    found = [
        *content.faults,
        *(fault for r in content.readings for fault in r.faults),
        *cross_faults(content),
    ]
    ordered = sorted(dict.fromkeys(found))
    report = Report([f for f in ordered if not f.is_warning], [f for f in ordered if f.is_warning])
    items = [item for course in content.courses if course.document for item in course.document.items]
    report.counts = {
        "courses": len(content.courses),
        "items": len(items),
        "curricula": len(content.curricula),
        "banks": len(content.banks),
        "questions": sum(len(b.document.questions) for b in content.banks if b.document),
        "certifications": len(content.definitions),
        "points rules": len(content.rules.document.rules) if content.rules and content.rules.document else 0,
    }
    return report


def _keep_material(material: list[Material]) -> None:
    """Store the media that is not stored yet. A crash here leaves files that nothing names, which harms nobody."""
    wanted = {m.file.sha256: m for m in material}
    stored = set(db.session.scalars(select(StoredFile.sha256).where(StoredFile.sha256.in_(wanted))))
    place = storage()
    for digest, one in wanted.items():
        if digest not in stored or not place.exists(file_key(digest)):
            keep(one.read(), one.file.media_type)


def _publish_documents(
    kind: str, readings: Iterable[Reading[Any]], report: Report, now: datetime, actor_id: int | None
) -> None:
    readings = list(readings)
    for reading in readings:
        document = msgspec.to_builtins(reading.document)
        published = publish_document(kind, reading.key, document, actor_id=actor_id, now=now)
        if published.is_new:
            report.changes.append((kind, reading.key, f"version {published.number}"))
    retired = retire_absent(kind, {reading.key for reading in readings}, now=now)
    report.changes += [(kind, key, "retired") for key in retired]


def _affect_holders(
    readings: Iterable[Reading[Definition]], report: Report, now: datetime, actor_id: int | None
) -> None:
    """What new versions do to those who hold an earlier one, with how many people and companies it was."""
    published = {key for kind, key, what in report.changes if kind == "certification" and what != "retired"}
    for reading in readings:
        if reading.key in published and reading.document is not None:
            effects = carry_out(reading.document, actor_id=actor_id, now=now)
            if effects.affected:
                words = f"ends earlier for {effects.people} people at {effects.companies} companies"
                report.changes.append(("certification", reading.key, words))


def _publish_bank(
    reading: Reading[BankDocument], report: Report, now: datetime, actor_id: int | None
) -> None:
    assert reading.document
    done = publish_bank(reading.document, now=now, actor_id=actor_id)
    counts = {
        "new": done.added, "changed": done.changed, "retired": done.retired, "labelled anew": done.relabelled
    }  # fmt: skip
    if any(counts.values()):
        words = ", ".join(f"{count} {what}" for what, count in counts.items() if count)
        report.changes.append(("bank", reading.key, f"questions: {words}"))
