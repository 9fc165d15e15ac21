"""What the author says about what was answered."""

import pytest

from app.assessment.grading import feedback_for
from tests.assessment.grading.questions import ask, cloze, matching, numeric, option, short_text


def says(words: str) -> dict[str, dict[str, str]]:
    return {"feedback": {"en": words}}


OPTIONS = [option("a", right=True, **says("Yes")), option("b", **says("No")), option("c")]
SINGLE = ask("single", options=OPTIONS)
MULTIPLE = ask("multiple", options=OPTIONS)
TRUE = ask("true_false", answer=True, feedback_true={"en": "It holds"}, feedback_false={"en": "It does"})
NUMBER = numeric({"value": 5, **says("Five")}, {"low": 4, "high": 6, "share": 0.5, **says("Nearly")})
COUNT = numeric({"value": 5, **says("Five")}, otherwise={"en": "Count again"})
TEXT = short_text(
    {"text": "gold", **says("Yes")}, {"text": "silver", "share": 0.5}, otherwise={"en": "Look at the tiers"}
)
PLAIN_TEXT = short_text("gold")
GAPS = cloze(
    one={"type": "choice", "options": OPTIONS},
    two={"type": "text", "accepted": [{"text": "x", **says("X it is")}]},
    three={"type": "number", "accepted": [{"value": 3, **says("Three")}]},
)

ELSE = {"en": "Count again"}
GAPS_AND_ELSE = cloze(
    one={"type": "text", "accepted": [{"text": "x"}], "otherwise": ELSE},
    two={"type": "number", "accepted": [{"value": 3}], "otherwise": ELSE},
)
OTHER = {"otherwise": {"en": "Not that"}}
GAPS_WITH_MORE = cloze(
    two={"type": "text", "accepted": [{"text": "x"}], **OTHER},
    three={"type": "number", "accepted": [{"value": 3}], **OTHER},
)

SAID = [
    # question, answer, what is said
    (SINGLE, ["a"], "Yes"),
    (SINGLE, ["b"], "No"),
    (SINGLE, ["c"], ""),
    (SINGLE, ["not-there"], ""),
    (SINGLE, [], ""),
    (MULTIPLE, ["b", "a"], "Yes|No"),
    (MULTIPLE, ["c", "b"], "No"),
    (TRUE, ["true"], "It holds"),
    (TRUE, ["false"], "It does"),
    (TRUE, [], ""),
    (NUMBER, {"number": "5"}, "Five"),
    (NUMBER, {"number": "4"}, "Nearly"),
    (NUMBER, {"number": "9"}, ""),
    (numeric({"value": 5}, otherwise=ELSE), {"number": "9"}, "Count again"),
    (numeric({"value": 5}, otherwise=ELSE), {"number": "5"}, ""),
    (COUNT, {"number": "5"}, "Five"),
    (COUNT, {"number": "six"}, "Count again"),
    (COUNT, {"number": " "}, ""),
    (TEXT, {"text": "GOLD"}, "Yes"),
    (TEXT, {"text": "silver"}, ""),
    (TEXT, {"text": "bronze"}, "Look at the tiers"),
    (TEXT, {"text": " "}, ""),
    (PLAIN_TEXT, {"text": "bronze"}, ""),
    (GAPS, {"one": "b", "two": "X", "three": "3"}, "No|X it is|Three"),
    (GAPS, {"one": "c", "two": "y", "three": "4"}, ""),
    (GAPS, {"three": "3"}, "Three"),
    (GAPS_AND_ELSE, {"one": "y", "two": "4"}, "Count again|Count again"),
    (GAPS_AND_ELSE, {"one": "x", "two": "4"}, "Count again"),
    (GAPS_AND_ELSE, {"two": "3", "one": " "}, ""),
    (GAPS_WITH_MORE, {"two": "y", "three": "4"}, "Not that|Not that"),
    (GAPS_WITH_MORE, {"two": "y", "three": " "}, "Not that"),
    (GAPS_WITH_MORE, {"two": "x", "three": "3"}, ""),
    (matching("a=1 b=2"), {"a": "a"}, ""),
    (ask("essay"), {"text": "Dear customer"}, ""),
    (ask("description"), [], ""),
]


@pytest.mark.parametrize(("question", "answer", "said"), SAID)
def test_the_author_speaks_to_what_was_answered(question, answer, said):
    assert "|".join(text["en"] for text in feedback_for(question, answer)) == said
