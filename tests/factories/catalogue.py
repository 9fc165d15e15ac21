"""Published courses and curricula for tests, small but complete."""

from datetime import UTC, date, datetime
from typing import Any

import msgspec

from app.catalogue import services
from app.catalogue.documents import (
    Acknowledgement,
    AnyItem,
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

LONG_AGO = datetime(2026, 1, 5, 9, tzinfo=UTC)


def both(english: str, thai: str | None = None) -> Text:
    """A text in English and Thai."""
    return {"en": english, "th": thai or f"{english} (ไทย)"}


def file(name: str, media_type: str) -> File:
    return File(sha256=name.encode().hex().ljust(64, "0")[:64], media_type=media_type, name=name)


def video(key: str = "film", *, duration: float = 60.0, **more: Any) -> Video:
    cues = (Cue(0.0, 4.0, f"{key} begins"), Cue(4.0, 9.0, "A lead gets lost on a Friday"))
    defaults: dict[str, Any] = {
        "title": both(f"Film {key}"),
        "minutes": 2,
        "hash": f"hash-{key}",
        "media": file(f"{key}.mp4", "video/mp4"),
        "duration": duration,
        "poster": file(f"{key}.jpg", "image/jpeg"),
        "captions": {lang: file(f"{key}.{lang}.vtt", "text/vtt") for lang in ("en", "th")},
        "cues": {"en": cues, "th": (Cue(0.0, 4.0, "ลีดหายในวันศุกร์"),)},
    }
    return Video(key=key, **defaults | more)


def datasheet(key: str = "sheet", *, pages: int = 2, **more: Any) -> Datasheet:
    def sheet(lang: str) -> Sheet:
        made = tuple(
            Page(file(f"{key}.{lang}.{n}.webp", "image/webp"), 1400, 1980, f"{key} page {n}")
            for n in range(1, pages + 1)
        )
        return Sheet(file(f"{key}.{lang}.pdf", "application/pdf"), made)

    defaults: dict[str, Any] = {
        "title": both(f"Datasheet {key}"),
        "minutes": 3,
        "hash": f"hash-{key}",
        "sheets": {lang: sheet(lang) for lang in ("en", "th")},
    }
    return Datasheet(key=key, **defaults | more)


PLAYBOOK_BODY = """Why this page is here.

## First call

:::play Open the call
1. Read the notes {you, 5 min}
2. Ask the question {you}
:::

## After the call

:::say Say it like this
“Thank you for the hour.”
:::
"""


def playbook(key: str = "playbook", **more: Any) -> Playbook:
    defaults: dict[str, Any] = {
        "title": both(f"Playbook {key}"),
        "minutes": 6,
        "hash": f"hash-{key}",
        "body": {"en": PLAYBOOK_BODY, "th": PLAYBOOK_BODY},
        "sections": (
            Section("first-call", both("First call", "First call")),
            Section("after-the-call", both("After the call", "After the call")),
        ),
        "plays": (2,),
    }
    return Playbook(key=key, **defaults | more)


def line(text: str, *, audience: str = "partner", verify_by: date | None = None, **more: Any) -> Line:
    defaults: dict[str, Any] = {
        "owner": "Niran P.",
        "source": "Product comparison",
        "verified_on": date(2026, 11, 2),
    }
    return Line(text=both(text), audience=audience, verify_by=verify_by, **defaults | more)  # type: ignore[arg-type]


def card(key: str = "card", **more: Any) -> Card:
    defaults: dict[str, Any] = {
        "title": both(f"Card {key}"),
        "minutes": 4,
        "hash": f"hash-{key}",
        "competitor": "Rival",
        "owner": "Niran P.",
        "positioning": line("We are for partners"),
        "why_we_win": (line("Evidence on the server"),),
        "why_we_lose": (line("No SCORM yet", audience="internal"),),
        "objections": (
            Objection("free", both("Rival is free"), line("Free to fetch, not to run")),
            Objection("known", both("Everybody knows Rival"), line("Known for schools")),
        ),
    }
    return Card(key=key, **defaults | more)


def acknowledgement(key: str = "rules", *, version: str = "1", **more: Any) -> Acknowledgement:
    defaults: dict[str, Any] = {
        "title": both(f"Rules {key}"),
        "minutes": 2,
        "hash": f"hash-{key}-{version}",
        "body": both("Register the deal first."),
        "statement": both("I will keep the rules."),
    }
    return Acknowledgement(key=key, version=version, **defaults | more)


def quiz(key: str = "quiz", *, bank: str = "channel", draw: int = 2, **more: Any) -> Quiz:
    defaults: dict[str, Any] = {
        "title": both(f"Quiz {key}"),
        "minutes": 5,
        "hash": f"hash-{key}",
        "pass_mark": 0.8,
        "sections": (Draw(bank=bank, draw=draw),),
    }
    return Quiz(key=key, **defaults | more)


def course(key: str = "leads", *items: AnyItem, **more: Any) -> Course:
    """A course of one module; without items it has one of every kind but the quiz."""
    shown = items or (video(), datasheet(), playbook(), card(), acknowledgement())
    defaults: dict[str, Any] = {
        "languages": ("en", "th"),
        "title": both(f"Course {key}"),
        "summary": both("What it is about"),
        "owner": "Mali Boonsri",
        "modules": (Module("all-of-it", both("All of it"), shown),),
    }
    return Course(key=key, **defaults | more)


def curriculum(
    key: str, *courses: str, after: dict[str, tuple[str, ...]] | None = None, **more: Any
) -> Curriculum:
    """A curriculum of one part that needs every course."""
    steps = tuple(CourseStep(c, (after or {}).get(c, ())) for c in courses)
    defaults: dict[str, Any] = {
        "languages": ("en", "th"),
        "title": both(f"Curriculum {key}"),
        "summary": both("For everybody"),
        "owner": "Mali Boonsri",
        "parts": (Part(both("The basics"), steps, len(steps)),),
    }
    return Curriculum(key=key, **defaults | more)


def publish(document: Course | Curriculum, *, now: datetime = LONG_AGO) -> services.Published:
    """Make it live."""
    kind = "course" if isinstance(document, Course) else "curriculum"
    return services.publish_document(
        kind, document.key, msgspec.to_builtins(document), actor_id=None, now=now
    )


def publish_course(key: str = "leads", *items: AnyItem, **more: Any) -> services.Published:
    return publish(course(key, *items, **more))


def publish_curriculum(key: str, *courses: str, **more: Any) -> services.Published:
    return publish(curriculum(key, *courses, **more))
