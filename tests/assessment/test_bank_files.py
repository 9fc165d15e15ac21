"""A bank file: every type of question, pictures by name, and each fault once with its line."""

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from PIL import Image

from app.assessment.bank import BankDocument
from app.assessment.bank_files import read_bank, written_schema
from app.assessment.bank_pictures import unused_faults
from app.assessment.questions import TYPES, Hotspot, Scenario, Single, type_of
from app.catalogue.media_files import Known, MediaReader
from app.core.yaml_files import Reading, read_yaml
from app.core.yaml_shapes import _as_json
from tests.factories.content_files import ContentFolder, both

BANK = "banks/leads.yaml"


@pytest.fixture
def folder(tmp_path: Path) -> ContentFolder:
    folder = ContentFolder(tmp_path)
    picture(folder, "map.png", (60, 40))
    return folder


def picture(folder: ContentFolder, name: str, size: tuple[int, int], **more: Any) -> None:
    path = folder.root / "banks/media/leads" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.new("RGB", size).save(path, **more)


def a_map(**values: Any) -> dict[str, Any]:
    """A picture as a file names it."""
    return {"file": "media/leads/map.png", "alt": both("A map")} | values


def question(kind: str, key: str = "", **values: Any) -> dict[str, Any]:
    common = {"key": key or kind.replace("_", "-"), "type": kind, "topic": "leads", "difficulty": "easy"}
    return common | {"stem": both("What now?")} | values


def options(*right: bool, **more: Any) -> list[dict[str, Any]]:
    return [
        {"key": f"o{n}", "text": both(f"Option {n}"), "right": is_right} | more
        for n, is_right in enumerate(right)
    ]


def item(key: str, **values: Any) -> dict[str, Any]:
    return {"key": key, "text": both(f"Item {key}"), **values}


def one_of_each() -> list[dict[str, Any]]:
    rubric = [
        {"key": "clear", "title": both("Clear"), "levels": [item("no", points=0), item("yes", points=2)]},
    ]
    return [
        question("single", options=options(True, False, feedback=both("Because")), explanation=both("So it is")),
        question("multiple", options=options(True, True, False), scheme="every_decision", hints=[both("Two")]),
        question("true_false", answer=False, feedback_true=both("No"), state="draft", owner="Mali"),
        question("matching", pairs=[
            {"key": "a", "left": both("A"), "right": both("One")},
            {"key": "b", "picture": a_map(), "right": both("Two")},
        ], distractors=[item("c")]),
        question("ordering", items=[item("a"), item("b")], scheme="exact"),
        question(
            "categorise", categories=[item("x"), item("y")], items=[item(k, category=c) for k, c in ("ax", "by")]
        ),
        question("cloze", stem={"en": "A [[word]], [[list]], [[figure]]", "th": "[[list]] [[word]] [[figure]]"}, gaps=[
            {"type": "text", "key": "word", "accepted": [{"text": "lead"}, {"text": "ลีด"}]},
            {"type": "choice", "key": "list", "options": options(False, True)},
            {"type": "number", "key": "figure", "accepted": [{"value": 12.5, "tolerance": "0.5"}], "weight": 2},
        ]),
        question("numeric", accepted=[{"low": 1, "high": 2}], units=[{"name": "baht"}, {"name": "k", "factor": 1000}]),
        question("short_text", accepted=[{"text": "30 day refund"}], otherwise=both("Look it up")),
        question("hotspot", picture=a_map(), regions=[
            {"key": "here", "shape": "circle", "at": [500, 500, 100], "right": True, "label": both("The middle")},
        ]),
        question("essay", min_words=20, max_words=90, rubric=rubric),
        question("pitch", medium="audio", max_seconds=60),
        question(
            "scenario", questions=[question("true_false", "first", answer=True), question("description", "words")]
        ),
        question(
            "description", markup="markdown", pictures=[a_map()], tags={"product": ["kru"]}, review_on="2027-03-01"
        ),
    ]  # fmt: skip


def write(folder: ContentFolder, *questions: dict[str, Any], **values: Any) -> None:
    head: dict[str, Any] = {
        "kind": "bank",
        "languages": ["en", "th"],
        "title": both("Leads"),
        "owner": "Mali",
    }
    made = head | {"topics": {"leads": both("Leads")}, "questions": list(questions)} | values
    folder.dump(BANK, json.loads(json.dumps(made)))


def read(folder: ContentFolder) -> tuple[Reading[BankDocument], MediaReader]:
    media = MediaReader(folder.root / "banks", Known())
    return read_bank(folder.root / BANK, folder.root, media), media


def test_every_type_of_question_can_be_written_in_a_file(folder):
    write(folder, *one_of_each())
    reading, _media = read(folder)
    assert reading.faults == []
    assert [type_of(q) for q in reading.document.questions] == list(TYPES)
    by_key = {q.key: q for q in reading.document.questions}
    assert (by_key["true-false"].state, by_key["true-false"].owner) == ("draft", "Mali")
    assert (
        by_key["description"].tags == {"product": ("kru",)} and by_key["description"].review_on.year == 2027
    )
    scenario = by_key["scenario"]
    assert isinstance(scenario, Scenario) and [q.key for q in scenario.questions] == ["first", "words"]


def test_what_can_be_written_fits_the_schema_of_editors_and_what_papers_have_does_not(folder):
    fits = Draft202012Validator(written_schema())
    write(folder, *one_of_each())
    assert not list(fits.iter_errors(_as_json(read_yaml(folder.root / BANK, BANK).data)))
    for wrong in (shown(width=60), question("ordering", items=[item("a"), item("b")], drawn=["b", "a"])):
        write(folder, wrong)
        assert list(fits.iter_errors(_as_json(read_yaml(folder.root / BANK, BANK).data)))


def test_a_picture_is_kept_by_its_bytes_with_its_sides(folder):
    picture(folder, "large.webp", (900, 500))
    of_option = [
        item("a", right=True),
        {"key": "b", "picture": {"file": "media/leads/large.webp", "alt": both("B")}},
    ]
    write(folder, *one_of_each(), question("single", "pictured", options=of_option))
    reading, media = read(folder)
    assert reading.faults == [] and list(unused_faults(media)) == []
    by_key = {q.key: q for q in reading.document.questions}
    hotspot, single = by_key["hotspot"], by_key["pictured"]
    assert isinstance(hotspot, Hotspot) and isinstance(single, Single)
    assert (hotspot.picture.width, hotspot.picture.height) == (60, 40)
    assert (hotspot.picture.file.media_type, hotspot.picture.file.name) == ("image/png", "map.png")
    assert hotspot.picture.alt == both("A map")
    large = single.options[1].picture
    assert (large.width, large.height, large.file.media_type) == (900, 500, "image/webp")
    assert set(media.material) == {hotspot.picture.file.sha256, large.file.sha256}
    assert media.material[large.file.sha256].read()[:4] == b"RIFF"


def test_a_picture_that_no_question_shows_is_a_warning(folder):
    write(folder, question("true_false", answer=True))
    picture(folder, "left.png", (60, 40))
    _reading, media = read(folder)
    assert [str(fault) for fault in unused_faults(media)] == [
        f"banks/media/leads/{name}:1: warning: no question uses this file; name it in one or remove it"
        for name in ("left.png", "map.png")
    ]


def test_a_topic_that_only_a_question_of_a_scenario_has_is_used(folder):
    part = question("true_false", "first", answer=True) | {"topic": "rules"}
    topics = {"leads": both("Leads"), "rules": both("Rules")}
    write(folder, question("scenario", questions=[part]), topics=topics)
    assert read(folder)[0].faults == []


def test_a_topic_that_the_bank_does_not_have_is_named(folder):
    write(
        folder,
        question("true_false", answer=True),
        question("true_false", "b", answer=True) | {"topic": "rules"},
    )
    line = folder.line_of(BANK, "topic: rules")
    assert [str(fault) for fault in read(folder)[0].faults] == [
        f"{BANK}:{line}: rules is not a topic of this bank (leads); correct it or add the topic"
    ]


def test_a_topic_that_no_question_has_is_a_warning(folder):
    write(
        folder, question("true_false", answer=True), topics={"leads": both("Leads"), "rules": both("Rules")}
    )
    (warning,) = read(folder)[0].faults
    assert warning.is_warning and "no question is about rules" in str(warning)


def shown(**values: Any) -> dict[str, Any]:
    return question("description", pictures=[a_map(**values)])


def with_a_part(**values: Any) -> dict[str, Any]:
    return question("scenario", questions=[question("true_false", "first", answer=True) | values])


@pytest.mark.parametrize(
    ("line", "wrong", "expected"),
    [
        ("file:", shown(file="media/leads/gone.png"), "HERE: there is no file media/leads/gone.png; add it or correct"),
        ("file:", shown(file="../points.yaml"), "HERE: ../points.yaml leads out of the folder; name a file in media/"),
        ("file:", shown(file="media/leads/small.png"), "HERE: small.png: the picture is 8 × 60 pixels; each side must"),
        ("file:", shown(file="media/leads/text.png"), "HERE: text.png is text/plain by its content; save it as JPEG"),
        ("file:", shown(file="media/leads/moving.webp"), "HERE: moving.webp: the picture moves; save one frame of it"),
        ("file:", shown(file=5), "HERE: file: must be a text, the name of a file in media/"),
        ("width:", shown(width=60), "HERE: unknown key `width`; remove it, the file has its own"),
        ("color:", shown(color="red"), "HERE: unknown key `color` in questions[0].pictures[0]; remove or correct it"),
        ("alt:", shown(alt={"en": "A map"}), "HERE: questions[0].pictures[0].alt: the language th is missing; add the"),
        (
            "- key: desc", question("description", pictures=["map.png"]),
            "questions[0].pictures[0]: must be a map, not 'map.png'",
        ),
        ("stem:", question("true_false", answer=True, stem={"en": "x"}), "HERE: questions[0].stem: the language th is"),
        ("type: ", question("guess"), "type must be single, multiple, true_false, matching, ordering, categorise,"),
        ("colour:", question("true_false", answer=True, tags={"colour": ["x"]}), "HERE: tags: colour is no kind of"),
        ("state:", question("true_false", answer=True, state="new"), "HERE: questions[0].state: must be draft, ready,"),
        (
            "drawn:", question("ordering", items=[item("a"), item("b")], drawn=["b", "a"]),
            "HERE: unknown key `drawn`; remove it, each paper has its own order",
        ),
        ("- key: first", with_a_part(topic="rules"), "rules is not a topic of this bank (leads); correct it or add"),
        ("state:", with_a_part(state="draft"), "HERE: state belongs to the scenario as a whole; move it there"),
        (
            "questions:\n    - key: words", question("scenario", questions=[question("description", "words")]),
            "no question of this scenario gives a mark; add one",
        ),
        (
            "en: '# Big'", question("description", markup="markdown", stem={"en": "# Big", "th": "x"}),
            "HERE: a heading with # stands in the text; use ##, ### or ####",
        ),
        (
            "- key: single", question("single", options=options(True, True)),
            "HERE: exactly one option must be right; mark one, or use type multiple",
        ),
        ("- key: num", question("numeric", accepted=[{"value": "five"}]), "'five' is not a number"),
        ("- key: cloze", question("cloze", gaps=[{"type": "text", "key": "a", "accepted": [{"text": "x"}]}]),
         "the text in en must hold each gap once, as [[a]]"),
    ],
)  # fmt: skip
def test_what_is_wrong_in_a_bank_file_is_named_once_with_its_line(folder, line, wrong, expected):
    picture(folder, "small.png", (8, 60))
    folder.write("banks/media/leads/text.png", "not a picture\n")
    picture(folder, "moving.webp", (60, 40), save_all=True, append_images=[Image.new("RGB", (60, 40), "red")])
    write(folder, wrong)
    reading, _media = read(folder)
    first = line.split("\n")[0].strip()
    here = f"{BANK}:{folder.line_of(BANK, first)}: "
    found = [str(fault).replace(here, "HERE: ") for fault in reading.faults]
    assert len(found) == 1 and expected in found[0], found
    assert reading.document is None


def test_every_fault_of_a_file_is_named_not_only_the_first(folder):
    write(
        folder, shown(file="media/leads/gone.png", width=3), question("single", options=options(False, False)),
        question("guess"), question("true_false", answer="yes"),
    )  # fmt: skip
    found = "\n".join(map(str, read(folder)[0].faults))
    for words in (
        "there is no file",
        "unknown key `width`",
        "type must be single",
        "must be true or false, not 'yes'",
    ):
        assert words in found
