"""What an item of QTI 3 is made of."""

from dataclasses import dataclass, field

from app.assessment.formats.qti3_scoring_out import Number
from app.assessment.formats.qti3_texts_out import Sheet
from app.assessment.formats.xml_trees import Node
from app.assessment.questions import PartDocument, Picture
from app.catalogue.documents import Text

RESPONSE = "RESPONSE"


@dataclass
class Parts:
    """What an item is made of. `processing` is a list of rules, or the name of a template."""

    body: list[Node | str]
    responses: list[Node] = field(default_factory=list)
    most: Number = 1
    template: str = ""
    processing: list[Node] = field(default_factory=list)
    feedback: dict[str, Text] = field(default_factory=dict)
    """By the identifier that is said to who gives it as the answer."""
    lost: list[str] = field(default_factory=list)


def stem(question: PartDocument, sheet: Sheet) -> list[Node | str]:
    """The words and pictures above the question."""
    pictures = [Node("p", {}, [sheet.picture(picture)]) for picture in question.pictures]
    return [*sheet.blocks(question.stem, question.markup), *pictures]


def content_of(text: Text, picture: Picture | None, question: PartDocument, sheet: Sheet) -> list[Node | str]:
    """Words and picture of one thing."""
    shown = sheet.inline(text, question.markup)
    return [*shown, sheet.picture(picture)] if picture else shown
