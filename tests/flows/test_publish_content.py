"""Publishing a content folder: all of it or nothing, again and again with the same end."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.assessment.models import Question, QuestionVersion
from app.assessment.services import publish_bank
from app.catalogue import media_files
from app.catalogue.documents import Card, Datasheet, Playbook, Video
from app.catalogue.models import LivePublication, Publication, SearchPassage
from app.catalogue.queries import forget, live_course, live_courses, live_curricula, live_documents
from app.core.db import db
from app.core.models import AuditEntry, StoredFile
from app.core.storage import file_key, storage
from app.flows.publish_content import Report, check, publish
from tests.factories import assessment as make
from tests.factories import content_files, people
from tests.factories.content_files import CONTENT, ContentFolder

NOW = datetime(2026, 11, 25, 9, tzinfo=UTC)
TABLES = (Publication, LivePublication, SearchPassage, StoredFile, Question, AuditEntry)
LEADS = "courses/leads"


@pytest.fixture
def folder(app: Flask, tmp_path: Path) -> ContentFolder:
    return content_files.make(tmp_path)


@pytest.fixture
def rich(app: Flask, tmp_path: Path) -> ContentFolder:
    return content_files.make(tmp_path, with_media=True)


def counts() -> list[int]:
    return [db.session.scalar(select(func.count()).select_from(table)) or 0 for table in TABLES]


def messages(report: Report) -> list[str]:
    return [str(fault) for fault in report.faults]


def refuses(folder: ContentFolder, *expected: str) -> None:
    """A publish of the folder names each of these faults and changes nothing."""
    before = counts()
    report = publish(folder.root, now=NOW)
    assert counts() == before
    for words in expected:
        assert words in messages(report), "\n".join(messages(report))


def test_a_sound_folder_is_published_whole(folder: ContentFolder) -> None:
    author = people.author().id
    report = publish(folder.root, now=NOW, actor_id=author)
    assert not report.faults and not report.warnings
    assert report.counts["items"] == 4 and report.counts["questions"] == 3
    assert set(live_courses()) == {"leads"} and set(live_curricula()) == {"basics"}
    assert set(live_documents("certification")) == {"seller"} and "points" in live_documents("points")
    assert db.session.scalar(select(func.count()).select_from(Question)) == 3
    entry = db.session.scalars(select(AuditEntry)).one()
    assert entry.actor_id == author and "course leads: version 1" in entry.details["changes"]


def test_what_was_written_is_what_is_live(folder: ContentFolder) -> None:
    publish(folder.root, now=NOW)
    live = live_course("leads")
    assert live
    course = live.document
    assert [item.key for item in course.items] == ["first-call", "rules", "rival", "exam"]
    book, card = course.items[0], course.items[2]
    assert isinstance(book, Playbook) and book.plays == (2,)
    assert book.sections[0].title == {"en": "First call", "th": "โทรครั้งแรก"}
    assert isinstance(card, Card)
    assert card.positioning.source == "Comparison" and card.why_we_lose[0].audience == "internal"
    assert course.items[3].requires == ("first-call", "rules", "rival")


def test_a_check_writes_nothing(folder: ContentFolder) -> None:
    before = counts()
    assert check(folder.root).is_sound and counts() == before


def test_publishing_again_without_a_change_makes_nothing(folder: ContentFolder) -> None:
    publish(folder.root, now=NOW)
    before = counts()
    again = publish(folder.root, now=NOW)
    assert again.changes == [] and counts() == before


def test_only_what_changed_gets_a_version(folder: ContentFolder) -> None:
    publish(folder.root, now=NOW)
    folder.replace(f"{LEADS}/rules.md", "Register", "Always register")
    assert publish(folder.root, now=NOW).changes == [("course", "leads", "version 2")]


def test_a_changed_wording_changes_the_hash_of_that_item_only(folder: ContentFolder) -> None:
    publish(folder.root, now=NOW)
    before = {item.key: item.hash for item in live_courses()["leads"].document.items}
    folder.replace(f"{LEADS}/rules.md", "Register", "Always register")
    folder.replace(f"{LEADS}/rival.md", "source: Comparison", "source: Another")
    folder.replace(f"{LEADS}/first-call.th.md", "อ่าน", "ดู")
    publish(folder.root, now=NOW)
    after = {item.key: item.hash for item in live_courses()["leads"].document.items}
    assert [key for key in after if after[key] != before[key]] == ["rules"]


def test_a_course_whose_folder_is_gone_is_retired_and_comes_back(folder: ContentFolder) -> None:
    for name in ("curricula/basics.yaml", "certifications/seller.yaml", "points.yaml"):
        (folder.root / name).unlink()
    publish(folder.root, now=NOW)
    (folder.root / LEADS).rename(folder.root.parent / "aside")
    assert ("course", "leads", "retired") in publish(folder.root, now=NOW).changes
    assert live_courses() == {} and db.session.scalar(select(func.count()).select_from(SearchPassage)) == 0
    (folder.root.parent / "aside").rename(folder.root / LEADS)
    assert publish(folder.root, now=NOW).changes == []
    assert "leads" in live_courses() and db.session.scalar(select(func.count()).select_from(SearchPassage))


def test_a_question_that_is_gone_is_retired(folder: ContentFolder) -> None:
    publish(folder.root, now=NOW)
    text = (folder.root / "banks/channel.yaml").read_text()
    folder.write("banks/channel.yaml", text[: text.index("- key: q-three")])
    report = publish(folder.root, now=NOW)
    assert ("bank", "channel", "questions: 1 retired") in report.changes
    states = db.session.execute(select(Question.key, Question.state).order_by(Question.key)).all()
    assert [tuple(s) for s in states] == [("q-one", "ready"), ("q-three", "retired"), ("q-two", "ready")]


def test_media_is_examined_drawn_and_kept(rich: ContentFolder) -> None:
    report = publish(rich.root, now=NOW)
    assert messages(report) == []
    film, sheet = live_courses()["leads"].document.items[:2]
    assert isinstance(film, Video) and 20 < film.duration < 60
    assert film.cues["en"][0].text == "A lead gets lost on a Friday."
    assert isinstance(sheet, Datasheet) and sheet.page_count("th") == 2
    page = sheet.sheets["th"].pages[0]
    assert page.width in (1400, 1401) and "สำหรับ" in page.text and "ํา" not in page.text
    picture = storage().read(file_key(page.image.sha256))
    assert picture[:4] == b"RIFF" and picture[8:12] == b"WEBP" and len(picture) < 400_000
    assert storage().read(file_key(film.media.sha256)) == content_files.FILM.read_bytes()
    row = db.session.get_one(StoredFile, film.media.sha256)
    assert (row.media_type, row.size) == ("video/mp4", content_files.FILM.stat().st_size)


def test_a_second_publish_neither_examines_nor_writes_media(
    rich: ContentFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(rich.root, now=NOW)
    rich.replace(f"{LEADS}/rules.md", "Register", "Always register")
    forget()

    def never(*_args: object, **_more: object) -> None:
        raise AssertionError("media was touched again")

    monkeypatch.setattr(media_files, "examine", never)
    monkeypatch.setattr(storage().__class__, "put", never)
    assert publish(rich.root, now=NOW).changes == [("course", "leads", "version 2")]


def test_pictures_of_questions_are_kept_like_other_media(folder: ContentFolder) -> None:
    folder.copy(content_files.POSTER, "banks/media/channel/map.jpg")
    named = "pictures: [{file: media/channel/map.jpg, alt: {en: A map, th: แผนที่}}]"
    folder.replace("banks/channel.yaml", "- key: q-one", f"- {named}\n  key: q-one")
    report = publish(folder.root, now=NOW)
    assert messages(report) == [] and report.warnings == []
    question = db.session.scalars(select(Question).where(Question.key == "q-one")).one()
    (picture,) = db.session.get_one(QuestionVersion, question.current_version_id).document["pictures"]
    assert picture["alt"]["en"] == "A map" and picture["width"] > 320
    assert storage().read(file_key(picture["file"]["sha256"])) == content_files.POSTER.read_bytes()
    assert publish(folder.root, now=NOW).changes == []
    folder.copy(content_files.POSTER, "banks/media/channel/left.jpg")
    (warning,) = check(folder.root).warnings
    assert "banks/media/channel/left.jpg:1: warning: no question uses this file" in str(warning)


def test_a_bank_that_is_written_in_the_studio_is_not_published_over(folder: ContentFolder) -> None:
    publish_bank(make.bank(questions=[make.single("q1")]), now=NOW, origin="studio")
    refuses(
        folder, "banks/channel.yaml:1: the bank channel is written in the studio; give this file another name"
    )
    assert not check(folder.root).is_sound


def test_a_label_of_a_question_is_a_change_without_a_version(folder: ContentFolder) -> None:
    publish(folder.root, now=NOW)
    folder.replace("banks/channel.yaml", "- key: q-one", "- tags: {product: [kru]}\n  key: q-one")
    assert publish(folder.root, now=NOW).changes == [("bank", "channel", "questions: 1 labelled anew")]


def test_files_lost_from_the_storage_are_put_back(rich: ContentFolder) -> None:
    publish(rich.root, now=NOW)
    film, sheet = live_courses()["leads"].document.items[:2]
    assert isinstance(film, Video) and isinstance(sheet, Datasheet)
    for lost in (film.media.sha256, sheet.sheets["en"].pages[0].image.sha256):
        path = storage().path(file_key(lost))
        assert path
        before = path.read_bytes()
        path.unlink()
        assert publish(rich.root, now=NOW).changes == []
        assert path.read_bytes() == before


def test_a_publish_that_breaks_half_way_leaves_nothing(
    folder: ContentFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = counts()

    def broken(*_args: object, **_more: object) -> None:
        raise RuntimeError("the disk is full")

    monkeypatch.setattr("app.flows.publish_content.publish_bank", broken)
    with pytest.raises(RuntimeError):
        publish(folder.root, now=NOW)
    forget()
    assert counts() == before and live_courses() == {}


def test_every_fault_is_named_not_only_the_first(folder: ContentFolder) -> None:
    folder.replace(f"{LEADS}/course.yaml", "owner:", "ownr:")
    folder.replace(f"{LEADS}/first-call.md", "kind: playbook", "kind: playbok")
    folder.replace(
        "banks/channel.yaml", "topic: deals\n  difficulty: easy", "topic: deals\n  difficulty: simple"
    )
    folder.replace("banks/channel.yaml", "type: single", "type: singel")
    folder.replace("curricula/basics.yaml", "course: leads", "course: leds")
    folder.replace("points.yaml", "certification: seller", "certification: saler")
    found = messages(check(folder.root))
    for words in (
        f"{LEADS}/course.yaml:11: unknown key `ownr`; remove or correct it",
        f"{LEADS}/course.yaml:1: missing key `owner`; add it",
        "must be easy, hard, medium, not 'simple'",
        "type must be single, multiple, true_false, matching",
        "curricula/basics.yaml:20: there is no course leds; correct the name or add it",
        "there is no certification saler; correct or remove the rule seller",
    ):
        assert any(words in message for message in found), (words, found)


Spoil = Callable[[ContentFolder], object]


def swap(name: str, old: str, new: str) -> Spoil:
    return lambda folder: folder.replace(name, old, new)


SPOILT: list[tuple[str, Spoil, str]] = [
    (
        "unknown key",
        swap(f"{LEADS}/rules.md", "minutes: 4", "minutes: 4\nminuts: 4"),
        f"{LEADS}/rules.md:13: unknown key `minuts`; remove or correct it",
    ),
    (
        "missing language",
        swap(f"{LEADS}/course.yaml", "  th: ดูแลลีด\n", ""),
        f"{LEADS}/course.yaml:5: title: the language th is missing; add the text",
    ),
    (
        "blank text",
        swap(f"{LEADS}/course.yaml", "  th: ดูแลลีด\n", "  th: ' '\n"),
        f"{LEADS}/course.yaml:7: title: the text in th is empty; write it",
    ),
    (
        "strange language",
        swap(f"{LEADS}/course.yaml", "  th: ดูแลลีด\n", "  th: ดูแลลีด\n  fr: Prospects\n"),
        f"{LEADS}/course.yaml:8: title: fr is not a language of this course or file (en, th)",
    ),
    (
        "title too long",
        swap(f"{LEADS}/course.yaml", "Managing leads", "M" * 111),
        f"{LEADS}/course.yaml:6: title.en: too long with 111 characters; shorten it to 110",
    ),
    (
        "title that is a number",
        swap(f"{LEADS}/course.yaml", "Managing leads", "2026"),
        f"{LEADS}/course.yaml:6: title.en: must be a text, not 2026; put it in quotes",
    ),
    (
        "missing translation",
        lambda f: (f.root / f"{LEADS}/rules.th.md").unlink(),
        f"{LEADS}/rules.md:14: the text in th is missing; write it in rules.th.md",
    ),
    (
        "item in no module",
        swap(f"{LEADS}/course.yaml", "  - rival\n", ""),
        f"{LEADS}/course.yaml:12: the item rival is in no module; name it in one or remove rival.md",
    ),
    (
        "item in two modules",
        swap(
            f"{LEADS}/course.yaml",
            "  - exam\n",
            "  - exam\n- {key: more, title: {en: M, th: ม}, items: [exam]}\n",
        ),
        f"{LEADS}/course.yaml:22: exam stands in all and again in more; keep one",
    ),
    (
        "item without a file",
        swap(f"{LEADS}/course.yaml", "  - exam\n", "  - exam\n  - ghost\n"),
        f"{LEADS}/course.yaml:22: there is no item ghost.md; add it or remove it from all",
    ),
    (
        "requires something unknown",
        swap(f"{LEADS}/rules.md", "- first-call", "- last-call"),
        f"{LEADS}/rules.md:11: requires last-call, which is not an item of this course; correct or remove it",
    ),
    (
        "requires in a circle",
        swap(f"{LEADS}/first-call.md", "minutes: 4", "minutes: 4\nrequires: [rules]"),
        f"{LEADS}/first-call.md:7: requires goes round in a circle: first-call → rules → first-call; take one out",
    ),
    (
        "duplicate key in YAML",
        swap(f"{LEADS}/course.yaml", "owner: Mali Boonsri", "owner: A\nowner: B"),
        f"{LEADS}/course.yaml:12: the key 'owner' stands twice; keep one",
    ),
    (
        "two questions of one key",
        swap("banks/channel.yaml", "q-two", "q-one"),
        "banks/channel.yaml:34: two questions are called q-one; rename one",
    ),
    (
        "question without a right answer",
        swap("banks/channel.yaml", "    right: true\n", ""),
        "banks/channel.yaml:17: exactly one option must be right; mark one, or use type multiple",
    ),
    (
        "unknown topic",
        swap("banks/channel.yaml", "topic: leads", "topic: leds"),
        "banks/channel.yaml:19: leds is not a topic of this bank (leads, deals); correct it or add the topic",
    ),
    (
        "quiz that draws too many",
        swap(f"{LEADS}/exam.md", "draw: 2", "draw: 3"),
        f"{LEADS}/exam.md:12: draws 3 questions from the bank channel (leads), which has 2; draw fewer or write more",
    ),
    (
        "quiz whose sections overlap",
        swap(f"{LEADS}/exam.md", "  draw: 2\n", "  draw: 2\n- {bank: channel, draw: 2}\n"),
        f"{LEADS}/exam.md:8: the sections overlap and together draw more questions than their banks have; draw fewer",
    ),
    (
        "quiz that fixes an unknown question",
        swap(f"{LEADS}/exam.md", "  draw: 2\n", "  draw: 1\n  questions: [q-nine]\n"),
        f"{LEADS}/exam.md:13: the bank channel has no question q-nine; correct the key",
    ),
    (
        "quiz that fixes a draft",
        lambda f: (
            f.replace("banks/channel.yaml", "- key: q-three", "- state: draft\n  key: q-three"),
            f.replace(f"{LEADS}/exam.md", "  draw: 2\n", "  draw: 2\n  questions: [q-three]\n"),
        ),
        f"{LEADS}/exam.md:13: the question q-three is a draft; make it ready or name another",
    ),
    (
        "quiz of scenarios that are not there",
        swap(f"{LEADS}/exam.md", "  draw: 2\n", "  draw: 2\n  scenarios: 1\n  of: 3\n"),
        f"{LEADS}/exam.md:13: draws 1 scenario of 3 questions from the bank channel (leads), which has 0; "
        "draw fewer or write more",
    ),
    (
        "quiz of a tag that no question has",
        swap(f"{LEADS}/exam.md", "  draw: 2\n", "  draw: 2\n  tags: {product: [kru]}\n"),
        f"{LEADS}/exam.md:13: no question of the bank channel that is ready has the tag product kru; correct it or "
        "tag some",
    ),
    (
        "quiz of an unknown bank",
        swap(f"{LEADS}/exam.md", "bank: channel", "bank: chanel"),
        f"{LEADS}/exam.md:9: there is no bank chanel; correct the name or add it",
    ),
    (
        "certification of an unknown exam",
        swap("certifications/seller.yaml", "exam: leads/exam", "exam: leads/rules"),
        "certifications/seller.yaml:20: there is no quiz leads/rules; write course/item",
    ),
    (
        "certification of an unknown design",
        swap("certifications/seller.yaml", "kind:", "design: baroque\nkind:"),
        "certifications/seller.yaml:1: there is no design baroque in certificates/ (classic, modern); correct it",
    ),
    (
        "points for a fact the event does not have",
        swap("points.yaml", "certification: seller", "course: leads"),
        "points.yaml:9: a rule for certified can name certification, not course; correct it",
    ),
    (
        "alias in YAML",
        swap(f"{LEADS}/course.yaml", "owner: Mali Boonsri", "owner: &m Mali\nother: *m"),
        f"{LEADS}/course.yaml:12: the alias *m is not supported; write the value out",
    ),
    (
        "file that is no YAML",
        swap(f"{LEADS}/course.yaml", "owner: Mali", "owner: [Mali"),
        f"{LEADS}/course.yaml:12: not valid YAML: did not find expected ',' or ']'",
    ),
    (
        "day that does not exist",
        swap(f"{LEADS}/rival.md", "'2027-05-01'", "2027-02-30"),
        f"{LEADS}/rival.md:11: not valid YAML: there is no day 2027-02-30",
    ),
    (
        "line without a source",
        swap(f"{LEADS}/rival.md", "  source: Comparison\n", ""),
        f"{LEADS}/rival.md:12: positioning has no source; write it there or in defaults",
    ),
    (
        "playbook with another number of steps in Thai",
        swap(f"{LEADS}/first-call.th.md", "2. ถาม\n", ""),
        f"{LEADS}/first-call.th.md:1: has plays of 1 steps where the source has 2; make them equal",
    ),
    (
        "block that is never closed",
        swap(f"{LEADS}/first-call.md", "2. Ask\n:::", "2. Ask\n"),
        f"{LEADS}/first-call.md:12: this block is never closed; add a line with :::",
    ),
    (
        "picture in Markdown",
        swap(f"{LEADS}/rules.md", "Register", "![x](javascript:alert(1)) ![y](https://a.b/c.png) Register"),
        f"{LEADS}/rules.md:14: the picture https://a.b/c.png would not be shown; put it into a PDF or a film",
    ),
    (
        "link to nowhere",
        swap(f"{LEADS}/rules.md", "Register", "[Register](how-to)"),
        f"{LEADS}/rules.md:14: the link how-to leads to no item of this course; correct it",
    ),
    (
        "key that cannot be one",
        lambda f: (f.root / "banks/channel.yaml").rename(f.root / "banks/Channel Two.yaml"),
        "banks/Channel Two.yaml:1: 'Channel Two' cannot be a key; "
        "name it in small latin letters, digits and hyphens, at most 60",
    ),
    (
        "control character",
        swap(f"{LEADS}/rules.md", "Register", "Regi\x00ster"),
        f"{LEADS}/rules.md:14: holds the control character U+0000; remove it",
    ),
    (
        "translation of the source language",
        lambda f: f.write(f"{LEADS}/rules.en.md", "x"),
        f"{LEADS}/rules.en.md:1: en is the source language of this course; its text belongs into rules.md",
    ),
    (
        "translation of nothing",
        lambda f: f.write(f"{LEADS}/ghost.th.md", "x"),
        f"{LEADS}/ghost.th.md:1: this translates ghost.md, which does not exist; add it or remove this file",
    ),
    (
        "course without course.yaml",
        lambda f: (f.root / "courses/empty").mkdir(),
        "courses/empty/course.yaml:1: there is no course.yaml; add it",
    ),
    (
        "item file that is a link",
        lambda f: (f.root / f"{LEADS}/stolen.md").symlink_to("/etc/hostname"),
        f"{LEADS}/stolen.md:1: this is a link; put the file itself there",
    ),
    (
        "course folder that is a link",
        lambda f: (f.root / "courses/stolen").symlink_to("/etc"),
        "courses/stolen:1: this is a link; put the file itself there",
    ),
]


@pytest.mark.parametrize(("spoil", "expected"), [s[1:] for s in SPOILT], ids=[s[0] for s in SPOILT])
def test_a_fault_is_named_with_its_place_and_nothing_is_published(
    folder: ContentFolder, spoil: Spoil, expected: str
) -> None:
    spoil(folder)
    refuses(folder, expected)


def test_courses_that_wait_for_each_other_are_named(folder: ContentFolder) -> None:
    steps = "[{course: leads, after: [deals]}, {course: deals, after: [leads]}]"
    folder.replace("curricula/basics.yaml", "  courses:\n  - course: leads\n", f"  courses: {steps}\n")
    refuses(
        folder,
        "curricula/basics.yaml:19: the courses wait for each other in a circle: leads → deals → leads; "
        "take one `after` out",
    )


def test_a_folder_that_is_no_content_is_refused(app: Flask, tmp_path: Path) -> None:
    assert "there is no folder courses/ here" in messages(publish(tmp_path, now=NOW))[0]


def test_a_changed_source_makes_its_translation_stale_but_is_published(folder: ContentFolder) -> None:
    folder.write(f"{LEADS}/rules.th.md", "---\ntranslated_from: 0a1b2c3d\n---\nลงทะเบียนดีลก่อน\n")
    report = publish(folder.root, now=NOW)
    assert report.is_sound
    (warning,) = report.warnings
    assert "the en text has changed since this translation" in str(warning)
    assert live_courses()["leads"].document.by_key["rules"].stale == ("th",)
    digest = str(warning).rsplit("translated_from: ", 1)[1].strip("'")
    folder.write(f"{LEADS}/rules.th.md", f"---\ntranslated_from: '{digest}'\n---\nลงทะเบียนดีลก่อน\n")
    assert publish(folder.root, now=NOW).warnings == []
    assert live_courses()["leads"].document.by_key["rules"].stale == ()


def test_a_file_that_nothing_uses_is_a_warning(folder: ContentFolder) -> None:
    folder.write(f"{LEADS}/media/left.txt", "x")
    (warning,) = check(folder.root).warnings
    assert (
        str(warning)
        == f"{LEADS}/media/left.txt:1: warning: no item uses this file; name it in one or remove it"
    )


@pytest.mark.skipif(not (CONTENT / "points.yaml").exists(), reason="the content is not there")
def test_the_content_that_ships_has_no_fault(app: Flask) -> None:
    report = check(CONTENT)
    assert messages(report) == [] and report.warnings == []
    assert report.counts["questions"] >= 60
