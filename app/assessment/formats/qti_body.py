"""The body of a QTI 2 or 3 item as the words above its question."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from app.assessment.formats.collecting import Unfit
from app.assessment.formats.qti_drafts import Head
from app.assessment.formats.qti_reading import Place
from app.assessment.formats.qti_scoring import Response
from app.assessment.formats.words import Words
from app.assessment.formats.xml_trees import Node
from app.core.i18n import gettext as _

FEEDBACK = ("feedbackInline", "feedbackBlock")
UNSEEN = (*FEEDBACK, "templateInline", "templateBlock", "stylesheet", "catalogInfo", "companionMaterialsInfo")
OPEN_MARK, CLOSE_MARK = "\ue000", "\ue001"
JOINED = {"mrow", "mstyle", "mpadded", "semantics", "math", "mtd", "mtr", "mtable", "menclose", "mphantom"}

Replace = Callable[[Node], "Node | str | None"]
"""What stands in the place of an interaction: a node, words, or nothing."""


def is_interaction(node: Node) -> bool:
    return node.name.endswith("Interaction")


def interactions_of(body: Node) -> list[Node]:
    """All interactions, in their order."""
    return [node for node in body.walk() if is_interaction(node)]


def shown(inside: Iterable[Node | str], replace: Replace) -> list[Node | str]:
    """What a person sees at first: no feedback, no words for graders, formulas as text."""
    kept: list[Node | str] = []
    for one in inside:
        if isinstance(one, str):
            kept.append(one.replace(OPEN_MARK, "").replace(CLOSE_MARK, ""))
            continue
        made = _seen(one, replace)
        if made is not None:
            kept.append(made)
    return kept


def _seen(node: Node, replace: Replace) -> Node | str | None:
    if is_interaction(node) or node.name in ("hottext", "gap"):
        return replace(node)
    if node.name in UNSEEN or (node.name == "rubricBlock" and not is_for_candidates(node)):
        return None
    if node.name == "math":
        return formula(node)
    if node.name == "object" and node.get("type").startswith("image/"):
        return Node("img", {"src": node.get("data"), "alt": node.words()})
    return Node(node.name, node.attributes, shown(node.inside, replace))


def is_for_candidates(rubric: Node) -> bool:
    return "candidate" in rubric.get("view", "candidate").split()


def nothing(_node: Node) -> None:
    """For bodies without interactions."""
    return None


def formula(node: Node) -> str:
    """MathML in one line: a fraction with a stroke, a power with ^. Who needs more has a picture."""
    parts = node.children
    if node.name == "annotation" or node.name == "annotation-xml":
        return ""
    if node.name == "mfrac" and len(parts) == 2:
        return f"{_grouped(parts[0])}/{_grouped(parts[1])}"
    if node.name in ("msup", "msub") and len(parts) == 2:
        return f"{_grouped(parts[0])}{'^' if node.name == 'msup' else '_'}{_grouped(parts[1])}"
    if node.name == "msqrt":
        return f"√({''.join(map(formula, parts))})"
    if node.name == "mroot" and len(parts) == 2:
        return f"√[{formula(parts[1])}]({formula(parts[0])})"
    if node.name == "mfenced":
        return f"({', '.join(map(formula, parts))})"
    if not parts:
        return node.words()
    return "".join(map(formula, parts))


def _grouped(node: Node) -> str:
    said = formula(node)
    return f"({said})" if len(said) > 1 and not said.isalnum() else said


@dataclass
class Item:
    """One item while its question is made."""

    node: Node
    body: Node
    place: Place
    head: Head
    responses: dict[str, Response]
    feedback: dict[str, Node] = field(default_factory=dict)
    """What is said to who gives this answer, by its value; "correct" for the right one."""

    def response_to(self, interaction: Node) -> Response:
        """What is declared about the answers to an interaction. Raises Unfit when nothing says what is right."""
        response = self.responses.get(interaction.get("responseIdentifier"))
        if response is None or not response.way:
            raise Unfit(_("it does not say which answer is right"))
        return response

    def words(self, inside: Iterable[Node | str], replace: Replace | None = None) -> Words:
        return self.place.words(shown(inside, replace or nothing))

    def feedback_on(self, value: str, node: Node) -> Words:
        """What is said to who gives this answer: within it, or below the item."""
        own = node.all(*FEEDBACK)
        found = own[0] if own else self.feedback.get(value)
        return self.words(found.inside) if found else Words()

    def set_stem(self, replace: Replace) -> None:
        self.head.stem = self.words(self.body.inside, replace)


def prompt_of(interaction: Node) -> Node:
    """The question that an interaction asks, as a paragraph of the body."""
    prompt = interaction.child("prompt")
    return Node("div", {}, shown(prompt.inside, nothing) if prompt else [])


def feedback_of(item: Node) -> dict[str, Node]:
    """Feedback by the answer that brings it: named like the answer, or shown by the processing when it is given."""
    by_name = {node.get("identifier"): node for node in item.named("modalFeedback")}
    found = dict(by_name)
    processing = item.child("responseProcessing")
    for branch in processing.all("responseIf", "responseElseIf") if processing else ():
        value = _answer_in(branch)
        for node in branch.named("setOutcomeValue") if value else ():
            named = [base.words() for base in node.all("baseValue") if base.words() in by_name]
            if named:
                found.setdefault(value, by_name[named[0]])
    return found


def _answer_in(branch: Node) -> str:
    """The one answer that a condition asks for; "correct" for the right one, nothing when it asks for more."""
    tests = branch.children[0].all("match", "member") or branch.children[:1] if branch.children else []
    if len(tests) != 1:
        return ""
    if tests[0].named("correct"):
        return "correct"
    return next((base.words() for base in tests[0].named("baseValue")), "")


def explanation_of(item: Node, feedback: dict[str, Node]) -> list[Node | str]:
    """What is said whatever the answer, to who may see it: a solution, a model answer, words for the grader."""
    by_lower = {name.lower(): node for name, node in feedback.items()}
    for name in ("explanation", "solution", "general"):
        if name in by_lower:
            return by_lower[name].inside
    body = item.child("itemBody") or Node("itemBody")
    return next((node.inside for node in body.all("rubricBlock") if not is_for_candidates(node)), [])
