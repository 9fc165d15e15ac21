"""One item of a course: its front matter, its Markdown in every language and its media, as a typed item."""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, TypeVar

import msgspec

from app.catalogue import documents as docs
from app.catalogue import file_formats as formats
from app.catalogue import playbook_grammar
from app.catalogue.media_files import MediaReader, Refused
from app.catalogue.quiz_files import moment_faults, quiz_parts, quiz_wording, written_moments
from app.catalogue.texts import body_digest, markdown_problems, text_faults
from app.core.yaml_files import BadFile, Fault, Source

Taken = TypeVar("Taken")


@dataclass
class ItemReader:
    """Reads one item; faults are collected, and a part with a fault is left out."""

    key: str
    source: Source
    translations: dict[str, Source]
    languages: Sequence[str]
    owner: str
    media: MediaReader
    faults: list[Fault] = field(default_factory=list)

    def read(self) -> docs.AnyItem | None:
        """The item, or None if it has a fault. `requires: all` is left to the course."""
        kind = self.source.data.get("kind") if isinstance(self.source.data, dict) else None
        if kind not in formats.ITEM_FORMATS:
            kinds = ", ".join(formats.ITEM_FORMATS)
            self.faults.append(self.source.fault(f"kind must be one of {kinds}, not {kind!r}", "kind"))
            return None
        try:
            head = self._head(kind)
        except BadFile as bad:
            self.faults += bad.faults
            return None
        self.faults += text_faults(self.source, self.languages)
        body = self._bodies(kind)
        stale = tuple(self._stale())
        parts = PARTS[kind](self, head, body)
        if any(not fault.is_warning for fault in self.faults):
            return None
        common = {
            "key": self.key,
            "title": head.title,
            "minutes": head.minutes,
            "is_optional": head.optional,
            "requires": tuple(head.requires) if head.requires != "all" else (),
            "summary": head.summary or {},
            "body": body,
            "stale": stale,
        }
        item = TYPES[kind](hash="", **common, **parts)
        return msgspec.structs.replace(item, hash=item_hash(item, self.languages[0]))

    def _head(self, kind: str) -> Any:
        """The front matter in its kind's shape. Raises BadFile."""
        shape = formats.ITEM_FORMATS[kind]
        if kind == "quiz" and (moments := list(written_moments(self.source))):
            raise BadFile(*moments, *self.source.shape_faults(shape))
        return self.source.as_type(shape)

    def fault(self, words: str, *path: str | int) -> None:
        self.faults.append(self.source.fault(words, *path))

    def try_to(self, take: Callable[[], Taken], *path: str | int) -> Taken | None:
        """What `take` returns; a file it refuses becomes faults at that file, or at the place that names it."""
        try:
            return take()
        except Refused as refused:
            for line, words in refused.problems:
                if line:
                    self.faults.append(Fault(self._media_name(*path), line, words))
                else:
                    self.fault(words, *path)
            return None

    def _media_name(self, *path: str | int) -> str:
        value: Any = self.source.data
        for step in path:
            value = value[step]
        return f"{self.source.file.rpartition('/')[0]}/{value}"

    def _bodies(self, kind: str) -> dict[str, str]:
        """The Markdown by language, checked; either every language has one or none."""
        texts = {self.languages[0]: self.source} | self.translations
        bodies = {
            code: texts[code].body for code in self.languages if code in texts and texts[code].body.strip()
        }
        needed = kind in ("playbook", "acknowledgement")
        for code in self.languages if bodies or needed else ():
            if code not in bodies:
                where = texts.get(code, self.source)
                name = f"{self.key}.md" if code == self.languages[0] else f"{self.key}.{code}.md"
                self.faults.append(
                    Fault(where.file, where.body_line, f"the text in {code} is missing; write it in {name}")
                )
        for code in bodies:
            for line, words in markdown_problems(bodies[code]):
                self.faults.append(Fault(texts[code].file, texts[code].body_line + line - 1, words))
        return bodies

    def _stale(self) -> Iterator[str]:
        """Languages whose translation was made from another source text; each is a warning."""
        now = body_digest(self.source.body)
        for code, text in self.translations.items():
            try:
                made_from = text.as_type(formats.TranslationFormat).translated_from
            except BadFile as bad:
                self.faults += bad.faults
                continue
            if made_from and made_from != now:
                words = (
                    f"the {self.languages[0]} text has changed since this translation; "
                    f"check it, then write translated_from: {now!r}"
                )
                self.faults.append(text.fault(words, "translated_from", warning=True))
                yield code

    # The parts of each kind. They return None for what has a fault; the item is then never made.

    def video(self, head: formats.VideoFormat, _body: dict[str, str]) -> dict[str, Any]:
        film = self.try_to(partial(self.media.film, head.media), "media")
        poster = self.try_to(partial(self.media.poster, head.poster), "poster")
        captions = {
            code: self.try_to(partial(self.media.captions, named), "captions", code)
            for code, named in head.captions.items()
        }
        found = {code: taken for code, taken in captions.items() if taken}
        for code, (_file, cues) in found.items():
            if film and cues[-1].start >= film[1]:
                self.fault(
                    f"captions in {code} go on after the film ends at {film[1]:.0f} s", "captions", code
                )
        return {
            "media": film and film[0],
            "duration": film and film[1],
            "poster": poster,
            "captions": {code: taken[0] for code, taken in found.items()},
            "cues": {code: taken[1] for code, taken in found.items()},
            "complete_at": head.complete_at,
        }

    def datasheet(self, head: formats.DatasheetFormat, _body: dict[str, str]) -> dict[str, Any]:
        sheets = {
            code: self.try_to(partial(self.media.sheet, named), "file", code)
            for code, named in head.file.items()
        }
        return {"sheets": sheets, "dwell": head.dwell}

    def playbook(self, _head: formats.PlaybookFormat, body: dict[str, str]) -> dict[str, Any]:
        outlines = {code: playbook_grammar.outline(text) for code, text in body.items()}
        texts = {self.languages[0]: self.source} | self.translations
        for code, found in outlines.items():
            at = texts[code]
            for line, words in found.problems:
                self.faults.append(Fault(at.file, at.body_line + line - 1, words))
        first = outlines.get(self.languages[0])
        if first is None:
            return {}
        if not first.headings:
            line = self.source.body_line
            self.faults.append(Fault(self.source.file, line, "a playbook needs at least one ## heading"))
        for code, found in outlines.items():
            self.faults += [
                Fault(texts[code].file, texts[code].body_line, words) for words in _differs(first, found)
            ]
        ids = playbook_grammar.section_ids([h.title for h in first.headings])
        titles = [
            {code: found.headings[n].title for code, found in outlines.items() if n < len(found.headings)}
            for n in range(len(ids))
        ]
        return {"sections": tuple(map(docs.Section, ids, titles)), "plays": first.plays}

    def card(self, head: formats.CardFormat, _body: dict[str, str]) -> dict[str, Any]:
        lines = {
            name: tuple(
                self._line(line, head.defaults, name, n) for n, line in enumerate(getattr(head, name))
            )
            for name in ("why_we_win", "why_we_lose", "questions", "traps", "price", "strengths")
        }
        keys = [objection.key for objection in head.objections]
        for n, key in enumerate(keys):
            if key in keys[:n]:
                self.fault(f"two objections are called {key}; rename one", "objections", n, "key")
        objections = tuple(
            docs.Objection(
                key=one.key,
                said=one.said,
                reframe=self._line(one.reframe, head.defaults, "objections", n, "reframe"),
                proof=tuple(
                    self._line(line, head.defaults, "objections", n, "proof", m)
                    for m, line in enumerate(one.proof)
                ),
                ask=tuple(
                    self._line(line, head.defaults, "objections", n, "ask", m)
                    for m, line in enumerate(one.ask)
                ),
            )
            for n, one in enumerate(head.objections)
        )
        positioning = self._line(head.positioning, head.defaults, "positioning")
        owner = head.defaults.owner or self.owner
        return {
            "competitor": head.competitor,
            "owner": owner,
            "positioning": positioning,
            "objections": objections,
        } | lines

    def _line(self, line: formats.LineFormat, defaults: formats.LineDefaults, *path: str | int) -> docs.Line:
        """A line with what it lacks taken from the card's defaults."""
        taken = {
            name: getattr(line, name) if getattr(line, name) is not None else getattr(defaults, name)
            for name in ("owner", "source", "verified_on", "verify_by", "audience")
        }
        where = ".".join(map(str, path))
        for name in ("owner", "source", "verified_on", "audience"):
            if taken[name] is None:
                self.fault(f"{where} has no {name}; write it there or in defaults", *path)
        if taken["verified_on"] and taken["verify_by"] and taken["verify_by"] < taken["verified_on"]:
            self.fault(f"{where}: verify_by is before verified_on; correct one", *path)
        return docs.Line(text=line.text, **taken)

    def acknowledgement(self, head: formats.AcknowledgementFormat, _body: dict[str, str]) -> dict[str, Any]:
        return {"version": head.version, "statement": head.statement}

    def quiz(self, head: formats.QuizFormat, _body: dict[str, str]) -> dict[str, Any]:
        self.faults += moment_faults(self.source, head)
        return quiz_parts(head)


PARTS: dict[str, Callable[[ItemReader, Any, dict[str, str]], dict[str, Any]]] = {
    kind: getattr(ItemReader, kind) for kind in formats.ITEM_FORMATS
}
TYPES: dict[str, Any] = {
    "video": docs.Video,
    "datasheet": docs.Datasheet,
    "playbook": docs.Playbook,
    "card": docs.Card,
    "acknowledgement": docs.Acknowledgement,
    "quiz": docs.Quiz,
}


def _differs(source: playbook_grammar.Outline, other: playbook_grammar.Outline) -> Iterator[str]:
    """How a translation's structure departs from the source's."""
    if len(other.headings) != len(source.headings):
        yield f"has {len(other.headings)} sections (##) where the source has {len(source.headings)}; make them equal"
    if other.plays != source.plays:
        steps = [", ".join(map(str, plays)) or "none" for plays in (other.plays, source.plays)]
        yield f"has plays of {steps[0]} steps where the source has {steps[1]}; make them equal"


def item_hash(item: docs.AnyItem, language: str) -> str:
    """The wording that evidence is given for; what is not in here may change without asking anybody again.

    film: the film's bytes · datasheet: the bytes of every language's PDF · playbook: the source text · card: each
    objection with its answer, proof and questions in the source language · acknowledgement: version, text and statement
    in every language · quiz: what is asked and how it is counted. `language` is the source language.
    """
    match item:
        case docs.Video():
            wording: Any = item.media.sha256
        case docs.Datasheet():
            wording = {code: sheet.file.sha256 for code, sheet in item.sheets.items()}
        case docs.Playbook():
            wording = item.body[language]
        case docs.Card():
            wording = [
                [o.key, o.said[language], *(line.text[language] for line in (o.reframe, *o.proof, *o.ask))]
                for o in item.objections
            ]
        case docs.Acknowledgement():
            wording = [item.version, item.body, item.statement]
        case docs.Quiz():
            wording = quiz_wording(item)
    return hashlib.sha256(msgspec.json.encode([TAGS[type(item)], wording], order="sorted")).hexdigest()


TAGS = {made: kind for kind, made in TYPES.items()}
