"""Questions of the types and with the fields that only Kru has, for formats that keep them all."""

from typing import Any

from hypothesis import strategies as st

from app.assessment.questions import from_dict
from tests.assessment.formats.made import (
    descriptions,
    essays,
    feedback,
    heads,
    lines,
    more,
    option,
    pictures,
    said,
    simple,
    singles,
)

SCHEMES = ["all_or_nothing", "right_minus_wrong", "every_decision"]


@st.composite
def multiples_by_scheme(draw: st.DrawFn) -> dict[str, Any]:
    rights = draw(st.integers(1, 4))
    count = max(2, rights + draw(st.integers(0, 3)))
    options = [option(draw, n, right=n < rights, pin=draw(st.booleans())) for n in range(count)]
    return draw(heads("multiple")) | {
        "options": draw(st.permutations(options)),
        "scheme": draw(st.sampled_from(SCHEMES)),
    }


@st.composite
def sortings(draw: st.DrawFn) -> dict[str, Any]:
    count = draw(st.integers(2, 4))
    categories = [{"key": f"c{n}", "text": draw(said(lines))} for n in range(count)]
    items = [
        {"key": f"i{n}", "text": draw(said()), "category": f"c{draw(st.integers(0, count - 1))}"}
        for n in range(draw(st.integers(2, 6)))
    ]
    return draw(heads("categorise")) | {"categories": categories, "items": items}


@st.composite
def hotspots(draw: st.DrawFn) -> dict[str, Any]:
    mille = st.integers(0, 1000)
    regions = []
    for n in range(draw(st.integers(1, 3))):
        shape, size = draw(st.sampled_from([("rectangle", 4), ("circle", 3), ("polygon", 6)]))
        at = [draw(mille) for _ in range(size)]
        regions.append(
            {
                "key": f"r{n}",
                "shape": shape,
                "at": at,
                "label": draw(feedback),
                "right": n == 0 or draw(st.booleans()),
            }
        )
    return draw(heads("hotspot")) | {"picture": draw(pictures()), "regions": regions}


@st.composite
def graded(draw: st.DrawFn) -> dict[str, Any]:
    rubric = [
        {
            "key": f"criterion-{n}",
            "title": draw(said(lines)),
            "levels": [
                {"key": f"l{p}", "text": draw(said()), "points": p} for p in range(draw(st.integers(2, 3)))
            ],
        }
        for n in range(draw(st.integers(0, 2)))
    ]
    kind = draw(st.sampled_from(["essay", "pitch"]))
    limits = {"min_words": 20, "max_words": 80} if kind == "essay" else {"medium": "audio", "max_seconds": 60}
    return draw(heads(kind)) | limits | {"rubric": rubric, "is_blind": draw(st.booleans())}


@st.composite
def spoken_twice(draw: st.DrawFn) -> dict[str, Any]:
    """In two languages, with an owner and a day to look at it again."""
    question = draw(singles())
    for text in (question["stem"], *(one["text"] for one in question["options"])):
        text["th"] = "ครู"
    state = draw(st.sampled_from(["draft", "ready"]))
    return question | {"state": state, "owner": "Naree", "review_on": "2027-03-31"}


@st.composite
def scenarios(draw: st.DrawFn) -> dict[str, Any]:
    parts = [draw(st.one_of(singles(), essays, descriptions)) for _ in range(draw(st.integers(1, 3)))]
    case = draw(heads("scenario")) | {"pictures": draw(st.lists(pictures(), max_size=1))}
    for n, part in enumerate(parts):
        part |= {"key": f"part-{n}", "topic": case["topic"]}
    return case | {"questions": parts}


whole = st.one_of(
    simple,
    more,
    st.one_of(multiples_by_scheme(), sortings(), hotspots(), graded(), spoken_twice(), scenarios()).map(
        from_dict
    ),
)


def banks(most: int = 6) -> st.SearchStrategy[list[Any]]:
    """The questions of a bank, each with a key of its own."""
    return st.lists(whole, min_size=1, max_size=most, unique_by=lambda question: question.key)
