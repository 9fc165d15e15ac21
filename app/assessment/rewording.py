"""A known question that comes again from a file stays the same one: its parts keep their keys, and what is written
in other languages stays (pure).
"""

import re
from collections.abc import Iterator
from typing import Any

import msgspec

from app.assessment.formats.collecting import as_authored
from app.assessment.formats.keys import Keys
from app.assessment.questions import GAP, QuestionDocument, from_dict, type_of

LANGUAGE = re.compile(r"[a-z]{2,3}")
TELLING = ("text", "left", "label", "title", "value", "low", "high", "picture", "options", "accepted")
"""Fields that tell a part of a question from the others."""

Part = dict[str, Any]


def reworded(new: QuestionDocument, old: QuestionDocument, language: str) -> QuestionDocument:
    """The new wording, which is in one language, of a question that was there before."""
    if type_of(new) != type_of(old):
        return new
    made, before = _as_stored(new), _as_stored(old)
    gaps = _keep_keys(made.get("gaps", []), before.get("gaps", []), language)
    if gaps and language in made["stem"]:
        words = made["stem"][language]
        made["stem"][language] = GAP.sub(lambda found: f"[[{gaps.get(found[1], found[1])}]]", words)
    categories = _keep_keys(made.get("categories", []), before.get("categories", []), language)
    for item in made.get("items", []) if categories else ():
        item["category"] = categories[item["category"]]
    _join(made, before, language)
    try:
        return as_authored(from_dict(made))
    except (ValueError, msgspec.MsgspecError):
        return new


def _as_stored(question: QuestionDocument) -> Part:
    """As it comes out of the database: lists and maps that can be changed."""
    stored: Part = msgspec.json.decode(msgspec.json.encode(question))
    return stored


def _join(new: Part, old: Part, language: str) -> None:
    """Give the parts the keys that they had, and fill in the other languages."""
    new["key"] = old["key"] if "key" in old and "key" in new else new.get("key")
    if new["key"] is None:
        del new["key"]
    for name, was in old.items():
        now = new.get(name)
        if _is_text(was):
            if language not in was or now:
                new[name] = was | (now or {})
        elif isinstance(was, dict) and isinstance(now, dict) and name != "tags":
            _join(now, was, language)
        elif (
            isinstance(was, list)
            and isinstance(now, list)
            and all(isinstance(one, dict) for one in now + was)
        ):
            if all("key" in one for one in now):
                _keep_keys(now, was, language)
            for one, counterpart, is_same in _pairs(now, was, language):
                if is_same:
                    _join(one, counterpart, language)


def _keep_keys(new: list[Part], old: list[Part], language: str) -> dict[str, str]:
    """Give parts the keys of those that they were; no other part gets a key that was there before."""
    found = {id(one): was["key"] for one, was, _is_same in _pairs(new, old, language)}
    free = Keys()
    for was in old:
        free.new(was["key"])
    changed = {}
    for one in new:
        key = found.get(id(one)) or free.new(one["key"])
        changed[one["key"]] = one["key"] = key
    return changed


def _pairs(new: list[Part], old: list[Part], language: str) -> Iterator[tuple[Part, Part, bool]]:
    """What belongs together: what says the same, else what stands at the same place of as many.

    The latter may mean something else by now. Only where the old one is not written in this language is it the same.
    """
    left, waiting = list(old), []
    for n, one in enumerate(new):
        said = _said(one, language)
        same = next((was for was in left if said and _said(was, language) == said), None)
        if same is None:
            waiting.append((n, one))
        else:
            left.remove(same)
            yield one, same, True
    for n, one in waiting:
        if len(new) == len(old) and any(old[n] is was for was in left):
            yield one, old[n], not _speaks(old[n], language)


def _said(part: Part, language: str) -> list[Any]:
    """What a part says in that language, without keys."""
    said: list[Any] = []
    for name in TELLING:
        value = part.get(name)
        if isinstance(value, list):
            said.append([_said(one, language) for one in value if isinstance(one, dict)])
        elif value is not None and not (_is_text(value) and language not in value):
            said.append(value[language] if _is_text(value) else value)
    return said


def _speaks(part: Any, language: str) -> bool:
    """Whether something in it is written in that language."""
    if _is_text(part):
        return language in part
    inner = part.values() if isinstance(part, dict) else part if isinstance(part, list) else ()
    return any(_speaks(one, language) for one in inner)


def _is_text(value: Any) -> bool:
    """Whether this is words by language."""
    return (
        isinstance(value, dict)
        and bool(value)
        and all(isinstance(words, str) and LANGUAGE.fullmatch(key) for key, words in value.items())
    )
