"""How QTI 1.2 gives points: conditions on answers that set or add to a score (pure).

Which answer is right is found out by giving it: the one that brings the most points is, wherever its rule stands.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from app.assessment.formats.collecting import Unfit
from app.assessment.formats.qti_scoring import number_from
from app.assessment.formats.xml_trees import Node
from app.core.i18n import gettext as _

SCORES = ("score", "que_score")
MOST_RULES = 1000
MOST_RESPONSES = 100
MOST_WORK = 50_000
"""Conditions looked at for the answers of one response."""
Given = Mapping[str, frozenset[str]]
"""What is answered, by response."""


@dataclass(frozen=True)
class Rule:
    """One respcondition: what it asks, what it does to the score, which feedback it shows, whether it is the last."""

    condition: Node
    changes: tuple[tuple[str, Fraction], ...]
    feedback: tuple[str, ...]
    is_last: bool

    @property
    def size(self) -> int:
        return sum(1 for _node in self.condition.walk())

    @property
    def gain(self) -> Fraction:
        """What the rule alone makes of 0 points."""
        return _changed(Fraction(0), self)


@dataclass(frozen=True)
class Scoring:
    """The rules of an item, by the response that they look at; those that look at none stand with every one.

    `multiple` are the responses of which several may be given; `lowest` is the least score.
    """

    rules: tuple[Rule, ...]
    by_response: Mapping[str, tuple[Rule, ...]]
    multiple: frozenset[str]
    lowest: Fraction | None

    def gains(self, response: str, values: Sequence[str]) -> dict[str, Fraction]:
        """What each value of a response brings when nothing else is answered. Raises Unfit."""
        rules = self.by_response.get(response, self.by_response.get("", ()))
        if len(values) * sum(rule.size for rule in rules) > MOST_WORK:
            raise Unfit(_("it has too many conditions"))
        nothing = self._points(rules, {})
        return {value: self._points(rules, {response: frozenset((value,))}) - nothing for value in values}

    def _points(self, rules: Sequence[Rule], given: Given) -> Fraction:
        score = Fraction(0)
        for rule in rules:
            if self._holds(rule.condition, given):
                score = _changed(score, rule)
                if rule.is_last:
                    break
        return score

    def _holds(self, node: Node, given: Given) -> bool:
        match node.name:
            case "varequal":
                return node.words() in given.get(node.get("respident"), frozenset())
            case "not":
                return not self._all(node, given)
            case "or":
                return any(self._holds(one, given) for one in node.children)
            case "and" | "conditionvar":
                return self._all(node, given)
            case "unanswered":
                return not given.get(node.get("respident"))
            case "other":
                return True
        return False

    def _all(self, node: Node, given: Given) -> bool:
        """All conditions; several values of a response that takes only one are alternatives (Canvas)."""
        values: dict[str, list[Node]] = {}
        for one in node.named("varequal"):
            values.setdefault(one.get("respident"), []).append(one)
        for response, nodes in values.items():
            is_any = response not in self.multiple and len(nodes) > 1
            if not (any if is_any else all)(self._holds(one, given) for one in nodes):
                return False
        return all(self._holds(one, given) for one in node.children if one.name != "varequal")


def scoring_of(item: Node) -> Scoring:
    """The rules of an item that concern its score."""
    processing = item.child("resprocessing") or Node("resprocessing")
    declared = processing.all("decvar")
    most = next((n for one in declared if (n := number_from(one.get("maxvalue"))) is not None), Fraction(100))
    lowest = next((n for one in declared if (n := number_from(one.get("minvalue"))) is not None), None)
    names = {_variable(node) for node in processing.all("setvar")}
    counted = names & set(SCORES) or {name for name in names if "incorrect" not in name}
    rules = [_rule(node, counted, most) for node in processing.all("respcondition")[:MOST_RULES]]
    multiple = {
        node.get("ident")
        for node in item.all("response_lid")
        if node.get("rcardinality").lower() in ("multiple", "ordered")
    }
    return Scoring(tuple(rules), _by_response(rules), frozenset(multiple), lowest)


def _by_response(rules: Sequence[Rule]) -> dict[str, tuple[Rule, ...]]:
    looks_at = [{node.get("respident") for node in rule.condition.walk()} - {""} for rule in rules]
    responses = set().union(*looks_at)
    if len(responses) > MOST_RESPONSES:
        raise Unfit(_("it asks too many things"))
    return {
        response: tuple(rule for rule, at in zip(rules, looks_at, strict=True) if not at or response in at)
        for response in (*responses, "")
    }


def _variable(node: Node) -> str:
    return (node.get("varname") or node.get("variablename") or "SCORE").lower()


def _rule(node: Node, counted: set[str], most: Fraction) -> Rule:
    changes = []
    for one in node.named("setvar"):
        said = one.words()
        value = most if said.lower().endswith(".max") else number_from(said)
        if value is not None and _variable(one) in counted:
            changes.append((one.get("action", "Set").lower(), value))
    return Rule(
        condition=node.child("conditionvar") or Node("other"),
        changes=tuple(changes),
        feedback=tuple(one.get("linkrefid") for one in node.named("displayfeedback")),
        is_last=node.get("continue").lower() == "no",
    )


def _changed(score: Fraction, rule: Rule) -> Fraction:
    for action, value in rule.changes:
        if action == "add":
            score += value
        elif action == "subtract":
            score -= value
        elif action == "multiply":
            score *= value
        elif action == "set":
            score = value
    return score


def asked(condition: Node, name: str = "varequal") -> Iterator[Node]:
    """The values that a condition wants to see; what stands in a `not` is not wanted."""
    waiting = [condition]
    while waiting:
        node = waiting.pop()
        if node.name == name:
            yield node
        elif node.name != "not":
            waiting += reversed(node.children)
