"""What is live, and any version ever published. Versions never change, so the process keeps them.

What is live is kept too, for as long as the token of core/freshness.py stays the same. Do not change what you get.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Generic, TypeVar

import msgspec
from flask import g
from sqlalchemy import Text, cast, select

from app.catalogue.documents import Course, Curriculum
from app.catalogue.models import LivePublication, Publication
from app.core import freshness
from app.core.db import db, read
from app.core.errors import NotVisible
from app.core.freshness import TOKEN

Type = TypeVar("Type")
KEPT = 2000


@dataclass(frozen=True)
class Live(Generic[Type]):
    """The version of a document that people see now."""

    version_id: int
    number: int
    document: Type


@dataclass(frozen=True)
class Pointer:
    """Which version is live; `digest` guards the cache against an id that a rolled back publish had."""

    version_id: int
    number: int
    digest: str


@dataclass(frozen=True)
class Snapshot:
    """What was live while the freshness token was this one: pointers by kind and key, and documents by kind."""

    token: str
    pointers: dict[str, dict[str, Pointer]]
    documents: dict[tuple[str, type[Any]], dict[str, Live[Any]]] = field(default_factory=dict)


LIVE = (
    select(
        TOKEN,
        LivePublication.kind,
        LivePublication.key,
        Publication.id,
        Publication.number,
        Publication.document_hash,
    )
    .join(Publication, Publication.id == LivePublication.publication_id)
    .where(LivePublication.retired_at.is_(None))
    .order_by(LivePublication.kind, LivePublication.key)
)

STORED = select(Publication.id, Publication.document_hash, cast(Publication.document, Text))

_kept: dict[tuple[int, type[Any]], tuple[str, Any]] = {}
NOTHING_YET = Snapshot("nothing read yet", {})
"""Its token is no token, and not the empty one either: that is what a database from before the first publish has."""
_newest = NOTHING_YET


def live_course(key: str) -> Live[Course] | None:
    return _live("course", key, Course)


def live_courses() -> dict[str, Live[Course]]:
    """Every live course by key, in the order of the keys."""
    return _all_live("course", Course)


def live_curriculum(key: str) -> Live[Curriculum] | None:
    return _live("curriculum", key, Curriculum)


def live_curricula() -> dict[str, Live[Curriculum]]:
    """Every live curriculum by key, in the order of the keys."""
    return _all_live("curriculum", Curriculum)


def live_documents(kind: str) -> dict[str, Live[dict[str, Any]]]:
    """Raw documents of a kind whose type lives higher up; do not change what you get."""
    return _all_live(kind, dict)


def course_version(version_id: int) -> Course:
    """A course as it was in that version, live or not; raises NotVisible if there is none."""
    return _version(version_id, None, Course)


def document(version_id: int) -> dict[str, Any]:
    """Any version as it is stored; do not change what you get. Raises NotVisible if there is none."""
    return _version(version_id, None, dict)


def published_at(kind: str) -> dict[str, datetime]:
    """When the live version of each document of a kind was published."""
    rows = db.session.execute(
        select(LivePublication.key, Publication.published_at)
        .join(Publication, Publication.id == LivePublication.publication_id)
        .where(LivePublication.kind == kind, LivePublication.retired_at.is_(None))
    )
    return {row.key: row.published_at for row in rows}


def snapshot() -> Snapshot:
    """What is live for this request. The process keeps it; one statement after something was published."""
    global _newest
    if "catalogue_live" not in g:
        token = freshness.token()
        kept = _newest
        if kept.token != token:
            kept = _newest = _read_live(token)
        g.catalogue_live = kept
    live: Snapshot = g.catalogue_live
    return live


def _read_live(token: str) -> Snapshot:
    """Pointers with the token that they belong to, which may be newer than the one asked for."""
    pointers: dict[str, dict[str, Pointer]] = {}
    for found, kind, key, version_id, number, digest in read(LIVE):
        token = found or ""
        pointers.setdefault(kind, {})[key] = Pointer(version_id, number, digest)
    return Snapshot(token, pointers)


def forget(version_id: int | None = None) -> None:
    """Ask again what is live; and drop a version whose id a rolled back publish had."""
    freshness.forget()
    g.pop("catalogue_live", None)
    for kept in [kept for kept in _kept if kept[0] == version_id]:
        del _kept[kept]


def _live(kind: str, key: str, wanted: type[Type]) -> Live[Type] | None:
    live = snapshot()
    kept = live.documents.get((kind, wanted))
    if kept is not None:
        return kept.get(key)
    pointer = live.pointers.get(kind, {}).get(key)
    if pointer is None:
        return None
    return Live(pointer.version_id, pointer.number, _version(pointer.version_id, pointer.digest, wanted))


def _all_live(kind: str, wanted: type[Type]) -> dict[str, Live[Type]]:
    live = snapshot()
    kept = live.documents.get((kind, wanted))
    if kept is None:
        pointers = live.pointers.get(kind, {})
        _read_at_once(pointers, wanted)
        kept = live.documents[kind, wanted] = {
            key: Live(p.version_id, p.number, _version(p.version_id, p.digest, wanted))
            for key, p in pointers.items()
        }
    return kept


def _read_at_once(pointers: dict[str, Pointer], wanted: type[Any]) -> None:
    """Fetch what is not in the process yet in one statement."""
    missing = [p.version_id for p in pointers.values() if not _is_kept(p.version_id, p.digest, wanted)]
    if missing:
        for version_id, digest, stored in read(STORED.where(Publication.id.in_(missing))):
            _keep(version_id, digest, stored, wanted)


def _version(version_id: int, digest: str | None, wanted: type[Type]) -> Type:
    if not _is_kept(version_id, digest, wanted):
        row = read(STORED.where(Publication.id == version_id)).one_or_none()
        if row is None:
            raise NotVisible
        _keep(*row, wanted)
    document: Type = _kept[version_id, wanted][1]
    return document


def _is_kept(version_id: int, digest: str | None, wanted: type[Any]) -> bool:
    kept = _kept.get((version_id, wanted))
    return kept is not None and digest in (None, kept[0])


def _keep(version_id: int, digest: str, stored: str, wanted: type[Any]) -> None:
    """`stored` is JSON: it becomes the typed tree without a tree of plain dicts in between."""
    if len(_kept) >= KEPT:
        _kept.clear()
    _kept[version_id, wanted] = (digest, msgspec.json.decode(stored, type=wanted))
