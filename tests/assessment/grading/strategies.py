"""Any question and any answer, for properties that hold for all of them."""

from typing import Any

from hypothesis import strategies as st

from app.assessment.grading import model_answer
from app.assessment.questions import PartDocument
from tests.assessment.grading.questions import ask, cloze, hotspot, option, ordering, region, shares

KEYS = tuple("abcdefgh")
SCHEMES = ["all_or_nothing", "right_minus_wrong", "every_decision"]
places = st.integers(0, 1000)
worth = st.sampled_from([-1, -0.5, -0.3333333, 0, 0.1, 0.5, 0.9])
figures = st.one_of(st.integers(-(10**6), 10**6), st.decimals("-1e4", "1e4", places=3).map(str))
words = st.text(min_size=1, max_size=12).filter(lambda text: text.strip() and text.isprintable())


@st.composite
def choices(draw: st.DrawFn) -> PartDocument:
    kind = draw(st.sampled_from(["single", "multiple", "true_false", "shares"]))
    if kind == "true_false":
        return ask(kind, answer=draw(st.booleans()))
    count = draw(st.integers(2, 8))
    at = draw(st.integers(0, count - 1))
    if kind == "shares":
        won = {KEYS[n]: draw(st.sampled_from([0, -0.25, -1])) for n in range(count)}
        return shares(draw(st.sampled_from(["question", "none"])), **won | {KEYS[at]: 0.4, "z": 0.6})
    if kind == "single":
        made = [option(KEYS[n], share=draw(worth)) for n in range(count)]
        made[at] = option(KEYS[at], right=True)
        return ask(kind, options=made)
    made = [option(KEYS[n], right=n == at or draw(st.booleans())) for n in range(count)]
    return ask(kind, options=made, scheme=draw(st.sampled_from(SCHEMES)))


@st.composite
def arrangements(draw: st.DrawFn) -> PartDocument:
    kind = draw(st.sampled_from(["matching", "ordering", "categorise"]))
    keys = KEYS[: draw(st.integers(2, 6))]
    if kind == "ordering":
        return ordering(" ".join(keys), draw(st.sampled_from(["exact", "adjacent"])))
    sides = draw(st.lists(st.sampled_from("xyz"), min_size=len(keys), max_size=len(keys)))
    if kind == "matching":
        pairs = [
            {"key": key, "left": {"en": key}, "right": {"en": side}}
            for key, side in zip(keys, sides, strict=True)
        ]
        return ask(kind, pairs=pairs, distractors=[{"key": "no", "text": {"en": "x"}}])
    items = [
        {"key": key, "text": {"en": key}, "category": side} for key, side in zip(keys, sides, strict=True)
    ]
    return ask(kind, categories=[{"key": side, "text": {"en": side}} for side in "xyz"], items=items)


@st.composite
def ranges(draw: st.DrawFn) -> list[dict[str, Any]]:
    """The first is worth the whole."""
    first = {"value": draw(figures), "tolerance": draw(st.sampled_from([0, 1, "0.5"]))}
    others = [
        {"value": draw(figures), "percent": 10, "share": draw(worth)} for _ in range(draw(st.integers(0, 2)))
    ]
    return [first | {"inclusive": draw(st.booleans())}, *others]  # fmt: skip


@st.composite
def accepted_texts(draw: st.DrawFn) -> list[dict[str, Any]]:
    return [
        {"text": draw(words)},
        *draw(st.lists(st.builds(lambda t, s: {"text": t, "share": s}, words, worth), max_size=2)),
    ]


@st.composite
def written(draw: st.DrawFn) -> PartDocument:
    kind = draw(st.sampled_from(["numeric", "short_text", "cloze"]))
    if kind == "numeric":
        units = [{"name": "m"}, {"name": "km", "factor": 1000}, {"name": "mile", "factor": "1609.344"}]
        return ask(kind, accepted=draw(ranges()), units=draw(st.sampled_from([units, units[1:], []])))
    if kind == "short_text":
        return ask(kind, accepted=draw(accepted_texts()), case_sensitive=draw(st.booleans()))
    weights = st.integers(1, 5)
    return cloze(
        a={"type": "choice", "options": [option("a", right=True), option("b", share=draw(worth))]},
        b={"type": "text", "accepted": draw(accepted_texts()), "weight": draw(weights)},
        c={"type": "number", "accepted": draw(ranges()), "weight": draw(weights)},
    )


@st.composite
def pictured(draw: st.DrawFn) -> PartDocument:
    lengths = {"rectangle": 4, "circle": 3, "polygon": draw(st.sampled_from([6, 8]))}
    regions = []
    for key in KEYS[: draw(st.integers(1, 4))]:
        shape = draw(st.sampled_from(list(lengths)))
        at = draw(st.lists(places, min_size=lengths[shape], max_size=lengths[shape]))
        regions.append(region(key, shape, *at, right=key == "a" or draw(st.booleans())))
    return hotspot(*regions)


by_rule = st.one_of(choices(), arrangements(), written(), pictured())
by_person = st.sampled_from([ask("essay"), ask("pitch")])
questions = st.one_of(by_rule, by_person, st.just(ask("description")))

keys = st.one_of(
    st.sampled_from([*KEYS, "z", "x", "no", "true", "false", "m", "km", "text", "number", "unit", ""]), words
)
anything = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), keys, figures, st.just("9" * 5000)),
    lambda inner: st.one_of(st.lists(inner, max_size=6), st.dictionaries(keys, inner, max_size=4)),
    max_leaves=12,
)  # fmt: skip


@st.composite
def answered(draw: st.DrawFn) -> tuple[PartDocument, Any]:
    """A question, and an honest, a half right or a crafted answer to it."""
    question = draw(questions)
    right = model_answer(question)
    shaped: st.SearchStrategy[Any]
    if isinstance(right, list):
        parts = st.one_of(keys, st.lists(places, min_size=2, max_size=2), st.sampled_from(right or [""]))
        shaped = st.lists(parts, max_size=8)
    else:
        known = st.sampled_from([*right, "text"])
        shaped = st.dictionaries(
            known, st.one_of(keys, figures.map(str), st.sampled_from([*right.values(), ""]))
        )
        shaped = shaped.map(lambda part: part) | shaped.map(lambda part: right | part)
    return question, draw(st.one_of(shaped, anything, st.just(right)))
