"""QTI 3.0: real files yield what their README states; Kru's own packages come back whole, and say in QTI what they
say in Kru.
"""

import json
from io import BytesIO
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from app.assessment.answers import Answer
from app.assessment.formats import read, write
from app.assessment.formats.qti3_own import OWN
from app.assessment.formats.report import Imported, Refused
from app.assessment.formats.xml_trees import read_xml
from app.assessment.grading import grade
from app.assessment.questions import (
    Categorise,
    ChoiceGap,
    Cloze,
    Description,
    Essay,
    Hotspot,
    Matching,
    Multiple,
    Numeric,
    Ordering,
    Pitch,
    QuestionDocument,
    Range,
    Scenario,
    ShortText,
    Single,
    TextGap,
    TrueFalse,
    from_dict,
    option_keys,
)
from tests.assessment.formats import made
from tests.assessment.formats.files import sample, unzipped, zipped
from tests.assessment.formats.made_whole import banks, whole
from tests.assessment.formats.samples import needs_samples

ALL, ONE = "qti3/kennisnet-no-max-score-all-items.zip", "qti3/kennisnet-no-response-processing.zip"
SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]


@needs_samples
def test_of_a_test_of_ten_items_nine_come_and_the_tenth_is_named():
    """The picture of the tenth is on the web. Three files share one XML identifier."""
    found = sample(ALL)
    assert found.counts == {
        "cloze": 3,
        "description": 1,
        "essay": 1,
        "matching": 1,
        "multiple": 1,
        "single": 2,
    }
    assert [one.where for one in found.skipped] == ["QUE_3_1.xml: Classic Where is Edinburgh Example"]
    assert len({question.key for question in found.questions}) == 9
    assert [question.key[:7] for question in found.questions] == [
        "que-1-1", "que-2-1", "que-2-2", "que-2-3", "que-2-4", "que-2-5", "que-4-1", "que-5-1", "que-6-1",
    ]  # fmt: skip
    assert found.categories == ["Oefentoets Biologie: Ecologie - voedselwebben | HAVO 1/HAVO 2/HAVO 3"]


@needs_samples
def test_its_keys_are_those_of_the_readme():
    choice, combo, essay, entries, match, hottext, gaps, page, last = sample(ALL).questions
    assert [option.key for option in choice.options if option.right] == ["choice2"]
    assert [option.key for option in combo.gaps[0].options if option.right] == ["combo1-2"]
    assert isinstance(essay, Essay) and "lucht in de vaten" in essay.explanation["en"]
    assert [[one.text for one in gap.accepted] for gap in entries.gaps] == [["wel"], ["wel"]]
    assert [pair.key for pair in match.pairs] == [f"a{n}" for n in range(1, 8)]
    assert match.pairs[2].left["en"], match.pairs[2].right["en"] == ("mitochondriën", "energieproductie")
    assert [option.key for option in hottext.options if option.right] == ["a", "b"]
    rights = {gap.key: next(option.key for option in gap.options if option.right) for gap in gaps.gaps}
    assert rights == {"hart": "bloed", "longen": "zuurstof", "hersenen": "zenuwstelsel"}
    assert isinstance(page, Description)
    assert [option.key for option in last.options if option.right] == ["choice2"]


@needs_samples
def test_empty_processing_gives_no_marks_but_for_the_declared_pairs():
    [question] = sample(ONE).questions
    assert isinstance(question, Matching)
    assert len(question.pairs) == 7
    assert question.pairs[2].right == {"en": "energieproductie"}
    assert grade(question, {}) == 0
    assert grade(question, {"a1": "a1"}) * 7 == 1


@needs_samples
def test_texts_are_in_the_language_that_is_named():
    [question] = sample(ONE, language="th").questions
    assert set(question.stem) == {"th"}


def exported(questions: list[QuestionDocument]) -> bytes:
    return write("qti3", made.outgoing(questions, made.PICTURES)).data


def without_own(data: bytes) -> bytes:
    """As another program would have written it."""
    return zipped({name: each for name, each in unzipped(data).items() if name != OWN})


@settings(max_examples=60, deadline=None, suppress_health_check=SLOW)
@given(banks())
def test_every_question_comes_back_as_it_was(questions):
    written = write("qti3", made.outgoing(questions, made.PICTURES))
    again = read(written.data, "bank.zip")
    assert {question.key: question for question in again.questions} == {q.key: q for q in questions}
    assert (again.skipped, again.notes) == ([], [])
    assert sum(written.counts.values()) == len(questions)
    assert {question.topic for question in questions} <= set(again.topics)


@settings(max_examples=60, deadline=None, suppress_health_check=SLOW)
@given(banks(3))
def test_every_file_of_an_export_is_well_formed_and_named_in_the_manifest(questions):
    files = unzipped(exported(questions))
    manifest = read_xml(files["imsmanifest.xml"], "imsmanifest.xml")
    named = {node.get("href") for node in manifest.all("file")} | {"imsmanifest.xml"}
    assert named == set(files)
    for name, raw in files.items():
        if name.endswith(".xml"):
            assert read_xml(raw, name).name.startswith(("qti-", "manifest"))
    known = {node.get("identifier") for node in manifest.all("resource")}
    assert {node.get("identifierref") for node in manifest.all("dependency")} <= known


SAYABLE = whole.filter(
    lambda question: not isinstance(question, Scenario | Pitch | Essay | Description | Hotspot)
)


def has_its_own_grading(question: QuestionDocument) -> bool:
    """What QTI has no words for, or what our reader does not take for it."""
    is_partial = isinstance(question, Ordering) and question.scheme == "adjacent"
    return is_partial or (isinstance(question, Numeric) and bool(question.units))


@settings(max_examples=250, deadline=None, suppress_health_check=SLOW)
@given(st.data())
def test_an_item_is_worth_the_same_in_qti_as_in_kru_whatever_the_answer(data):
    question = data.draw(SAYABLE.filter(lambda one: not has_its_own_grading(one)))
    if not isinstance(question, Cloze):
        question = made.replaced(question, markup="plain")
    [again] = read(without_own(exported([question])), "bank.zip").questions
    here, there = data.draw(answers(question, again))
    assert float(grade(question, here)) == pytest.approx(float(grade(again, there)), abs=1e-5)


@st.composite
def answers(draw: st.DrawFn, question: Any, again: Any) -> tuple[Answer, Answer]:
    """An answer to a question, and the same one to its twin."""
    if isinstance(question, Single | Multiple | TrueFalse):
        assert option_keys(again) == option_keys(question)
        chosen = draw(st.lists(st.sampled_from(option_keys(question)), unique=True))
        return chosen, chosen
    if isinstance(question, Ordering):
        order = draw(st.permutations([item.key for item in question.items]))
        return order, order
    if isinstance(question, Matching | Categorise):
        return draw(sorted_out(question, again))
    if isinstance(question, ShortText):
        text = {"text": draw(said_in(question))}
        return text, text
    if isinstance(question, Numeric):
        number = {"number": draw(said_in(question))}
        return number, number
    gaps = {gap.key: draw(said_in(gap)) for gap in question.gaps}
    return gaps, {twin.key: gaps[gap.key] for gap, twin in zip(question.gaps, again.gaps, strict=True)}


@st.composite
def sorted_out(draw: st.DrawFn, question: Any, again: Any) -> tuple[Answer, Answer]:
    left, right = places(question)
    twin_left, twin_right = places(again)
    assert left == twin_left
    by_words = {words: key for key, words in twin_right.items()}
    if isinstance(question, Categorise) and len(set(right.values())) < len(right):
        return {}, {}
    here = {key: draw(st.sampled_from(sorted(right))) for key in left}
    return here, {key: by_words[right[place]] for key, place in here.items()}


def places(question: Any) -> tuple[list[str], dict[str, str]]:
    """What is put somewhere, and the words of where it can go."""
    if isinstance(question, Matching):
        sides = [(pair.key, pair.right) for pair in question.pairs]
        sides += [(label.key, label.text) for label in question.distractors]
        return [pair.key for pair in question.pairs], {key: text["en"] for key, text in sides}
    return [item.key for item in question.items], {one.key: one.text["en"] for one in question.categories}


def said_in(asked: Any) -> st.SearchStrategy[str]:
    if isinstance(asked, ChoiceGap):
        return st.sampled_from([option.key for option in asked.options])
    if isinstance(asked, ShortText | TextGap):
        return st.one_of(made.lines, st.sampled_from([one.text for one in asked.accepted]))
    return st.one_of(made.figures.map(str), st.sampled_from([str(_edge(one)) for one in asked.accepted]))


def _edge(accepted: Range) -> Any:
    return accepted.low if accepted.value is None else accepted.value


QUESTION = from_dict(
    {
        "type": "single", "key": "who", "topic": "leads", "difficulty": "hard", "stem": {"en": "Who?", "th": "ใคร?"},
        "hints": [{"en": "Think"}], "options": [{"key": "a", "text": {"en": "A"}, "right": True},
        {"key": "b", "text": {"en": "B"}}],
    }
)  # fmt: skip


def test_an_item_that_somebody_changed_is_read_as_it_is_now():
    files = unzipped(exported([QUESTION]))
    files["items/who.xml"] = files["items/who.xml"].replace(b">Who?<", b">Who then?<")
    [again] = read(zipped(files), "bank.zip").questions
    assert again.stem == {"en": "Who then?"}
    assert (again.key, again.hints, again.difficulty) == ("who", (), "hard")


def test_what_only_kru_reads_is_named_for_other_programs():
    written = write("qti3", made.outgoing([QUESTION]))
    assert [one.where for one in written.cannot] == ["who", "who"]
    assert "hints" in written.cannot[0].reason
    assert "other languages" in written.cannot[1].reason


def test_a_case_stands_in_a_text_of_its_own_above_its_questions():
    part = {"difficulty": "easy", "topic": "leads", "stem": {"en": "Why?"}, "type": "essay"}
    case = {
        "type": "scenario", "key": "case", "topic": "leads", "difficulty": "easy", "stem": {"en": "A partner calls."},
        "questions": [part | {"key": "one"}, part | {"key": "two"}],
    }  # fmt: skip
    data = exported([from_dict(case)])
    assert {"stimuli/case.xml", "items/case.one.xml", "items/case.two.xml"} < set(unzipped(data))
    [again] = read(data, "bank.zip").questions
    assert isinstance(again, Scenario)
    elsewhere = read(without_own(data), "bank.zip").questions
    assert [question.stem["en"].split() for question in elsewhere] == [["A", "partner", "calls.", "Why?"]] * 2


def test_a_package_is_the_same_whenever_it_is_written():
    assert exported([QUESTION]) == exported([QUESTION])


@pytest.mark.parametrize("number", [1, 2])
def test_kru_json_brings_no_file_that_did_not_come_along(number):
    """Nobody gets at a stored file by writing its fingerprint into a package."""
    digest, data = made.picture(number)
    shown = {"file": {"sha256": digest, "media_type": "image/png", "name": "a.png"}, "alt": {"en": "A"},
             "width": number + 1, "height": 2}  # fmt: skip
    question = from_dict({**json.loads(json.dumps(_stored())), "pictures": [shown]})
    files = unzipped(exported([question]))
    path = f"files/{digest}.png"
    assert read(zipped(files), "bank.zip").files[digest].data == data
    gone = {name: each for name, each in files.items() if name != path}
    [again] = read(zipped(gone), "bank.zip").questions
    assert (again.pictures, again.state) == ((), "draft")
    twin = BytesIO()
    Image.new("RGB", (number + 1, 2), (9, 9, 9)).save(twin, "PNG")
    found = read(zipped(files | {path: twin.getvalue()}), "bank.zip")
    assert list(found.files) == [found.questions[0].pictures[0].file.sha256] != [digest]


def _stored() -> dict[str, Any]:
    return {"type": "essay", "key": "e", "topic": "leads", "difficulty": "easy", "stem": {"en": "Look"}}


@pytest.mark.parametrize(("name", "value"), [("media_type", "text/html"), ("width", 1), ("height", 0)])
def test_kru_json_says_nothing_false_of_a_picture(name, value):
    digest, _data = made.picture(1)
    shown = {"file": {"sha256": digest, "media_type": "image/png", "name": "a.png"}, "alt": {"en": "A"},
             "width": 2, "height": 2}  # fmt: skip
    files = unzipped(exported([from_dict(_stored() | {"pictures": [shown]})]))
    own = json.loads(files[OWN])
    lie = own["questions"][0]["document"]["pictures"][0]
    (lie["file"] if name in lie["file"] else lie)[name] = value
    [again] = read(zipped(files | {OWN: json.dumps(own)}), "bank.zip").questions
    assert again.pictures[0].file.media_type == "image/png"
    assert (again.pictures[0].width, again.pictures[0].height) == (2, 2)


@pytest.mark.parametrize(
    "own",
    [
        "",
        "[]",
        "{",
        '{"topics": 1}',
        "[" * 5000,
        '{"topics": {}, "questions": [{"files": {}, "document": {}}]}',
    ],
)
def test_a_kru_json_that_says_nothing_is_passed_over(own):
    files = unzipped(exported([QUESTION])) | {OWN: own}
    [again] = read(zipped(files), "bank.zip").questions
    assert again.stem == {"en": "Who?"}


@settings(max_examples=100, deadline=None)
@given(
    st.recursive(
        st.none() | st.text(max_size=8) | st.integers() | st.just("who"),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(
                    ["type", "key", "stem", "options", "pictures", "file", "alt", "width", "sha256", "en"]
                ),
                inner,
                max_size=4,
            )
        ),
        max_leaves=12,
    )
)
def test_whatever_a_kru_json_says_is_read_or_passed_over(document):
    files = unzipped(exported([QUESTION]))
    own = json.loads(files[OWN])
    own["questions"][0]["document"] = document if isinstance(document, dict) else {"type": document}
    found = read(zipped(files | {OWN: json.dumps(own)}), "bank.zip")
    assert len(found.questions) + len(found.skipped) == 1


TOKENS = st.sampled_from(
    [
        *("<qti-item-body>", "</qti-item-body>", "<qti-choice-interaction response-identifier='R'>"),
        *("</qti-choice-interaction>", "<qti-simple-choice identifier='A'>", "</qti-simple-choice>"),
        *(
            "<qti-text-entry-interaction response-identifier='R'/>",
            "<qti-sum>",
            "</qti-sum>",
            "<math>",
            "</math>",
        ),
        "<qti-response-declaration identifier='R' cardinality='single' base-type='identifier'>",
        *("</qti-response-declaration>", "<qti-correct-response>", "</qti-correct-response>", "<qti-value>"),
        *("</qti-value>", "A", "<qti-mapping>", "</qti-mapping>", "<p>", "</p>", "&amp;"),
        *(
            "<qti-map-entry map-key='A' mapped-value='1'/>",
            "<qti-response-processing>",
            "</qti-response-processing>",
        ),
    ]
)


@settings(max_examples=300, deadline=None)
@given(st.lists(TOKENS, max_size=20).map("".join))
def test_whatever_an_item_holds_is_read_or_refused(inside):
    try:
        raw = f"<qti-assessment-item identifier='i'>{inside}</qti-assessment-item>".encode()
        assert isinstance(read(raw, "i.xml"), Imported)
    except Refused as refusal:
        assert str(refusal)
