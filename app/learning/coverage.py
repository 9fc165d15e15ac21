"""Which seconds of a film a person has watched (pure).

The player reports the stretches it really played, each with its speed; skipped film is in none of them.
Watched film is a set of intervals, so watching a second twice counts once, and a jump to the end adds what
was played there and nothing else. What a beacon may add is bounded by the wall time it can claim (see
attention) times the fastest speed.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from math import ceil, floor, isfinite

FASTEST = 2.0
"""The fastest speed of the player. A beacon that claims more is credited as if it had this."""
SLOWEST = 0.25
SHORTEST = 0.1
"""A shorter stretch in seconds is noise; players report to a tenth of a second."""
MOST_INTERVALS = 500
"""More pieces than this no honest person leaves; the longest are kept."""
NOTICEABLE = 1.0
"""Gaps shorter than this many seconds are not worth telling anybody about."""

Interval = tuple[float, float]


@dataclass(frozen=True)
class Stretch:
    """Film that was played in one go: from and until which second, at which speed."""

    start: float
    end: float
    rate: float = 1.0


@dataclass(frozen=True)
class Credit:
    """What a beacon earns: film, and the wall time in seconds that it took."""

    intervals: tuple[Interval, ...]
    used: float


def credit(
    stretches: Iterable[Stretch], *, duration: float, wall: float, seen: Iterable[Interval] = ()
) -> Credit:
    """The part of the stretches that so much wall time could have played, in the order they were played.

    What was `seen` before is passed over and takes no wall time: it earns nothing, and a report that comes
    again because its answer got lost must not use up the time of what is new in it.
    """
    left, earned = max(0.0, wall), list[Interval]()
    for stretch in stretches:
        rate = min(max(stretch.rate, SLOWEST), FASTEST) if isfinite(stretch.rate) else SLOWEST
        for start, end in _outside(_within(stretch, duration), merge([*seen, *earned])):
            played = min(end - start, left * rate)
            if played >= SHORTEST:
                earned.append((start, _down(start + played)))
                left -= played / rate
    return Credit(merge(earned), max(0.0, wall) - max(0.0, left))


def _outside(interval: Interval, seen: Iterable[Interval]) -> Iterator[Interval]:
    """The parts of an interval that are in none of the others, which are merged."""
    at, end = interval
    for start, stop in seen:
        if start >= end:
            break
        if start > at:
            yield at, start
        at = max(at, stop)
    if at < end:
        yield at, end


def _within(stretch: Stretch, duration: float) -> Interval:
    if not (isfinite(stretch.start) and isfinite(stretch.end)):
        return 0.0, 0.0
    start = _up(min(max(stretch.start, 0.0), duration))
    return start, max(start, _down(min(stretch.end, duration)))


def _up(second: float) -> float:
    """Rounded to a hundredth, never to more film than was played."""
    return ceil(second * 100 - 1e-6) / 100


def _down(second: float) -> float:
    return floor(second * 100 + 1e-6) / 100


def merge(intervals: Iterable[Interval]) -> tuple[Interval, ...]:
    """The same seconds as a sorted list of intervals that do not touch."""
    merged: list[Interval] = []
    for start, end in sorted(intervals):
        if end <= start:
            continue
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((start, end))
    if len(merged) > MOST_INTERVALS:
        merged = sorted(sorted(merged, key=lambda one: one[0] - one[1])[:MOST_INTERVALS])
    return tuple(merged)


def seconds(intervals: Iterable[Interval]) -> float:
    """How much film the intervals are."""
    return sum(end - start for start, end in intervals)


def fraction(intervals: Iterable[Interval], duration: float) -> float:
    """The share of the film that was watched, from 0 to 1."""
    return min(1.0, seconds(intervals) / duration) if duration > 0 else 0.0


def gaps(intervals: Iterable[Interval], duration: float) -> tuple[Interval, ...]:
    """What was not watched yet, without slivers nobody would notice."""
    found, at = [], 0.0
    for start, end in [*intervals, (duration, duration)]:
        if start - at >= NOTICEABLE:
            found.append((at, start))
        at = max(at, end)
    return tuple(found)
