"""Read a stored answer without trusting its shape (pure). Whatever is not what it should be is not there."""

from typing import Any


def texts_in(answer: Any) -> list[str]:
    """The keys of a list; none where it holds anything else."""
    if not isinstance(answer, list) or not all(isinstance(key, str) for key in answer):
        return []
    return answer


def text_at(answer: Any, name: str) -> str:
    """What was written or chosen under a name."""
    value = answer.get(name) if isinstance(answer, dict) else None
    return value if isinstance(value, str) else ""


def points_in(answer: Any, most: int) -> list[tuple[int, int]]:
    """The points on a picture; none where one of them is no point or there are more than `most`."""
    if not isinstance(answer, list) or len(answer) > most or not all(map(_is_point, answer)):
        return []
    return [(x, y) for x, y in answer]


def _is_point(value: Any) -> bool:
    return isinstance(value, list | tuple) and len(value) == 2 and all(type(place) is int for place in value)
