"""What the files of `content/` say about each other: whatever one names must exist in another (pure)."""

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from typing import Any, get_args

from app.assessment.bank import BankDocument, stock_of
from app.assessment.blueprint import blueprint_faults
from app.assessment.stock import Stock
from app.catalogue.course_files import CourseReading
from app.catalogue.documents import AnyItem, Curriculum, Quiz
from app.catalogue.media_files import Material
from app.catalogue.texts import links_to_items
from app.certification.definition import CertificationHeld, CourseDone, Definition, ExamPassed, leaves_of
from app.core.yaml_files import Fault, Reading, Source
from app.points.rules import RuleSet

ITEM_KINDS = {kind.__struct_config__.tag for kind in get_args(AnyItem)}


@dataclass
class Content:
    """Everything under one root."""

    courses: list[CourseReading] = field(default_factory=list)
    curricula: list[Reading[Curriculum]] = field(default_factory=list)
    banks: list[Reading[BankDocument]] = field(default_factory=list)
    definitions: list[Reading[Definition]] = field(default_factory=list)
    rules: Reading[RuleSet] | None = None
    designs: Set[str] = frozenset()
    pictures: Sequence[Material] = ()
    """What the banks show, to be kept."""
    studio_banks: Set[str] = frozenset()
    faults: list[Fault] = field(default_factory=list)
    """What is wrong with the root itself."""

    @property
    def readings(self) -> list[Reading[Any]]:
        return [
            *self.courses,
            *self.curricula,
            *self.banks,
            *self.definitions,
            *([self.rules] if self.rules else []),
        ]

    @property
    def quizzes(self) -> set[str]:
        """Every quiz as "course/item"; of a course with a fault what its files say."""
        return {
            f"{course.key}/{key}"
            for course in self.courses
            for key, source in course.items.items()
            if isinstance(source.data, dict) and source.data.get("kind") == "quiz"
        }


def cross_faults(content: Content) -> Iterator[Fault]:
    """Every reference that leads nowhere, and every quiz that its banks cannot fill."""
    courses = {course.key for course in content.courses}
    yield from _bank_faults(content)
    yield from _quiz_faults(content)
    yield from _link_faults(content)
    for curriculum in content.curricula:
        yield from _curriculum_faults(curriculum, courses)
    for definition in content.definitions:
        yield from _definition_faults(definition, courses, content)
    if content.rules and content.rules.document and content.rules.source:
        yield from _rule_faults(content.rules.document, content.rules.source, courses, content)


def _bank_faults(content: Content) -> Iterator[Fault]:
    for bank in content.banks:
        if bank.key in content.studio_banks:
            words = f"the bank {bank.key} is written in the studio; give this file another name"
            yield Fault(f"banks/{bank.key}.yaml", 1, words)


def _quiz_faults(content: Content) -> Iterator[Fault]:
    stocks = {bank.key: stock_of(bank.document) if bank.document else None for bank in content.banks}
    for course in content.courses:
        for item in course.document.items if course.document else ():
            if isinstance(item, Quiz):
                yield from _draw_faults(item, course.items[item.key], stocks)


def _draw_faults(quiz: Quiz, source: Source, stocks: Mapping[str, Stock | None]) -> Iterator[Fault]:
    """What the blueprint asks for in vain. Nothing is said about a bank that has faults of its own."""
    numbers = [
        number for number, section in enumerate(quiz.sections) if stocks.get(section.bank, ...) is not None
    ]
    sound = {key: stock for key, stock in stocks.items() if stock is not None}
    for fault in blueprint_faults([quiz.sections[number] for number in numbers], sound):
        path = () if fault.section is None else (numbers[fault.section], fault.field)
        yield source.fault(fault.message, "sections", *path)


def _link_faults(content: Content) -> Iterator[Fault]:
    """Links from one course into another, written as ../course/item."""
    known = {f"../{c.key}/{key}" for c in content.courses for key in c.items}
    known |= {f"../{c.key}" for c in content.courses}
    for course in content.courses:
        for source in course.texts:
            for line, address in links_to_items(source.body):
                if address.startswith("../") and address.rstrip("/") not in known:
                    words = f"the link {address} leads to no item; write ../course/item"
                    yield Fault(source.file, source.body_line + line - 1, words)


def _curriculum_faults(reading: Reading[Curriculum], courses: Set[str]) -> Iterator[Fault]:
    if reading.document and reading.source:
        for p, part in enumerate(reading.document.parts):
            for n, step in enumerate(part.courses):
                if step.course not in courses:
                    words = f"there is no course {step.course}; correct the name or add it"
                    yield reading.source.fault(words, "parts", p, "courses", n, "course")


def _definition_faults(reading: Reading[Definition], courses: Set[str], content: Content) -> Iterator[Fault]:
    if not (reading.document and reading.source):
        return
    certifications = {definition.key for definition in content.definitions}
    for leaf in dict.fromkeys(leaf for tree in reading.document.paths for leaf in leaves_of(tree)):
        match leaf:
            case CourseDone(course) if course not in courses:
                missing, wanted = f"there is no course {course}; correct the name or add it", course
            case ExamPassed(exam) if exam not in content.quizzes:
                missing, wanted = f"there is no quiz {exam}; write course/item", exam
            case CertificationHeld(key) if key not in certifications:
                missing, wanted = f"there is no certification {key}; correct the name or add it", key
            case CertificationHeld(key) if key in _needed_by(key, content):
                missing, wanted = f"{key} needs itself by way of this; remove one of the two", key
            case _:
                continue
        yield reading.source.fault(missing, *_path_to(reading.source.data, wanted, ()))
    if reading.document.design not in content.designs:
        known = ", ".join(sorted(content.designs)) or "none"
        words = f"there is no design {reading.document.design} in certificates/ ({known}); correct it"
        yield reading.source.fault(words, "design")


def _needed_by(key: str, content: Content) -> set[str]:
    """The certifications that one needs, directly or by way of others."""
    named = {
        d.key: {leaf.certification for leaf in d.document.leaves if isinstance(leaf, CertificationHeld)}
        for d in content.definitions
        if d.document
    }
    found: set[str] = set()
    open_keys = {key}
    while open_keys:
        open_keys = set().union(*(named.get(one, set()) for one in open_keys)) - found
        found |= open_keys
    return found


def _path_to(value: Any, wanted: str, path: tuple[str | int, ...]) -> tuple[str | int, ...]:
    """Where in the file something is named."""
    if value == wanted:
        return path
    parts = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return next((found for key, part in parts if (found := _path_to(part, wanted, (*path, key)))), ())


def _rule_faults(rules: RuleSet, source: Source, courses: Set[str], content: Content) -> Iterator[Fault]:
    known: dict[str, tuple[str, Set[str]]] = {
        "kind": ("kind of item", ITEM_KINDS),
        "course": ("course", courses),
        "item": ("item", {f"{c.key}/{key}" for c in content.courses for key in c.items}),
        "exam": ("quiz", content.quizzes),
        "certification": ("certification", {d.key for d in content.definitions}),
    }
    for n, rule in enumerate(rules.rules):
        for fact, value in rule.where.items():
            what, values = known[fact]
            if value not in values:
                words = f"there is no {what} {value}; correct or remove the rule {rule.key}"
                yield source.fault(words, "rules", n, "where", fact)
