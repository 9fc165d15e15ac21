"""Fifty courses of thirty items, ten curricula and thirty certifications, as large as real ones."""

from datetime import date

from app.assessment.bank import BankDocument
from app.assessment.questions import Option, Single
from app.catalogue.documents import (
    Acknowledgement,
    AnyItem,
    AudienceRule,
    Card,
    Course,
    CourseStep,
    Cue,
    Curriculum,
    Datasheet,
    Draw,
    File,
    Line,
    Module,
    Objection,
    Page,
    Part,
    Playbook,
    Quiz,
    Section,
    Sheet,
    Text,
    Video,
)
from app.certification.definition import AllOf, CourseDone, Definition
from app.points.rules import Rule, RuleSet

COURSES, CURRICULA, CERTIFICATIONS = 50, 10, 30
WORDS = "Selling starts with the customer's problem and with the partner's plan for it. "
KINDS = ("video", "playbook", "video", "datasheet", "video", "card")
SPECIAL = {28: "acknowledgement", 29: "quiz"}


def both(english: str) -> Text:
    return {"en": english, "th": f"{english} ภาษาไทย"}


def file(name: str) -> File:
    return File(sha256="0" * 64, media_type="application/octet-stream", name=name)


def line(number: int) -> Line:
    return Line(
        text=both(f"{number} {WORDS}"),
        owner="Product",
        source="Comparison",
        verified_on=date(2026, 11, 2),
        audience="partner",
    )


def item(course: int, number: int) -> AnyItem:
    """The items of a course go round the kinds; the last two are an acknowledgement and a quiz."""
    kind = SPECIAL.get(number, KINDS[number % len(KINDS)])
    key = f"item-{number:02}"
    base = {
        "key": key, "title": both(f"Item {course}.{number} of this course"), "minutes": 4,
        "hash": f"{course:02}-{number:02}", "summary": both(WORDS),
    }  # fmt: skip
    if kind == "video":
        cues = tuple(Cue(start=i * 5.0, end=i * 5.0 + 4, text=f"{i} {WORDS}") for i in range(16))
        return Video(
            **base,
            media=file("film.mp4"),
            duration=80.0,
            captions={"en": file("en.vtt"), "th": file("th.vtt")},
            cues={"en": cues, "th": cues},
        )
    if kind == "playbook":
        body = "".join(f"## Section {i}\n\n{WORDS * 6}\n\n" for i in range(6))
        sections = tuple(Section(id=f"section-{i}", title=both(f"Section {i}")) for i in range(6))
        return Playbook(**base, body=both(body), sections=sections, plays=())
    if kind == "datasheet":
        pages = tuple(
            Page(image=file(f"{i}.webp"), width=1240, height=1754, text=WORDS * 5) for i in range(2)
        )
        return Datasheet(**base, sheets={"en": Sheet(file=file("sheet.pdf"), pages=pages)})
    if kind == "card":
        objections = tuple(
            Objection(key=f"o-{i}", said=both(f"Objection {i}?"), reframe=line(i), proof=(line(i),))
            for i in range(4)
        )
        lines = tuple(line(i) for i in range(4))
        return Card(
            **base,
            competitor="Rival",
            owner="Product",
            positioning=line(0),
            why_we_win=lines,
            objections=objections,
            strengths=lines,
        )
    if kind == "acknowledgement":
        return Acknowledgement(
            **base, version="1", statement=both("I will keep the rules."), body=both(WORDS * 10)
        )
    return Quiz(**base, pass_mark=0.8, sections=(Draw(bank="bench", draw=20),), time_limit=30, attempts=None)


def course(number: int) -> Course:
    items = tuple(item(number, i) for i in range(30))
    modules = tuple(
        Module(key=f"module-{m}", title=both(f"Module {m}"), items=items[m * 6 : m * 6 + 6]) for m in range(5)
    )
    return Course(
        key=f"course-{number:02}", languages=("en", "th"), title=both(f"Course {number}"), summary=both(WORDS),
        owner="Enablement", modules=modules,
    )  # fmt: skip


def curriculum(number: int) -> Curriculum:
    size = COURSES // CURRICULA
    steps = tuple(CourseStep(course=f"course-{number * size + i:02}") for i in range(size))
    return Curriculum(
        key=f"curriculum-{number}", languages=("en", "th"), title=both(f"Curriculum {number}"), summary=both(WORDS),
        owner="Enablement", parts=(Part(title=both("All"), courses=steps, require=size),),
        audience=AudienceRule(regions=(f"region-{number}",)),
    )  # fmt: skip


def certification(number: int) -> Definition:
    needs = AllOf((CourseDone(f"course-{number:02}"), CourseDone(f"course-{number + 1:02}")))
    return Definition(
        key=f"certification-{number:02}", languages=("en", "th"), title=both(f"Certification {number}"),
        summary=both(WORDS), statement=both(WORDS), level=both("Professional"), requirements=needs,
        validity_months=12, renewal_window_days=60, grace_days=30,
    )  # fmt: skip


def points() -> RuleSet:
    """A passed quiz earns something; the rest of what the seeded people did earned nothing."""
    return RuleSet((Rule("quiz", "quiz_passed", person=20, company=20),))


def bank() -> BankDocument:
    """Sixty questions of four options."""
    questions = tuple(
        Single(
            key=f"question-{i}", topic="topic", difficulty="medium", stem=both(f"Question {i}? {WORDS}"),
            options=tuple(Option(key=k, text=both(f"Answer {k} to {i}"), right=k == "b") for k in "abcd"),
            explanation=both(WORDS),
        )
        for i in range(60)
    )  # fmt: skip
    return BankDocument(
        key="bench",
        languages=("en", "th"),
        title=both("Bench"),
        topics={"topic": both("Topic")},
        questions=questions,
    )
