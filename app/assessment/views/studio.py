"""What the pages of the studio share."""

import re
from types import ModuleType

from app.assessment import studio_words
from app.assessment.questions import GAP
from app.assessment.views.blueprint import bp

PICTURE_OR_LINK = re.compile(r"!?\[([^\[\]]*)\]\([^()\s]*\)")
STRONG = re.compile(r"\*\*(?=\S)(.+?)(?<=\S)\*\*")


@bp.app_template_global("assessment_words")
def assessment_words() -> ModuleType:
    """How templates call types, states and difficulties; macros see it too."""
    return studio_words


@bp.app_template_filter("one_line")
def one_line(text: str) -> str:
    """The words of a question in a list: gaps as lines, pictures as what they are called, no marks of Markdown."""
    named = PICTURE_OR_LINK.sub(lambda found: found[1], text)
    plain = STRONG.sub(lambda found: found[1], named)
    return " ".join(GAP.sub("____", plain).split())
