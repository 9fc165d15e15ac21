"""A content folder for tests: small, complete and sound, to be spoilt in one place."""

import shutil
from pathlib import Path
from typing import Any

import yaml

CONTENT = Path(__file__).parents[2] / "content"
FILM = CONTENT / "courses/deciding-from-data/media/small-numbers.mp4"
POSTER = FILM.with_suffix(".jpg")
PDFS = {lang: CONTENT / f"courses/kru-product/media/kru-datasheet.{lang}.pdf" for lang in ("en", "th")}

PLAYBOOK = {
    "en": "Why this page.\n\n## First call\n\n:::play Open the call\n1. Read the notes {you, 5 min}\n2. Ask\n:::\n",
    "th": "ทำไมต้องมีหน้านี้\n\n## โทรครั้งแรก\n\n:::play เปิดการสนทนา\n1. อ่านบันทึก {คุณ, 5 นาที}\n2. ถาม\n:::\n",
}
VTT = "WEBVTT\n\n00:00:01.000 --> 00:00:04.000\nA lead gets lost on a Friday.\n"


def both(english: str, thai: str | None = None) -> dict[str, str]:
    return {"en": english, "th": thai or f"{english} ไทย"}


class ContentFolder:
    """Files below one root, written with short commands."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def write(self, name: str, text: str) -> Path:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    def dump(self, name: str, data: dict[str, Any], body: str | None = None) -> Path:
        """YAML, or front matter with a body."""
        text = yaml.safe_dump(data, allow_unicode=True, sort_keys=False)
        return self.write(name, text if body is None else f"---\n{text}---\n{body}")

    def replace(self, name: str, old: str, new: str) -> None:
        """Spoil one place."""
        path = self.root / name
        text = path.read_text(encoding="utf-8")
        assert old in text, f"{old!r} is not in {name}"
        path.write_text(text.replace(old, new, 1), encoding="utf-8")

    def copy(self, source: Path, name: str) -> Path:
        target = self.root / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, target)
        return target

    def line_of(self, name: str, words: str) -> int:
        lines = (self.root / name).read_text(encoding="utf-8").split("\n")
        return next(n for n, line in enumerate(lines, 1) if words in line)


def line(text: str, **more: Any) -> dict[str, Any]:
    return {"text": both(text)} | more


def make(root: Path, *, with_media: bool = False) -> ContentFolder:
    """A course of every kind of item without media, a bank, a curriculum, a certification, points."""
    folder = ContentFolder(root)
    items = ["first-call", "rules", "rival", "exam"]
    folder.dump(
        "courses/leads/course.yaml",
        {
            "kind": "course",
            "languages": ["en", "th"],
            "title": both("Managing leads", "ดูแลลีด"),
            "summary": both("Who owns a lead"),
            "owner": "Mali Boonsri",
            "modules": [{"key": "all", "title": both("All of it"), "items": items}],
        },
    )
    _items(folder)
    _others(folder)
    if with_media:
        add_media(folder)
    return folder


def _items(folder: ContentFolder) -> None:
    head: dict[str, Any] = {"minutes": 4}
    folder.dump(
        "courses/leads/first-call.md",
        {"kind": "playbook", "title": both("The first call", "โทรครั้งแรก")} | head,
        PLAYBOOK["en"],
    )
    folder.write("courses/leads/first-call.th.md", PLAYBOOK["th"])
    folder.dump(
        "courses/leads/rules.md",
        {
            "kind": "acknowledgement",
            "title": both("Rules"),
            "version": "4",
            "statement": both("I keep them"),
            "requires": ["first-call"],
        }
        | head,
        "Register the deal first.\n",
    )
    folder.write("courses/leads/rules.th.md", "ลงทะเบียนดีลก่อน\n")
    folder.dump(
        "courses/leads/rival.md",
        {
            "kind": "card",
            "title": both("Against Rival"),
            "competitor": "Rival",
            "defaults": {
                "owner": "Niran P.",
                "source": "Comparison",
                "verified_on": "2026-11-02",
                "verify_by": "2027-05-01",
                "audience": "partner",
            },
            "positioning": line("We are for partners"),
            "why_we_lose": [line("Secret weakness", audience="internal")],
            "objections": [
                {"key": "free", "said": both("Rival is free"), "reframe": line("Free to fetch, not to run")}
            ],
        }
        | head,
        "",
    )
    folder.dump(
        "courses/leads/exam.md",
        {
            "kind": "quiz",
            "title": both("Exam"),
            "requires": "all",
            "pass_mark": 0.8,
            "sections": [{"bank": "channel", "topics": ["leads"], "draw": 2}],
        }
        | head,
        "",
    )


def question(key: str, topic: str = "leads") -> dict[str, Any]:
    options = [{"key": "a", "text": both("Yes"), "right": True}, {"key": "b", "text": both("No")}]
    return {
        "key": key,
        "type": "single",
        "topic": topic,
        "difficulty": "easy",
        "stem": both(f"What of {key}?"),
        "options": options,
    }


def _others(folder: ContentFolder) -> None:
    common: dict[str, Any] = {
        "languages": ["en", "th"],
        "title": both("A title"),
        "summary": both("A summary"),
    }
    folder.dump(
        "banks/channel.yaml",
        {
            "kind": "bank",
            "languages": ["en", "th"],
            "title": both("Channel"),
            "owner": "Mali Boonsri",
            "topics": {"leads": both("Leads"), "deals": both("Deals")},
            "questions": [question("q-one"), question("q-two"), question("q-three", "deals")],
        },
    )
    folder.dump(
        "curricula/basics.yaml",
        {
            "kind": "curriculum",
            **common,
            "owner": "Mali Boonsri",
            "audience": {"roles": ["rep"]},
            "parts": [{"title": both("Part"), "courses": [{"course": "leads"}]}],
        },
    )
    folder.dump(
        "certifications/seller.yaml",
        {
            "kind": "certification",
            **common,
            "statement": both("Has shown it"),
            "level": both("Basic"),
            "requirements": {"all_of": [{"course": "leads"}, {"exam": "leads/exam"}]},
            "validity_months": 12,
        },
    )
    folder.dump(
        "points.yaml",
        {
            "kind": "points",
            "rules": [
                {"key": "course", "event": "course_completed", "person": 40},
                {"key": "seller", "event": "certified", "where": {"certification": "seller"}, "person": 200},
            ],
        },
    )


def add_media(folder: ContentFolder) -> None:
    """A film and a datasheet in the course `leads`."""
    media = "courses/leads/media"
    folder.copy(FILM, f"{media}/film.mp4")
    folder.copy(POSTER, f"{media}/film.jpg")
    for lang, path in PDFS.items():
        folder.copy(path, f"{media}/sheet.{lang}.pdf")
        folder.write(f"{media}/film.{lang}.vtt", VTT)
    folder.dump(
        "courses/leads/film.md",
        {
            "kind": "video",
            "title": both("The film"),
            "minutes": 1,
            "media": "media/film.mp4",
            "poster": "media/film.jpg",
            "captions": {"en": "media/film.en.vtt", "th": "media/film.th.vtt"},
        },
        "",
    )
    folder.dump(
        "courses/leads/sheet.md",
        {
            "kind": "datasheet",
            "title": both("The sheet"),
            "minutes": 2,
            "file": {"en": "media/sheet.en.pdf", "th": "media/sheet.th.pdf"},
        },
        "",
    )
    folder.replace("courses/leads/course.yaml", "  - first-call\n", "  - film\n  - sheet\n  - first-call\n")
