"""Search in what is live, in English and Thai: every word must stand somewhere in a passage, as part of a word too.

Thai has no blanks between words, so words are found as strings of characters. SQLite finds them by its trigram index,
PostgreSQL by pg_trgm; strings under three characters are looked for one passage at a time. Both give the same hits.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Set
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup, escape
from sqlalchemy import ColumnElement, Integer, Row, String, column, delete, insert, select, table
from sqlalchemy.orm import Session

from app.catalogue.documents import Course
from app.catalogue.models import SearchPassage
from app.catalogue.passages import Passage, passages
from app.catalogue.wording import one_line
from app.core.db import db

LONGEST_QUERY = 100
MOST_WORDS = 8
CANDIDATES = 400
HITS_AN_ITEM = 3
TRIGRAM = 3
BEFORE, AFTER = 60, 110

_FTS_TEXT = column("search_passage_fts", String)
_FTS = table("search_passage_fts", column("rowid", Integer), _FTS_TEXT)
"""SQLite's trigram index; its table's name, used as a column, matches any of its columns."""

Found = Row[Any]


@dataclass(frozen=True)
class Hit:
    """A passage that was found. The snippet is safe HTML with the words in <mark>."""

    course_key: str
    item_key: str | None
    item_kind: str
    place: str
    snippet: Markup
    language: str
    is_internal: bool


def search(
    query: str,
    *,
    language: str | None,
    course_keys: Set[str],
    with_internal: bool,
    limit: int,
    kind: str | None = None,
    prefer: str = "en",
) -> list[Hit]:
    """The best hits first: titles before summaries before text, whole phrases before scattered words.

    `language` and `kind` narrow the search; `prefer` decides which language shows a place found in two.
    """
    words = words_of(query)
    if not words or not course_keys:
        return []
    statement = (
        select(SearchPassage)
        .with_only_columns(*SearchPassage.__table__.columns)
        .where(SearchPassage.course_key.in_(sorted(course_keys)), *(_holds(word) for word in words))
        .order_by(SearchPassage.weight.desc(), SearchPassage.course_key, SearchPassage.id)
        .limit(CANDIDATES)
    )
    if not with_internal:
        statement = statement.where(SearchPassage.is_internal.is_(False))
    if language:
        statement = statement.where(SearchPassage.language == language)
    if kind:
        statement = statement.where(SearchPassage.item_kind == kind)
    rows = sorted(db.session.execute(statement), key=lambda row: _rank(row, words, prefer))
    return [_hit(row, words) for row in _spread(rows, limit)]


def words_of(query: str) -> list[str]:
    """The words of a query, spelt as the passages are."""
    return list(dict.fromkeys(one_line(query[:LONGEST_QUERY]).split()))[:MOST_WORDS]


def _holds(word: str) -> ColumnElement[bool]:
    """The passage holds this string, whatever its case. Signs that a database would interpret are quoted."""
    if db.session.get_bind().dialect.name == "sqlite" and len(word) >= TRIGRAM:
        quoted = '"' + word.replace('"', '""') + '"'
        found = select(_FTS.c.rowid).where(_FTS_TEXT.op("MATCH")(quoted))
        return SearchPassage.id.in_(found)
    return SearchPassage.text.icontains(word, autoescape=True)


def index_course(session: Session, course: Course) -> None:
    """Let a search find this version of a course instead of the one before."""
    forget_courses(session, [course.key])
    rows = [_row(course.key, passage) for passage in passages(course)]
    if rows:
        session.execute(insert(SearchPassage), rows)


def forget_courses(session: Session, keys: Iterable[str]) -> None:
    """Take courses out of the search."""
    session.execute(delete(SearchPassage).where(SearchPassage.course_key.in_(list(keys))))


def _row(course_key: str, passage: Passage) -> dict[str, object]:
    return {
        "course_key": course_key,
        "item_key": passage.item_key,
        "item_kind": passage.item_kind,
        "language": passage.language,
        "place": passage.place,
        "is_internal": passage.is_internal,
        "weight": passage.weight,
        "text": passage.text,
    }


def _rank(row: Found, words: list[str], prefer: str) -> tuple[object, ...]:
    text = row.text.casefold()
    has_phrase = len(words) > 1 and " ".join(words).casefold() in text
    begins = sum(bool(re.search(rf"(?<!\w){re.escape(word.casefold())}", text)) for word in words)
    times = sum(min(text.count(word.casefold()), 5) for word in words)
    return (-row.weight, not has_phrase, -begins, row.language != prefer, -times, row.course_key, row.id)


def _spread(rows: list[Found], limit: int) -> list[Found]:
    """Each place once, and no item more than a few times, so that one film does not fill the page."""
    kept: list[Found] = []
    places: set[tuple[str, str | None, str]] = set()
    count: Counter[tuple[str, str | None]] = Counter()
    for row in rows:
        item = (row.course_key, row.item_key)
        if (*item, row.place) in places or count[item] >= HITS_AN_ITEM:
            continue
        places.add((*item, row.place))
        count[item] += 1
        kept.append(row)
    return kept[:limit]


def _hit(row: Found, words: list[str]) -> Hit:
    shown = snippet(row.text, words)
    return Hit(row.course_key, row.item_key, row.item_kind, row.place, shown, row.language, row.is_internal)


def snippet(text: str, words: list[str]) -> Markup:
    """The text around the first word found, with every word marked; everything else is escaped."""
    pattern = re.compile(
        "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True)), re.IGNORECASE
    )
    first = pattern.search(text)
    middle = first.start() if first else 0
    start, end = _cut(text, middle - BEFORE, -1), _cut(text, middle + AFTER, 1)
    parts, at = [escape("… ") if start > 0 else Markup()], start
    for found in pattern.finditer(text, start, end):
        parts += [escape(text[at : found.start()]), Markup("<mark>"), escape(found[0]), Markup("</mark>")]
        at = found.end()
    return Markup().join([*parts, escape(text[at:end]), escape(" …") if end < len(text) else Markup()])


def _cut(text: str, near: int, step: int) -> int:
    """Where the text may be cut near there: at a blank within 15 signs, never before a Thai vowel or tone."""
    if near <= 0 or near >= len(text):
        return max(0, min(near, len(text)))
    nearby = [near + step * n for n in range(15) if 0 < near + step * n < len(text)]
    place = next((n for n in nearby if text[n] == " "), near)
    while 0 < place < len(text) and (unicodedata.category(text[place]) == "Mn" or text[place] in "ะาำๅ"):
        place += step
    return place
