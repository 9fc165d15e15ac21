"""A curriculum file as a typed curriculum."""

from collections.abc import Iterator
from pathlib import Path

from app.catalogue.course_files import key_faults, plain
from app.catalogue.cycles import find_circle
from app.catalogue.documents import AudienceRule, CourseStep, Curriculum, Part
from app.catalogue.file_formats import CurriculumFormat
from app.catalogue.texts import language_faults, text_faults
from app.core.yaml_files import BadFile, Fault, Reading, Source, read_yaml


def read_curriculum(path: Path, root: Path) -> Reading[Curriculum]:
    """Read one file; whether its courses exist is checked where all are known."""
    reading: Reading[Curriculum] = Reading(path.stem, None, None)
    try:
        name = path.relative_to(root).as_posix()
        reading.source = read_yaml(plain(path, name), name)
        head = reading.source.as_type(CurriculumFormat)
    except BadFile as bad:
        reading.faults += bad.faults
        return reading
    source = reading.source
    reading.faults += key_faults(reading.key, source.file)
    reading.faults += language_faults(source, head.languages)
    reading.faults += text_faults(source, head.languages)
    reading.faults += _part_faults(source, head)
    if not reading.has_fault:
        reading.document = _curriculum(reading.key, head)
    return reading


def _part_faults(source: Source, head: CurriculumFormat) -> Iterator[Fault]:
    steps = [(p, n, step) for p, part in enumerate(head.parts) for n, step in enumerate(part.courses)]
    keys = [step.course for _p, _n, step in steps]
    for place, (p, n, step) in enumerate(steps):
        at = ("parts", p, "courses", n)
        if step.course in keys[:place]:
            yield source.fault(f"the course {step.course} stands in it twice; keep one", *at)
        for m, other in enumerate(step.after):
            if other not in keys:
                words = (
                    f"{step.course} comes after {other}, which is not in this curriculum; add or remove it"
                )
                yield source.fault(words, *at, "after", m)
    for p, part in enumerate(head.parts):
        if isinstance(part.require, int) and part.require > len(part.courses):
            words = f"requires {part.require} of {len(part.courses)} courses; lower it or add courses"
            yield source.fault(words, "parts", p, "require")
    if circle := find_circle({step.course: step.after for _p, _n, step in steps}):
        p, n, _step = steps[keys.index(circle[0])]
        words = f"the courses wait for each other in a circle: {' → '.join(circle)}; take one `after` out"
        yield source.fault(words, "parts", p, "courses", n, "after")


def _curriculum(key: str, head: CurriculumFormat) -> Curriculum:
    parts = tuple(
        Part(
            part.title,
            tuple(CourseStep(step.course, tuple(step.after)) for step in part.courses),
            len(part.courses) if part.require == "all" else part.require,
        )
        for part in head.parts
    )
    rule = head.audience
    return Curriculum(
        key=key,
        languages=tuple(head.languages),
        title=head.title,
        summary=head.summary,
        owner=head.owner,
        parts=parts,
        audience=AudienceRule(
            roles=tuple(rule.roles),
            company_types=tuple(rule.company_types),
            tiers=tuple(rule.tiers),
            regions=tuple(rule.regions),
            languages=tuple(rule.languages),
        ),
        enrolment=head.enrolment,
        due_days=head.due_days,
    )
