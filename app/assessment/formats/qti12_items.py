"""One item of QTI 1.2: what it shows, what it asks for, and what its maker calls it."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from html import escape

from app.assessment.formats.qti12_scoring import Scoring, asked, scoring_of
from app.assessment.formats.qti_body import CLOSE_MARK, OPEN_MARK
from app.assessment.formats.qti_drafts import Head
from app.assessment.formats.qti_reading import Place
from app.assessment.formats.words import Words
from app.assessment.formats.xml_trees import Node, as_html

RESPONSES = (
    "response_lid",
    "response_str",
    "response_num",
    "response_grp",
    "response_xy",
    "response_extension",
)
TAG = re.compile(
    r"<(p|div|br|span|b|i|u|em|strong|img|sub|sup|table|ul|ol|a|font)\b[^<>]*>|&[a-z]{2,8};|&#\d+;", re.I
)
TYPES = {
    "multiple choice": "multiple_choice",
    "multiple response": "multiple_answers",
    "multiple answer": "multiple_answers",
    "multi-select": "multiple_answers",
    "multiple_response": "multiple_answers",
    "true/false": "true_false",
    "either/or": "multiple_choice",
    "essay": "essay",
    "long answer": "essay",
    "short response": "essay",
    "matching": "matching",
    "fill in the blank": "short_answer",
    "short answer": "short_answer",
    "fib": "short_answer",
}
"""What makers call the types that Canvas has names for."""
LABELS = ("question_type", "cc_profile", "bbmd_questiontype", "qmd_itemtype", "qmd_questiontype")
EXPLAINING = ("general_fb", "solution")

Each = Callable[[int, Node], str]
"""The HTML that stands in the place of a response."""


@dataclass
class Asked:
    """One item while its question is made; `responses` are what it asks for, in order."""

    node: Node
    kind: str
    place: Place
    head: Head
    scoring: Scoring
    responses: list[Node]
    told: dict[tuple[str, str], Words] = field(default_factory=dict)
    """Feedback by response and value."""

    def feedback_on(self, response: str, value: str) -> Words:
        """What is said to who gives this answer."""
        return self.told.get((response, value), Words())

    def words(self, node: Node) -> Words:
        """All that stands below a part of the item."""
        return self.place.from_html(html_of(node))

    def shown(self, each: Each) -> str:
        """The words of the item as HTML, with what `each` makes of the responses."""
        numbers = {id(one): n for n, one in enumerate(self.responses)}
        return _shown(self.node.child("presentation") or Node("presentation"), numbers, each)

    def set_stem(self, html: str) -> None:
        self.head.stem = self.place.from_html(html)


def asked_by(node: Node, place: Place, *, key: str, topic: str) -> Asked:
    """The item, all but its stem, which depends on the type of question."""
    feedback = {
        one.get("ident"): words
        for one in node.named("itemfeedback")
        if (words := place.from_html(html_of(one)))
    }
    head = Head(key, topic, place.reading.language, " ".join(node.get("title").split()), Words())
    head.explanation = next((feedback[name] for name in EXPLAINING if name in feedback), Words())
    head.correct = feedback.get("correct_fb") or feedback.get("correct") or Words()
    head.incorrect = feedback.get("general_incorrect_fb") or feedback.get("incorrect") or Words()
    scoring = scoring_of(node)
    responses = _responses(node.child("presentation") or Node("presentation"))
    return Asked(node, kind_of(node), place, head, scoring, responses, _told(scoring, feedback))


def _told(scoring: Scoring, feedback: dict[str, Words]) -> dict[tuple[str, str], Words]:
    found: dict[tuple[str, str], Words] = {}
    for rule in scoring.rules:
        wanted = list(asked(rule.condition)) if rule.feedback else []
        said = next((feedback[name] for name in rule.feedback if name in feedback), None)
        if len(wanted) == 1 and said:
            found.setdefault((wanted[0].get("respident"), wanted[0].words()), said)
    return found


def kind_of(node: Node) -> str:
    """The type of question in Canvas's words, as the maker's metadata has it; nothing when they say nothing."""
    told = metadata_of(node)
    said = next((told[label] for label in LABELS if told.get(label)), "").lower()
    said = re.sub(r"^cc\.|\.v0p1$|_question$", "", said)
    return TYPES.get(said, said)


def metadata_of(node: Node) -> dict[str, str]:
    """All fields of an item's or a bank's metadata, whichever way they are written."""
    told: dict[str, str] = {}
    for holder in node.named("itemmetadata", "qtimetadata"):
        for entry in [holder, *holder.all("qtimetadatafield")]:
            label, value = entry.child("fieldlabel"), entry.child("fieldentry")
            if label and value:
                told.setdefault(label.words().lower(), value.words())
        for plain in holder.walk():
            if not plain.children:
                told.setdefault(plain.name.lower(), plain.words())
    return told


def _responses(presentation: Node) -> list[Node]:
    """What is asked for. A response inside another belongs to that one."""
    found: list[Node] = []
    waiting = [presentation]
    while waiting:
        node = waiting.pop()
        if node.name in RESPONSES:
            found.append(node)
        else:
            waiting += reversed(node.children)
    return found


def _shown(node: Node, numbers: dict[int, int], each: Each) -> str:
    parts = []
    for one in node.children:
        if id(one) in numbers:
            parts.append(each(numbers[id(one)], one))
        elif one.name == "material":
            parts.append(html_of(one))
        elif one.name != "qticomment":
            parts.append(_shown(one, numbers, each))
    return "".join(parts)


def html_of(node: Node) -> str:
    """All material below as HTML."""
    return "".join(MATERIAL[one.name](one) for one in node.walk() if one.name in MATERIAL)


def own_html(response: Node) -> str:
    """What stands with one response: its question, the left side of a pair, the name of a gap."""
    return "".join(html_of(one) for one in response.named("material", "flow_mat"))


def labels_of(response: Node) -> list[Node]:
    """The options of a response."""
    return response.all("response_label")


def _text(node: Node) -> str:
    kind = (node.get("texttype") or node.get("type")).lower()
    if node.children:
        return as_html(node.inside)
    said = node.text().replace(OPEN_MARK, "").replace(CLOSE_MARK, "")
    if "html" in kind or kind == "smart_text" or (not kind and TAG.search(said)):
        return said
    return escape(said.strip(), quote=False).replace("\n", "<br>")


def _picture(node: Node) -> str:
    address = node.get("uri") or node.get("entityref")
    return f'<img src="{escape(address)}" alt="{escape(node.get("label"))}">' if address else ""


MATERIAL: dict[str, Callable[[Node], str]] = {
    "mattext": lambda node: f"<div>{_text(node)}</div>",
    "mat_formattedtext": lambda node: f"<div>{_text(node)}</div>",
    "matemtext": lambda node: f"<em>{_text(node)}</em>",
    "matbreak": lambda _node: "<br>",
    "matimage": _picture,
}
