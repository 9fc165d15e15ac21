"""What the pages of learning show, put together from queries and rules."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache, partial
from typing import Any

from flask import url_for
from markupsafe import Markup

from app.catalogue.documents import (
    AnyItem,
    Card,
    Course,
    Curriculum,
    Datasheet,
    File,
    Playbook,
    Video,
    in_language,
)
from app.catalogue.queries import live_courses
from app.core import markdown
from app.core.i18n import gettext as _
from app.core.i18n import pick
from app.learning import coverage, evidence, wording
from app.learning.audiences import as_seen_by, is_meant_for
from app.learning.evidence import Evidence, FilmLeft, weigh
from app.learning.opening import OpenCourse, OpenItem, locks_of, sees_internal
from app.learning.outline import ModuleOutline, Standing, next_of, outline_of, standing_of
from app.learning.programme import CourseRow, Programme, course_row, programme_of
from app.learning.queries import (
    CourseProgress,
    Following,
    Record,
    course_progress,
    curricula_for,
    profile_of,
    progress_in,
    record_of,
)
from app.people.actor import Actor


@lru_cache(maxsize=512)
def prose(text: str) -> Markup:
    """Markdown as HTML; kept in the process, for a published text never changes."""
    return markdown.render(text)


@dataclass(frozen=True)
class CoursePage:
    """A course as the person sees it."""

    within: OpenCourse
    modules: tuple[ModuleOutline, ...]
    next: Standing | None
    row: CourseRow
    curriculum: Curriculum | None
    """One of the person's curricula that the course is in, followed ones first."""
    due_on: date | None

    @property
    def course(self) -> Course:
        return self.within.course


def course_page(actor: Actor, within: OpenCourse) -> CoursePage:
    """The outline, where to go on, and by when."""
    go = within.go
    modules = outline_of(
        within.course,
        see=partial(as_seen_by, with_internal=sees_internal(actor)),
        done=within.done,
        kept=progress_in(go.id) if go else {},
        locks=partial(locks_of, actor, within),
        is_locked=bool(within.unmet),
    )
    following = within.record.following
    ordered = sorted(within.curricula, key=lambda key: key not in following)
    due = [following[key].due_on for key in ordered if key in following]
    return CoursePage(
        within,
        modules,
        next_of(modules, go.last_item_key if go else None),
        _row(within, modules),
        within.curricula[ordered[0]] if ordered else None,
        min((day for day in due if day), default=None),
    )


def _row(within: OpenCourse, modules: tuple[ModuleOutline, ...]) -> CourseRow:
    go = within.go
    if go is None:
        at = within.record.completed.get(within.course.key)
        return course_row(within.course, None, at, within.unmet)
    done, total = sum(m.done for m in modules), sum(m.total for m in modules)
    left = sum(
        s.item.minutes for m in modules for s in m.items if s.state != "done" and not s.item.is_optional
    )
    progress = CourseProgress(
        within.course.key,
        go.cycle,
        total if go.completed_at else done,
        total,
        0 if go.completed_at else left,
        go.completed_at,
        go.last_item_key,
        go.last_active_at,
    )
    return course_row(within.course, progress, None, within.unmet)


@dataclass(frozen=True)
class CurriculumPage:
    """A curriculum as the person sees it; `is_theirs`: followed, begun, or assigned to people like them."""

    programme: Programme
    following: Following | None
    is_theirs: bool

    @property
    def curriculum(self) -> Curriculum:
        return self.programme.curriculum


@dataclass(frozen=True)
class Overview:
    """All of a person's learning: what is theirs, what is offered, and courses outside of both."""

    theirs: list[CurriculumPage]
    offered: list[CurriculumPage]
    others: list[CourseRow]

    @property
    def next_course(self) -> CourseRow | None:
        """The course to go on with: one that is begun, else the first open one of what is theirs."""
        rows = [page.programme.next_course for page in self.theirs if not page.programme.standing.is_done]
        open_rows = [
            row for row in [*self.others, *rows] if row and row.state in ("in_progress", "not_started")
        ]
        return next((row for row in open_rows if row.state == "in_progress"), next(iter(open_rows), None))


def overview_of(actor: Actor) -> Overview:
    record = record_of(actor.person_id)
    progress = course_progress(actor.person_id, record)
    pages = [page for _key, page in sorted(_curriculum_pages(actor, record, progress).items())]
    shown = {key for page in pages for key in page.curriculum.course_keys}
    courses = live_courses()
    others = [
        course_row(courses[key].document, progress[key], record.completed.get(key))
        for key in record.current
        if key in courses and key not in shown
    ]
    theirs = [page for page in pages if page.is_theirs]
    theirs.sort(key=lambda page: (page.programme.standing.is_done, _due(page) or date.max))
    return Overview(theirs, [page for page in pages if not page.is_theirs], others)


def curriculum_page(actor: Actor, key: str) -> CurriculumPage | None:
    """The curriculum, if it is there for the person."""
    record = record_of(actor.person_id)
    return _curriculum_pages(actor, record, course_progress(actor.person_id, record)).get(key)


def _due(page: CurriculumPage) -> date | None:
    return page.following.due_on if page.following else None


def _curriculum_pages(
    actor: Actor, record: Record, progress: dict[str, CourseProgress]
) -> dict[str, CurriculumPage]:
    curricula = curricula_for(actor, record)
    courses = {key: live.document for key, live in live_courses().items()}
    profile = profile_of(actor)
    pages = {}
    for key, curriculum in curricula.items():
        programme = programme_of(
            curriculum,
            courses,
            progress=progress,
            completed=record.completed,
            curricula=list(curricula.values()),
            is_free=actor.is_vendor,
        )
        assigned = curriculum.enrolment == "assigned" and is_meant_for(curriculum.audience, profile)
        is_theirs = key in record.following or programme.is_begun or assigned
        pages[key] = CurriculumPage(programme, record.following.get(key), is_theirs)
    return pages


@dataclass(frozen=True)
class ItemPage:
    """An item as the person sees it, between its neighbours."""

    opened: OpenItem
    standing: Standing
    number: int
    total: int
    previous: AnyItem | None
    next: AnyItem | None
    next_unmet: tuple[AnyItem, ...]

    @property
    def course(self) -> Course:
        return self.opened.course

    @property
    def item(self) -> AnyItem:
        return self.opened.item

    @property
    def next_opens_with_this(self) -> bool:
        """Whether finishing this item is all that the next one waits for."""
        return all(item.key == self.item.key for item in self.next_unmet)


def item_page(actor: Actor, opened: OpenItem) -> ItemPage:
    within, item = opened.within, opened.item
    kept = progress_in(within.go.id, item.key).get(item.key, ()) if within.go else ()
    items = within.course.items
    at = next(n for n, one in enumerate(items) if one.key == item.key)
    following = items[at + 1] if at + 1 < len(items) else None
    return ItemPage(
        opened,
        standing_of(item, kept, done_at=within.done.get(item.key)),
        at + 1,
        len(items),
        items[at - 1] if at else None,
        following,
        locks_of(actor, within, following) if following else (),
    )


def file_link(course: Course, item: AnyItem) -> Callable[[File], str]:
    """A function that names the address of one of the item's files."""
    return lambda file: url_for(
        "learning.files", course_key=course.key, item_key=item.key, sha256=file.sha256, name=file.name
    )


def film_strip(item: Video, proof: Evidence) -> dict[str, Any]:
    """The evidence strip of a film: in seconds and in words, and what is missing with its links."""
    seen = evidence.watched(proof)
    missing = weigh(item, proof).missing
    return {
        "seen": [list(one) for one in seen],
        "words": wording.strip_words(seen, coverage.gaps(seen, item.duration), item.duration),
        "pieces": [
            {"text": piece.text, "at": piece.at}
            for piece in (wording.gap_pieces(missing) if isinstance(missing, FilmLeft) else ())
        ],
    }


def places_done(item: AnyItem, proof: Evidence) -> list[str]:
    """The parts of an item that count already: pages, sections or objections."""
    match item:
        case Datasheet():
            missing = weigh(item, proof).missing
            left = missing.pages if isinstance(missing, evidence.PagesLeft) else ()
            most = max(len(sheet.pages) for sheet in item.sheets.values())
            return [str(page) for page in range(1, most + 1) if page not in left]
        case Playbook():
            return sorted(evidence.sections_read(item, proof))
        case Card():
            return sorted(evidence.objections_opened(item, proof))
        case _:
            return []


def amount_done(item: AnyItem, proof: Evidence) -> tuple[int, int]:
    """Of how many parts of the item how many are done: pages, sections and steps, or objections."""
    match item:
        case Datasheet():
            return len(places_done(item, proof)), max(len(s.pages) for s in item.sheets.values())
        case Playbook():
            steps = len(evidence.steps_ticked(item, proof))
            return len(places_done(item, proof)) + steps, len(item.sections) + len(item.steps)
        case Card():
            return len(places_done(item, proof)), len(item.objections)
        case _:
            return 0, 1


def report_answer(item: AnyItem, proof: Evidence, *, is_accepted: bool, is_finished: bool) -> dict[str, Any]:
    """What a report is answered with: how the item stands now, in the reader's words."""
    weight = weigh(item, proof)
    done, of = amount_done(item, proof)
    answer: dict[str, Any] = {
        "accepted": is_accepted,
        "finished": is_finished,
        "complete": weight.is_complete,
        "percent": wording.percent(weight.fraction),
        "missing": wording.missing_words(weight.missing),
        "places": places_done(item, proof),
        "amount": amount_words(item, done, of),
        "done": done,
    }
    return answer | film_strip(item, proof) if isinstance(item, Video) else answer


def amount_words(item: AnyItem, done: int, of: int) -> str:
    """2 of 4 opened"""
    words = {"done": done, "of": of}
    if isinstance(item, Card):
        return str(_("%(done)s of %(of)s opened", **words))
    if isinstance(item, Datasheet):
        return str(_("%(done)s of %(of)s pages read", **words))
    return str(_("%(done)s of %(of)s parts done", **words))


def tracks(
    item: Video, link: Callable[[File], str], reader: str, names: dict[str, str]
) -> list[dict[str, Any]]:
    """The captions of a film; the reader's language is chosen already."""
    shown = reader if reader in item.captions else next(iter(item.captions), "")
    return [
        {"src": link(file), "lang": lang, "label": names.get(lang, lang), "default": lang == shown}
        for lang, file in item.captions.items()
    ]


def cues_of(item: Video, reader: str) -> list[tuple[float, str]]:
    """The spoken words in the reader's language, with the second at which each begins."""
    return [(cue.start, cue.text) for cue in in_language(item.cues, reader)] if item.cues else []


@dataclass(frozen=True)
class Currency:
    """How current a card is: the latest check, and how many lines are past their date."""

    verified_on: date
    stale: int


def currency_of(card: Card, today: date) -> Currency:
    lines = [line for line in card.lines if line.text]
    return Currency(max(line.verified_on for line in lines), sum(line.is_stale(today) for line in lines))


def opens(within: OpenCourse, keys: tuple[str, ...]) -> list[str]:
    """Titles of the unfinished courses among these."""
    courses = live_courses()
    return [
        pick(courses[k].document.title) for k in keys if k in courses and k not in within.record.completed
    ]
