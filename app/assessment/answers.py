"""The shape of an answer by type of question (pure). This is what a slot keeps and what is graded.

    single, multiple, true_false   ["b"]                              keys of options, in the paper's order
    matching                       {"thailand": "bangkok"}            pair to right side, by key
    categorise                     {"whale": "mammal"}                item to category, by key
    ordering                       ["c", "a", "b"]                    keys of items, in the person's order
    cloze                          {"city": "bangkok", "year": "27"}  gap to what was written, or to an option's key
    numeric                        {"number": "12.5", "unit": "km"}   as written
    short_text, essay              {"text": "…"}                      as written
    hotspot                        [[412, 88]]                        points in thousandths of width and height
    pitch                          {"file": "<sha256>", "media_type": "video/webm", "name": "pitch.webm"}
    description                    []                                 there is nothing to answer

An empty list or map, or a map of nothing but empty texts, is no answer.
"""

from typing import Any

Answer = list[Any] | dict[str, Any]


def is_blank(answer: Answer) -> bool:
    """Whether this is no answer, which is never wrong."""
    if isinstance(answer, dict):
        return not any(value.strip() if isinstance(value, str) else value for value in answer.values())
    return not answer
