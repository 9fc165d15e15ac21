"""How questions behave, from the answers that people gave (pure).

Facility is the mean share of the mark won. Discrimination is the point-biserial correlation of a question with the
rest of the paper (the score without it), so that a question is not compared with itself. Reliability is Cronbach's
alpha, which for right-or-wrong questions is Kuder and Richardson's formula 20. Blank answers count as 0 in all of
them, as they do in the score. Values are None where there are too few answers to say anything.
"""

import statistics
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean, median, pvariance
from typing import Literal

FEW = 20
"""Below so many answers nothing is flagged: chance alone could do it."""
FEW_IN_A_GROUP = 15
OFTEN_OFFERED = 30
TOO_EASY, TOO_HARD = 0.95, 0.2
WEAK = 0.1
APART = 0.2
"""So much between the facilities of two languages or companies is drift."""
OUTER = 1 / 3
"""Share of the people, by the rest of their papers, that make the upper and the lower group."""

Flag = Literal[
    "key_may_be_wrong", "too_easy", "too_hard", "weak", "option_never_chosen", "differs_by_language",
    "differs_by_company",
]  # fmt: skip


@dataclass(frozen=True)
class Response:
    """One answer to one question: what it won, what the rest of its paper won, and what was chosen."""

    attempt_id: int
    question: str
    fraction: float
    rest: float | None
    """Mean share of the other questions of the paper; None when there is no other."""
    is_blank: bool = False
    chosen: tuple[str, ...] = ()
    """Keys of the options, where there are options."""
    seconds: float | None = None
    language: str = ""
    company: str = ""
    certainty: int | None = None


@dataclass(frozen=True)
class OptionRow:
    """How often an option was chosen: at all, by the upper third, by the lower third."""

    key: str
    is_right: bool
    count: int
    upper: int
    lower: int


@dataclass(frozen=True)
class Group:
    """The facility in one language or company."""

    name: str
    count: int
    facility: float


@dataclass(frozen=True)
class Finding:
    """Something to look at; `count` answers speak for it and `about` says of what, such as an option's key."""

    flag: Flag
    count: int
    about: str = ""


@dataclass(frozen=True)
class ItemStatistics:
    """What the answers say about one question."""

    question: str
    count: int
    blank: int
    facility: float | None
    discrimination: float | None
    seconds: float | None
    """Median time to the last change of the answer."""
    options: tuple[OptionRow, ...]
    languages: tuple[Group, ...]
    companies: tuple[Group, ...]
    sure_but_wrong: int
    """Answers that were wrong although the person had said to be certain."""
    findings: tuple[Finding, ...]


def item_statistics(
    question: str, responses: Sequence[Response], *, options: Mapping[str, bool] | None = None
) -> ItemStatistics:
    """The statistics of one question; `options` maps the keys of its options to whether they are right."""
    facility = fmean(r.fraction for r in responses) if responses else None
    with_rest = [r for r in responses if r.rest is not None]
    discrimination = correlation([r.fraction for r in with_rest], [r.rest or 0.0 for r in with_rest])
    rows = _option_rows(responses, options or {})
    languages = _groups(responses, lambda r: r.language)
    companies = _groups(responses, lambda r: r.company)
    times = [r.seconds for r in responses if r.seconds is not None]
    findings = (
        *_difficulty_findings(len(responses), facility, discrimination),
        *_option_findings(len(responses), rows, is_suspect=discrimination is not None and discrimination < 0),
        *_drift("differs_by_language", languages),
        *_drift("differs_by_company", companies),
    )
    return ItemStatistics(
        question=question,
        count=len(responses),
        blank=sum(r.is_blank for r in responses),
        facility=facility,
        discrimination=discrimination,
        seconds=median(times) if times else None,
        options=rows,
        languages=languages,
        companies=companies,
        sure_but_wrong=sum(r.certainty == 3 and r.fraction <= 0 and not r.is_blank for r in responses),
        findings=findings,
    )


def correlation(xs: Sequence[float], ys: Sequence[float]) -> float | None:
    """Pearson's r; None when one side does not vary or there are fewer than three pairs."""
    if len(xs) < 3:
        return None
    if min(pvariance(xs), pvariance(ys)) < 1e-12:
        return None
    return statistics.correlation(xs, ys)


def reliability(responses: Iterable[Response]) -> float | None:
    """Cronbach's alpha of the papers: k / (k - 1) × (1 - sum of the questions' variances / variance of the totals).

    Where papers draw from a bank, the k questions of a paper stand for the mean variance of all questions, each
    weighted by how often it was answered; with one paper for all this is alpha itself. None from too few papers.
    """
    papers: dict[int, list[float]] = defaultdict(list)
    by_question: dict[str, list[float]] = defaultdict(list)
    for r in responses:
        papers[r.attempt_id].append(r.fraction)
        by_question[r.question].append(r.fraction)
    if len(papers) < FEW:
        return None
    size = fmean(len(marks) for marks in papers.values())
    answers = sum(len(marks) for marks in by_question.values())
    within = sum(pvariance(marks) * len(marks) for marks in by_question.values()) / answers * size
    between = pvariance([sum(marks) for marks in papers.values()])
    if size <= 1 or between < 1e-12:
        return None
    return size / (size - 1) * (1 - within / between)


def _option_rows(responses: Sequence[Response], options: Mapping[str, bool]) -> tuple[OptionRow, ...]:
    ranked = sorted((r for r in responses if r.rest is not None), key=lambda r: r.rest or 0.0)
    third = int(len(ranked) * OUTER)
    groups = {"all": responses, "lower": ranked[:third], "upper": ranked[len(ranked) - third :]}
    counted = {name: Counter(key for r in group for key in r.chosen) for name, group in groups.items()}
    return tuple(
        OptionRow(key, is_right, counted["all"][key], counted["upper"][key], counted["lower"][key])
        for key, is_right in options.items()
    )


def _groups(responses: Sequence[Response], name_of: Callable[[Response], str]) -> tuple[Group, ...]:
    """Facility by group, the largest first; answers without a group are left out."""
    marks: dict[str, list[float]] = defaultdict(list)
    for r in responses:
        if name_of(r):
            marks[name_of(r)].append(r.fraction)
    made = (Group(name, len(group), fmean(group)) for name, group in marks.items())
    return tuple(sorted(made, key=lambda g: (-g.count, g.name)))


def _difficulty_findings(
    count: int, facility: float | None, discrimination: float | None
) -> Iterable[Finding]:
    if count < FEW or facility is None:
        return
    if facility >= TOO_EASY:
        yield Finding("too_easy", count)
    if facility <= TOO_HARD:
        yield Finding("too_hard", count)
    if discrimination is not None and 0 <= discrimination < WEAK:
        yield Finding("weak", count)


def _option_findings(count: int, rows: Sequence[OptionRow], *, is_suspect: bool) -> Iterable[Finding]:
    """A wrong option that the upper third prefers to every right one, or a question that the better miss more
    often, says that the key may be wrong.
    """
    if count >= OFTEN_OFFERED:
        yield from (Finding("option_never_chosen", count, row.key) for row in rows if not row.count)
    if count < FEW:
        return
    best = max((row.upper for row in rows if row.is_right), default=0)
    preferred = [row for row in rows if not row.is_right and row.upper > best]
    yield from (Finding("key_may_be_wrong", row.upper, row.key) for row in preferred)
    if is_suspect and not preferred:
        yield Finding("key_may_be_wrong", count)


def _drift(flag: Flag, groups: Sequence[Group]) -> Iterable[Finding]:
    """The two groups that lie furthest apart, of those that are large enough."""
    large = sorted((g for g in groups if g.count >= FEW_IN_A_GROUP), key=lambda g: g.facility)
    if len(large) > 1 and large[-1].facility - large[0].facility >= APART:
        low, high = large[0], large[-1]
        yield Finding(flag, low.count + high.count, f"{low.name}/{high.name}")
