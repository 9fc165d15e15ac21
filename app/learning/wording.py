"""Learning in words: what an item is, what is missing of it, where one goes on, what opens it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil, floor
from typing import Any

from app.catalogue.documents import (
    Acknowledgement,
    AnyItem,
    Card,
    Course,
    Datasheet,
    Playbook,
    Quiz,
    Video,
    in_language,
)
from app.core.i18n import gettext as _
from app.core.i18n import language, minutes, ngettext, pick
from app.learning.coverage import Interval
from app.learning.evidence import (
    AcceptanceLeft,
    AnswersLeft,
    FilmLeft,
    Missing,
    PagesLeft,
    PassLeft,
    ReadingLeft,
)
from app.learning.place import resume_second

ICONS: dict[type[Any], str] = {
    Video: "play-btn",
    Datasheet: "file-earmark-pdf",
    Playbook: "journal-text",
    Card: "shield-check",
    Acknowledgement: "pen",
    Quiz: "patch-question",
}


def icon_of(item: AnyItem) -> str:
    """The mark of the item's kind."""
    return ICONS[type(item)]


def kind_words(item: AnyItem) -> str:
    """What kind of thing the item is."""
    match item:
        case Video():
            return str(_("Video"))
        case Datasheet():
            return str(_("Datasheet"))
        case Playbook():
            return str(_("Playbook"))
        case Card():
            return str(_("Competitive card"))
        case Acknowledgement():
            return str(_("To accept"))
        case Quiz():
            return str(_("Quiz"))


def meta_words(item: AnyItem) -> str:
    """Kind and size of an item in a list: Video · 4 min."""
    if isinstance(item, Quiz):
        return quiz_words(item)
    if isinstance(item, Datasheet):
        count = len(in_language(item.sheets, language()).pages)
        pages = ngettext("%(num)d page", "%(num)d pages", count)
        return f"{kind_words(item)} · {pages}"
    return f"{kind_words(item)} · {minutes(item.minutes)}"


def quiz_words(item: Quiz) -> str:
    """10 questions · 15 min · pass mark 80%"""
    parts = [ngettext("%(num)d question", "%(num)d questions", item.question_count)]
    if item.time_limit:
        parts.append(minutes(item.time_limit))
    parts.append(_("pass mark %(share)s%%", share=percent(item.pass_mark)))
    return " · ".join(str(part) for part in parts)


def percent(share: float) -> int:
    """A share as whole per cent, never rounded up to what is not reached."""
    return floor(share * 100 + 1e-9)


def film_clock(second: float) -> str:
    """2:14, or 1:02:14 in a long film."""
    whole = int(second)
    hours, rest = divmod(whole, 3600)
    return f"{hours}:{rest // 60:02}:{rest % 60:02}" if hours else f"{rest // 60}:{rest % 60:02}"


def missing_words(missing: Missing | None) -> str:
    """What is missing of an unfinished item, in one sentence; empty when nothing is."""
    match missing:
        case FilmLeft():
            return _film_left(missing)
        case PagesLeft():
            return str(
                ngettext(
                    "Still missing: page %(pages)s, open for %(seconds)d seconds.",
                    "Still missing: pages %(pages)s, each open for %(seconds)d seconds.",
                    len(missing.pages),
                    pages=joined([str(page) for page in missing.pages]),
                    seconds=missing.dwell,
                )
            )
        case ReadingLeft():
            return str(_("Still missing: %(things)s.", things=_reading_left(missing)))
        case AnswersLeft():
            return str(
                ngettext(
                    "Still missing: open %(num)d more answer.",
                    "Still missing: open %(num)d more answers.",
                    missing.count,
                )
            )
        case AcceptanceLeft():
            return str(_("Still missing: read version %(version)s and accept it.", version=missing.version))
        case PassLeft():
            return str(_("Still missing: pass with at least %(share)s%%.", share=percent(missing.pass_mark)))
        case None:
            return ""


def _film_left(missing: FilmLeft) -> str:
    if missing.seconds < 60:
        amount = ngettext("%(num)d second", "%(num)d seconds", max(1, ceil(missing.seconds)))
    else:
        amount = ngettext("%(num)d minute", "%(num)d minutes", ceil(missing.seconds / 60))
    return str(
        _(
            "Still missing: about %(amount)s of the video. You have watched %(share)s%%, %(needed)s%% is needed.",
            amount=amount,
            share=percent(missing.fraction),
            needed=percent(missing.needed),
        )
    )


def _reading_left(missing: ReadingLeft) -> str:
    things = []
    if missing.sections:
        things.append(ngettext("%(num)d section to read", "%(num)d sections to read", missing.sections))
    if missing.steps:
        things.append(ngettext("%(num)d step to tick", "%(num)d steps to tick", missing.steps))
    return joined([str(thing) for thing in things])


def joined(things: Sequence[str]) -> str:
    """a, b and c"""
    if len(things) < 2:
        return "".join(things)
    return str(_("%(first)s and %(last)s", first=", ".join(things[:-1]), last=things[-1]))


@dataclass(frozen=True)
class Piece:
    """A piece of a sentence; with `at` it is a link to that second of the film."""

    text: str
    at: float | None = None


MOST_GAPS = 4


def gap_pieces(missing: FilmLeft) -> list[Piece]:
    """Which seconds are missing, as a sentence whose gaps are links; the first few gaps if there are many."""
    shown = list(missing.gaps[:MOST_GAPS])
    sentence = _("watch %(gaps)s. Skipping ahead does not count, watching faster does.", gaps="\n")
    before, after = str(sentence).split("\n", 1)
    between = str(_("%(first)s and %(last)s", first="\n", last="\n")).split("\n")[1]
    pieces = [Piece(before)]
    for number, gap in enumerate(shown):
        if number:
            is_last = number == len(shown) - 1 and len(shown) == len(missing.gaps)
            pieces.append(Piece(between if is_last else ", "))
        pieces.append(Piece(gap_words(gap, missing.duration), gap[0]))
    return [*pieces, Piece(after)]


def gap_words(gap: Interval, duration: float) -> str:
    """1:52 to 4:01"""
    start, end = gap
    if end >= duration:
        return str(_("%(start)s to the end", start=film_clock(start)))
    return str(_("%(start)s to %(end)s", start=film_clock(start), end=film_clock(end)))


def strip_words(seen: Iterable[Interval], gaps: Iterable[Interval], duration: float) -> str:
    """The evidence strip for who cannot see it."""
    watched = joined([gap_words(one, duration) for one in seen]) or _("nothing yet")
    left = joined([gap_words(one, duration) for one in gaps]) or _("nothing")
    return str(_("Watched: %(watched)s. Not yet: %(left)s.", watched=watched, left=left))


def go_words(item: AnyItem, place: dict[str, Any], *, is_started: bool) -> str:
    """What the button that opens an item says: Continue at 2:14."""
    if not is_started:
        return str(_("Start"))
    if isinstance(item, Video) and resume_second(item, place) >= 1:
        return str(_("Continue at %(at)s", at=film_clock(resume_second(item, place))))
    if isinstance(item, Datasheet) and place.get("page"):
        return str(_("Continue on page %(page)s", page=place["page"]))
    return str(_("Continue"))


def lock_words(items: Sequence[AnyItem], courses: Sequence[Course] = ()) -> str:
    """What opens a locked item, in one sentence."""
    if courses:
        titles = joined([pick(course.title) for course in courses])
        return str(_("Opens when you have finished %(titles)s.", titles=titles))
    accept = joined([pick(item.title) for item in items if isinstance(item, Acknowledgement)])
    finish = joined([pick(item.title) for item in items if not isinstance(item, Acknowledgement)])
    if accept and finish:
        return str(
            _("Opens when you have finished %(titles)s and accepted %(texts)s.", titles=finish, texts=accept)
        )
    if accept:
        return str(_("Opens when you have accepted %(texts)s.", texts=accept))
    return str(_("Opens when you have finished %(titles)s.", titles=finish))
