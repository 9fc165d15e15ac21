"""Questions of every type as authors may have written them, for properties of readers and writers."""

from decimal import Decimal
from fractions import Fraction
from io import BytesIO
from typing import Any

import msgspec
from hypothesis import strategies as st
from PIL import Image

from app.assessment.bank import BankDocument
from app.assessment.formats.collecting import as_authored
from app.assessment.formats.moodle_parts import GRADES, share_of
from app.assessment.formats.writing import Outgoing
from app.assessment.questions import GAP, QuestionDocument, from_dict
from app.core.tokens import sha256_hex

ODD = "~=#{}:\\%*->[]<>&|_`!/\"'$@;,.?()^+ \nทดสอบครูäß漢😀"
letters = st.one_of(
    st.sampled_from("abcTFn019 "), st.sampled_from(ODD), st.characters(exclude_categories=["C", "Z"])
)
lines = st.text(letters, min_size=1, max_size=24).map(lambda text: " ".join(text.split())).filter(bool)
"""Words in one line."""
texts = st.one_of(
    lines,
    st.lists(lines, min_size=2, max_size=3).map("\n".join),
    st.sampled_from(
        [
            "[html] is a tag",
            "::name::",
            "{1:SA:=x}",
            "%50%half",
            "a -> b",
            "// no comment",
            "TRUE",
            "####",
            "\\n",
            "C*",
        ]
    ),
)
grades = st.sampled_from([share_of(str(grade)) for grade in GRADES[1:-1]])
penalties = st.sampled_from([0.3333333, 0.0, 0.1, 1.0])
KEYS = st.from_regex(r"[a-z][a-z0-9]{0,7}(-[a-z0-9]{1,5})?", fullmatch=True)


def said(words: st.SearchStrategy[str] = texts) -> st.SearchStrategy[dict[str, str]]:
    return words.map(lambda text: {"en": text})


feedback = st.one_of(st.just({}), said())
tags = st.dictionaries(
    st.sampled_from(["objective", "product", "competitor"]),
    st.lists(lines, min_size=1, max_size=2, unique=True),
    max_size=2,
)


@st.composite
def heads(draw: st.DrawFn, kind: str) -> dict[str, Any]:
    return {
        "type": kind,
        "key": draw(KEYS),
        "topic": draw(st.sampled_from(["leads", "rules"])),
        "difficulty": draw(st.sampled_from(["easy", "medium", "hard"])),
        "stem": draw(said()),
        "markup": draw(st.sampled_from(["plain", "markdown"])),
        "explanation": draw(feedback),
        "hints": draw(st.lists(said(), max_size=2)),
        "penalty": draw(penalties),
        "tags": draw(tags),
    }  # fmt: skip


def option(draw: st.DrawFn, n: int, **values: Any) -> dict[str, Any]:
    return {"key": f"o{n}", "text": draw(said()), "feedback": draw(feedback), **values}


@st.composite
def singles(draw: st.DrawFn) -> dict[str, Any]:
    count = draw(st.integers(2, 5))
    at = draw(st.integers(0, count - 1))
    shares = [draw(st.one_of(st.none(), grades, grades.map(lambda share: -share))) for _ in range(count)]
    options = [option(draw, n, right=n == at, share=None if n == at else shares[n]) for n in range(count)]
    return draw(heads("single")) | {"options": options}


@st.composite
def multiples(draw: st.DrawFn) -> dict[str, Any]:
    rights = draw(st.integers(1, 5))
    part = round(float(Fraction(1, rights)), 7)
    options = [option(draw, n, right=True, share=part) for n in range(rights)]
    worth = st.one_of(st.none(), grades.map(lambda share: -share))
    options += [option(draw, n, share=draw(worth)) for n in range(rights, rights + draw(st.integers(1, 3)))]
    return draw(heads("multiple")) | {"options": draw(st.permutations(options)), "scheme": "shares"}


@st.composite
def true_falses(draw: st.DrawFn) -> dict[str, Any]:
    given = {"answer": draw(st.booleans()), "feedback_true": draw(feedback), "feedback_false": draw(feedback)}
    return draw(heads("true_false")) | given


@st.composite
def accepted_texts(draw: st.DrawFn) -> list[dict[str, Any]]:
    first = {"text": draw(lines), "feedback": draw(feedback)}
    more = [
        {"text": draw(lines), "feedback": draw(feedback), "share": draw(grades)}
        for _ in range(draw(st.integers(0, 2)))
    ]
    return [first, *more]


@st.composite
def short_texts(draw: st.DrawFn) -> dict[str, Any]:
    values = {"accepted": draw(accepted_texts()), "otherwise": draw(feedback)}
    return draw(heads("short_text")) | values


figures = st.one_of(
    st.integers(-(10**6), 10**6),
    st.decimals("-1e4", "1e4", places=3).map(str),
    st.floats(-1e6, 1e6, allow_nan=False).map(lambda number: round(number, 4) + 0.0),
    st.sampled_from(["12.50", "1e3", "-0.5", ".5", "5.", "+7"]),
)


@st.composite
def ranges(draw: st.DrawFn, *, of: str = "value range") -> dict[str, Any]:
    if "range" in of and draw(st.booleans()):
        low, high = sorted([draw(figures), draw(figures)], key=lambda figure: Decimal(str(figure)))
        return {"low": low, "high": high, "feedback": draw(feedback)}
    return {
        "value": draw(figures),
        "tolerance": draw(st.sampled_from([0, 1, "0.5", 0.25])),
        "feedback": draw(feedback),
    }


@st.composite
def numerics(draw: st.DrawFn) -> dict[str, Any]:
    more = [draw(ranges()) | {"share": draw(grades)} for _ in range(draw(st.integers(0, 2)))]
    values = {"accepted": [draw(ranges()), *more], "otherwise": draw(feedback)}
    return draw(heads("numeric")) | values


@st.composite
def matchings(draw: st.DrawFn) -> dict[str, Any]:
    count = draw(st.integers(2, 4))
    pairs = [{"key": f"p{n}", "left": draw(said()), "right": draw(said(lines))} for n in range(count)]
    spare = [{"key": f"s{n}", "text": draw(said(lines))} for n in range(draw(st.integers(0, 2)))]
    return draw(heads("matching")) | {"pairs": pairs, "distractors": spare}


essays = heads("essay")
descriptions = heads("description")
simple = st.one_of(
    singles(), multiples(), true_falses(), short_texts(), numerics(), matchings(), essays, descriptions
).map(from_dict)


def outgoing(questions: list[QuestionDocument], files: dict[str, bytes] | None = None) -> Outgoing:
    """A bank with these questions."""
    bank = BankDocument(
        key="channel",
        languages=("en",),
        title={"en": "Channel"},
        topics={"leads": {"en": "Leads & more / less"}, "rules": {"en": "Rules: of engagement"}},
        questions=tuple(questions),
    )
    return Outgoing(bank, "en", lambda sha256: (files or {})[sha256])


def essence(question: QuestionDocument) -> dict[str, Any]:
    """The question with keys of its parts by their place, and numbers as numbers."""
    stored = msgspec.json.decode(msgspec.json.encode(as_authored(question)))
    names = {gap["key"]: f"gap-{n}" for n, gap in enumerate(stored.get("gaps", []))}
    if names:
        stored["stem"] = {
            spoken: GAP.sub(lambda found: f"[[{names[found[1]]}]]", words)
            for spoken, words in stored["stem"].items()
        }
    _renamed(stored, top=True)
    return stored


def _renamed(value: Any, *, top: bool = False) -> None:
    if isinstance(value, list):
        for n, one in enumerate(value):
            if isinstance(one, dict) and "key" in one:
                one["key"] = str(n)
            _renamed(one)
    elif isinstance(value, dict):
        for name in ("value", "low", "high", "tolerance", "factor"):
            if name in value:
                value[name] = Decimal(str(value[name]))
        if value.get("share") == 0:
            del value["share"]
        for inner in value.values():
            _renamed(inner)


def replaced(question: QuestionDocument, **values: Any) -> QuestionDocument:
    changed: QuestionDocument = msgspec.structs.replace(question, **values)
    return changed


@st.composite
def orderings(draw: st.DrawFn) -> dict[str, Any]:
    items = [{"key": f"i{n}", "text": draw(said())} for n in range(draw(st.integers(2, 4)))]
    return draw(heads("ordering")) | {"items": items, "scheme": draw(st.sampled_from(["exact", "adjacent"]))}


@st.composite
def gaps(draw: st.DrawFn, key: str) -> dict[str, Any]:
    kind = draw(st.sampled_from(["choice", "text", "number"]))
    gap = {"type": kind, "key": key, "weight": draw(st.integers(1, 9))}
    if kind == "choice":
        worth = st.one_of(st.none(), grades, st.sampled_from([-0.5, 0.123]))
        options = [{"key": "o0", "right": True}, *({"key": f"o{n}", "share": draw(worth)} for n in (1, 2))]
        said_of = [{"text": draw(said(lines)), "feedback": draw(feedback)} for _ in options]
        made = [option | words for option, words in zip(options, said_of, strict=True)]
        return gap | {"options": draw(st.permutations(made))}
    if kind == "text":
        given = {"accepted": draw(accepted_texts()), "case_sensitive": draw(st.booleans())}
    else:
        given = {"accepted": [draw(ranges(of="value")) for _ in range(draw(st.integers(1, 2)))]}
    return gap | given | {"otherwise": draw(feedback)}


@st.composite
def clozes(draw: st.DrawFn) -> dict[str, Any]:
    keys = ["city", "year", "third"][: draw(st.integers(1, 3))]
    parts = [f"{draw(texts)} [[{key}]]" for key in keys]
    stem = "\n".join([*parts, draw(lines)])
    head = draw(heads("cloze"))
    return head | {"stem": {"en": stem}, "gaps": [draw(gaps(key)) for key in keys]}


@st.composite
def with_units(draw: st.DrawFn) -> dict[str, Any]:
    units = [{"name": "m"}, {"name": "km", "factor": 1000}, {"name": "mile", "factor": "1609.344"}]
    values = {"units": units, "unit_required": draw(st.booleans()), "accepted": [draw(ranges(of="value"))]}
    return draw(numerics()) | values


def picture(number: int) -> tuple[str, bytes]:
    """A picture's SHA-256 and its bytes; each number gives another one."""
    kept = BytesIO()
    Image.new("RGB", (number + 1, 2), (number, 0, 0)).save(kept, "PNG")
    return sha256_hex(kept.getvalue()), kept.getvalue()


PICTURES = dict(map(picture, range(3)))


@st.composite
def pictures(draw: st.DrawFn) -> dict[str, Any]:
    number = draw(st.integers(0, 2))
    file = {"sha256": picture(number)[0], "media_type": "image/png", "name": draw(lines)}
    return {"file": file, "alt": draw(said(lines)), "width": number + 1, "height": 2}


@st.composite
def pictured(draw: st.DrawFn) -> dict[str, Any]:
    """Pictures below the stem and at options, and one inside of a feedback."""
    question = draw(st.one_of(singles(), matchings(), essays))
    question["pictures"] = draw(st.lists(pictures(), max_size=2))
    for part in [*question.get("options", []), *question.get("pairs", [])]:
        if draw(st.booleans()):
            part["picture"] = draw(pictures())
    if question["markup"] == "markdown":
        question["explanation"] = {"en": f"See ![it](stored:{picture(1)[0]}) here"}
    return question


exact_texts = short_texts().map(lambda question: question | {"case_sensitive": True})
more = st.one_of(orderings(), clozes(), with_units(), pictured(), exact_texts).map(from_dict)
