"""What a person's grading is worth (pure)."""

from collections.abc import Mapping, Sequence
from fractions import Fraction

from app.assessment.grading.shares import NOTHING
from app.assessment.questions import Criterion

APART = Fraction(1, 4)


def rubric_fraction(rubric: Sequence[Criterion], levels: Mapping[str, str]) -> Fraction:
    """Points reached of points possible, from the level chosen for each criterion, by key.

    Raises ValueError when a criterion has no level or one of another; see `undecided`.
    """
    missing = undecided(rubric, levels)
    if missing or not rubric:
        raise ValueError(f"no level for {', '.join(missing) or 'a rubric without criteria'}")
    reached = [
        level.points
        for criterion in rubric
        for level in criterion.levels
        if level.key == levels[criterion.key]
    ]
    possible = sum(max(level.points for level in criterion.levels) for criterion in rubric)
    return Fraction(sum(reached), possible)


def undecided(rubric: Sequence[Criterion], levels: Mapping[str, str]) -> list[str]:
    """The criteria, by key, that have no level of theirs yet."""
    return [
        criterion.key
        for criterion in rubric
        if levels.get(criterion.key) not in {level.key for level in criterion.levels}
    ]


def combined(fractions: Sequence[Fraction]) -> Fraction:
    """What several graders come to: the mean. Raises ValueError without any."""
    if not fractions:
        raise ValueError("nobody has graded it yet")
    return sum(fractions, NOTHING) / len(fractions)


def differ(fractions: Sequence[Fraction]) -> bool:
    """Whether graders are so far apart, more than a quarter of the mark, that they should talk."""
    return bool(fractions) and max(fractions) - min(fractions) > APART
