"""A question as somebody drew it, with its key mended (pure). What they saw keeps its order; only the worth changes."""

from typing import Any

from msgspec import Struct
from msgspec.structs import fields, replace

from app.assessment.questions import ChoiceGap, Ordering, PartDocument, QuestionDocument, Scenario
from app.core.errors import DomainError
from app.core.i18n import gettext as _

ORDER_IS_THE_KEY = {(Ordering, "items")}
DRAWN = "drawn"
"""The field in which a question keeps the order of its paper."""


def part_of(entry: QuestionDocument, part: str) -> PartDocument:
    """The question that stands on papers: the entry itself, or the part of a scenario. Raises DomainError."""
    if not isinstance(entry, Scenario):
        return entry
    found = next((question for question in entry.questions if question.key == part), None)
    if found is None:
        raise DomainError(
            _(
                "The new wording has no question %(part)s. Only what stands in both can be graded again.",
                part=part,
            )
        )
    return found


def mend(drawn: PartDocument, mended: PartDocument) -> PartDocument:
    """The mended question in the order of the paper.

    Raises DomainError when it asks for something else: another type, or other options than were seen.
    """
    if type(drawn) is not type(mended):
        raise DomainError(_("The new wording is another type of question. Drop the old one instead."))
    kept: dict[str, Any] = {}
    for field in fields(drawn):
        before, after = getattr(drawn, field.name), getattr(mended, field.name)
        if field.name == DRAWN:
            kept[field.name] = before
        elif _is_keyed(before) or _is_keyed(after):
            in_order = _as_before(before, after)
            if (type(drawn), field.name) not in ORDER_IS_THE_KEY:
                kept[field.name] = in_order
    return replace(mended, **kept)


def _is_keyed(value: object) -> bool:
    return (
        isinstance(value, tuple) and bool(value) and isinstance(value[0], Struct) and hasattr(value[0], "key")
    )


def _as_before(before: tuple[Any, ...], after: tuple[Any, ...]) -> tuple[Any, ...]:
    """What stands in both, in the order before. Raises DomainError when something came or went."""
    by_key = {part.key: part for part in after}
    if by_key.keys() != {part.key for part in before}:
        raise DomainError(
            _("The new wording has other options than people have seen. Drop the old question instead.")
        )
    return tuple(_gap(part, by_key[part.key]) for part in before)


def _gap(before: Any, after: Any) -> Any:
    """A gap with a list keeps the order of that list too."""
    if isinstance(before, ChoiceGap) and isinstance(after, ChoiceGap):
        return replace(after, options=_as_before(before.options, after.options))
    return after
