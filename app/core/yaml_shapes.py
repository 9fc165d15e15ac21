"""How data misfits a type: every place at once, in words that say what to do; msgspec stops at the first."""

from collections.abc import Iterable, Iterator
from datetime import date
from functools import cache
from typing import Any

import msgspec
from jsonschema import Draft202012Validator, ValidationError

Path = tuple[str | int, ...]
TYPES = {
    "string": "a text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "array": "a list",
    "object": "a map",
    "null": "empty",
}

PATTERNS = {
    r"^[a-z0-9][a-z0-9-]{0,59}$": "use small latin letters, digits and hyphens, at most 60",
    r"^#[0-9a-f]{6}$": "write a colour as # and six of 0-9 and a-f",
}


def misfits(data: Any, wanted: Any) -> list[tuple[Path, str]]:
    """Where the data does not have that shape, as (path, words)."""
    errors = sorted(
        _validator(wanted).iter_errors(_as_json(data)), key=lambda e: list(map(str, e.absolute_path))
    )
    found = [((*e.absolute_path, *last), words) for e in _deepest(errors) for last, words in _in_words(e)]
    return list(dict.fromkeys(found))


def steps_of(place: str) -> list[str | int]:
    """`$.modules[0].title` as ["modules", 0, "title"]."""
    steps: list[str | int] = []
    for part in place.lstrip("$").replace("[", ".[").split("."):
        if part.startswith("["):
            inside = part.strip("[]")
            steps.append(int(inside) if inside.isdigit() else inside)
        elif part:
            steps.append(part)
    return [step for step in steps if step not in ("...", "key")]


@cache
def _validator(wanted: Any) -> Draft202012Validator:
    return Draft202012Validator(msgspec.json.schema(wanted))


def _as_json(value: Any) -> Any:
    """YAML dates as the texts that JSON has."""
    if isinstance(value, dict):
        return {key: _as_json(part) for key, part in value.items()}
    if isinstance(value, list):
        return [_as_json(part) for part in value]
    return value.isoformat() if isinstance(value, date) else value


def _deepest(errors: Iterable[ValidationError]) -> Iterator[ValidationError]:
    """Look into alternatives: the errors of the one that was meant."""
    for error in errors:
        if error.validator != "anyOf":
            yield error
            continue
        branches: dict[int, list[ValidationError]] = {}
        for inner in error.context or ():
            branches.setdefault(int(inner.schema_path[0]), []).append(inner)
        meant = [b for b in branches.values() if not _is_another_kind(b)]
        if len(meant) == 1:
            yield from _deepest(meant[0])
        else:
            yield error


def _is_another_kind(branch: list[ValidationError]) -> bool:
    """The branch of a union that its tag, or the sort of value, rules out."""
    return any(
        (e.validator == "type" and not e.relative_path)
        or (e.validator == "enum" and not e.relative_path)
        or (e.validator == "enum" and list(e.relative_path) in (["type"], ["kind"]))
        for e in branch
    )


def _in_words(error: ValidationError) -> list[tuple[Path, str]]:
    """What to do about one error, and where below its place it stands."""
    where = "".join(f"[{s}]" if isinstance(s, int) else f".{s}" for s in error.absolute_path).lstrip(".")
    inside, subject, rule = (f" in {where}" if where else ""), where or "the file", error.validator_value
    match error.validator:
        case "additionalProperties" if rule is False:
            known = error.schema.get("properties", {})
            strange = [key for key in error.instance if key not in known]
            return [((key,), f"unknown key `{key}`{inside}; remove or correct it") for key in strange]
        case "required":
            return [((), f"missing key `{key}`{inside}; add it") for key in rule if key not in error.instance]
        case "type":
            must = f"must be {TYPES[rule]}, not {_shown(error.instance)}{_hint(rule, error.instance)}"
        case "anyOf":
            must = _alternatives(error)
        case "enum" | "const":
            must = f"must be {', '.join(map(str, rule))}, not {_shown(error.instance)}"
        case _:
            must = _limit(error)
    return [((), f"{subject}: {must}")]


def _limit(error: ValidationError) -> str:
    rule, value = error.validator_value, error.instance
    match error.validator:
        case "maxLength":
            return f"too long with {len(value)} characters; shorten it to {rule}"
        case "minLength" | "minItems" | "minProperties":
            return "is empty; fill it in"
        case "maxItems":
            return f"has {len(value)} entries; at most {rule}"
        case "minimum" | "exclusiveMinimum":
            return (
                f"{value} is too small; at least {rule}"
                if error.validator == "minimum"
                else f"must be over {rule}"
            )
        case "exclusiveMaximum":
            return f"must be below {rule}"
        case "maximum":
            return f"{value} is too large; at most {rule}"
        case "format":
            return f"{_shown(value)} is not a {rule}"
        case "pattern":
            return f"{_shown(value)} cannot be used; {PATTERNS.get(rule, f'it must match {rule}')}"
    return str(error.message)


def _alternatives(error: ValidationError) -> str:
    """What a value may be, or which kinds of it there are."""
    sorts = error.schema.get("discriminator", {})
    if sorts and not isinstance(error.instance, dict):
        return f"must be a map of the kind {' or '.join(sorts['mapping'])}, not {_shown(error.instance)}"
    if sorts:
        tag = sorts["propertyName"]
        return f"{tag} must be {', '.join(sorts['mapping'])}, not {_shown(error.instance.get(tag))}"
    words = [
        TYPES.get(b.get("type", ""), "") or ", ".join(map(str, b.get("enum", ())))
        for b in error.validator_value
    ]
    return f"must be {' or '.join(filter(None, words))}, not {_shown(error.instance)}"


def _hint(rule: str, value: Any) -> str:
    return "; put it in quotes" if rule == "string" and isinstance(value, bool | int | float) else ""


def _shown(value: Any) -> str:
    """A value as it stands in the file, shortened."""
    match value:
        case str():
            return repr(value if len(value) <= 40 else f"{value[:39]}…")
        case bool():
            return "true" if value else "false"
        case None:
            return "nothing"
        case list() | dict():
            return "a list" if isinstance(value, list) else "a map"
    return str(value)
