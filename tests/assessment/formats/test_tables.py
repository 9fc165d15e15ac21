"""Questions in tables: every type in its columns, faults by row and column, nothing a spreadsheet would run."""

import csv
import io
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.assessment.formats import read, template, write
from app.assessment.formats.report import Imported, Refused
from app.assessment.formats.tables import MOST_ROWS
from app.assessment.formats.tables_out import EXAMPLES, guarded
from app.assessment.questions import QuestionDocument, from_dict, type_of
from app.core.export import TRIGGERS
from tests.assessment.formats import made
from tests.assessment.formats.files import unzipped, zipped
from tests.assessment.formats.made_whole import banks

KINDS = ("csv", "xlsx")
SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large]


def table(*rows: dict[str, str], delimiter: str = ",") -> bytes:
    target = io.StringIO()
    names = list(dict.fromkeys(name for row in rows for name in row))
    writer = csv.DictWriter(target, names, delimiter=delimiter)
    writer.writeheader()
    writer.writerows(rows)
    return target.getvalue().encode()


def one(**cells: str) -> Any:
    found = read(table({"stem": "Which?", **cells}), "q.csv", format="csv")
    assert not found.skipped, found.skipped
    [question] = found.questions
    return question


def fault(**cells: str) -> tuple[str, str]:
    found = read(table({"stem": "Which?", **cells}), "q.csv", format="csv")
    assert not found.questions
    [skipped] = found.skipped
    return skipped.where, skipped.reason


def workbook(*rows: list[Any], **options: Any) -> bytes:
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True, **options}) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    return target.getvalue()


@pytest.mark.parametrize("kind", KINDS)
def test_the_template_brings_nothing_and_its_examples_are_questions_of_every_type(kind):
    written = template(kind)
    assert read(written.data, written.name).counts == {}
    found = read(table(*({**example, "key": f"example-{n}"} for n, example in enumerate(EXAMPLES))), "q.csv")
    assert found.skipped == []
    assert set(found.counts) == {example["type"] for example in EXAMPLES}
    assert sum(found.counts.values()) == len(EXAMPLES)


def test_options_are_right_by_their_numbers():
    question = one(
        type="multiple", option_1="a", option_2="b", option_3="c", right="1; 3", scheme="all_or_nothing"
    )
    assert [option.right for option in question.options] == [True, False, True]
    assert question.scheme == "all_or_nothing"


def test_a_question_has_all_its_fields():
    question = one(
        key="k", type="single", topic="Leads & deals", difficulty="hard", markup="markdown", option_1="a", option_2="b",
        right="2", explanation="Because.",
    )  # fmt: skip
    assert (question.key, question.topic, question.difficulty, question.markup) == (
        "k", "leads-deals", "hard", "markdown",
    )  # fmt: skip
    assert question.explanation == {"en": "Because."}
    assert [option.right for option in question.options] == [False, True]


def test_texts_stand_in_other_languages_beside_the_first():
    question = one(type="single", stem_th="อะไร", option_1="a", option_1_th="ก", option_2="b", right="1")
    assert question.stem == {"en": "Which?", "th": "อะไร"}
    assert question.options[0].text == {"en": "a", "th": "ก"}
    found = read(table({"type": "essay", "stem": "อะไร", "stem_en": "What?"}), "q.csv", language="th")
    assert found.questions[0].stem == {"th": "อะไร", "en": "What?"}


@pytest.mark.parametrize(
    ("answer", "tolerance", "accepted"),
    [
        ("12.50", "", {"value": "12.50"}),
        ("30", "0.5", {"value": "30", "tolerance": "0.5"}),
        ("30", "5 %", {"value": "30", "percent": "5"}),
        ("-2 .. 1e3", "", {"low": "-2", "high": "1e3"}),
    ],
)
def test_numbers_have_a_tolerance_or_a_range(answer, tolerance, accepted):
    [found] = one(type="numeric", answer=answer, tolerance=tolerance).accepted
    assert {name: getattr(found, name) for name in accepted} == accepted


def test_pairs_and_sortings_are_written_with_an_arrow():
    pairs = one(
        type="matching", option_1="Thailand => Bangkok", option_2="Japan => Tokyo", option_3="=> Seoul"
    )
    assert [(pair.left["en"], pair.right["en"]) for pair in pairs.pairs] == [
        ("Thailand", "Bangkok"),
        ("Japan", "Tokyo"),
    ]
    assert [label.text["en"] for label in pairs.distractors] == ["Seoul"]
    sorting = one(
        type="categorise", option_1="cat => animal", option_2="rose => plant", option_3="dog => animal"
    )
    assert [label.text["en"] for label in sorting.categories] == ["animal", "plant"]
    assert [item.category for item in sorting.items] == ["c1", "c2", "c1"]


@pytest.mark.parametrize(
    ("cells", "column", "words"),
    [
        ({"type": "riddle"}, "type", "single, multiple"),
        ({"type": "single", "option_1": "a", "option_2": "b", "right": "3"}, "right", "1, 2"),
        ({"type": "single", "option_1": "a", "option_2": "b", "right": "1, 2"}, "right", "multiple"),
        ({"type": "single", "option_1": "a", "option_2": "b", "right": "x"}, "right", "numbers"),
        ({"type": "single", "option_1": "a", "right": "1"}, "option_2", "two options"),
        (
            {"type": "multiple", "option_1": "a", "option_2": "b", "right": "1", "scheme": "lax"},
            "scheme",
            "every_dec",
        ),
        ({"type": "true_false", "answer": "maybe"}, "answer", "true, false"),
        ({"type": "short_text", "answer": " | "}, "answer", "accepted"),
        ({"type": "numeric", "answer": "twelve"}, "answer", "number"),
        ({"type": "numeric", "answer": "1e999999999"}, "answer", "number"),
        ({"type": "numeric", "answer": "1", "tolerance": "few"}, "tolerance", "number"),
        ({"type": "numeric", "answer": "5 .. 1"}, "type", "low is above high"),
        ({"type": "matching", "option_1": "a => b", "option_2": "c"}, "option_2", "left => right"),
        ({"type": "ordering", "option_1": "a"}, "type", "two items"),
        ({"type": "essay", "difficulty": "brutal"}, "difficulty", "easy"),
        ({"type": "essay", "stem": " "}, "stem", "question"),
    ],
)
def test_a_fault_is_named_by_row_and_column_with_what_to_write(cells, column, words):
    where, reason = fault(**cells)
    assert where == f"Row 2, {column}"
    assert words in reason


def test_a_faulty_row_does_not_stop_the_others_and_rows_are_counted_as_a_spreadsheet_does():
    good = {"type": "essay", "stem": "Two\nlines"}
    found = read(table(good, {"type": "", "stem": ""}, {"type": "no", "stem": "x"}, good), "q.csv")
    assert found.counts == {"essay": 2}
    assert [one.where for one in found.skipped] == ["Row 4, type"]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "empty"),
        (b"type,stem,colour\nessay,x,red\n", "colour"),
        (b"type\nessay\n", "stem"),
        (b"type,stem,stem\nessay,x,y\n", "twice"),
        (b"type,stem\nessay,x,y\n", "more cells"),
        ("type,stem\nessay,Prüfung\n".encode("latin-1"), "UTF-8"),
        (b'type,stem\nessay,"x\n' + b"y" * 200_000, "CSV"),
        (b"type,stem\n" + b"essay,x\n" * (MOST_ROWS + 1), "rows"),
        (b"type,stem\nessay," + b"x" * 30_000, "characters"),
    ],
)
def test_a_table_that_cannot_be_used_is_refused_whole(data, words):
    with pytest.raises(Refused, match=words):
        read(data, "q.csv", format="csv")


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_cells_may_be_parted_by_commas_semicolons_or_tabs_and_begin_with_a_mark(delimiter):
    data = "\ufeff".encode() + table({"type": "essay", "stem": "ทำไม"}, delimiter=delimiter)
    assert read(data, "q.csv").questions[0].stem == {"en": "ทำไม"}


def test_of_a_workbook_values_are_read_and_no_formula():
    rows = [
        ["Type", "Stem", "option 1", "option_2", "right", "answer"],
        ["single", "Which?", 3, 2.5, 1],
        ["true_false", "Is it?", "", "", "", True],
        ["essay", "=1+1"],
    ]
    found = read(workbook(*rows), "q.xlsx")
    single, verdict, essay = found.questions
    assert [option.text["en"] for option in single.options] == ["3", "2.5"]
    assert verdict.answer is True
    assert essay.stem == {"en": "0"}


@pytest.mark.parametrize(
    ("name", "change"),
    [
        (
            "xl/worksheets/sheet1.xml",
            lambda raw: raw.replace(b"<worksheet", b'<!DOCTYPE w [<!ENTITY x "y">]><worksheet', 1),
        ),
        ("xl/worksheets/sheet1.xml", lambda _raw: b"<worksheet>"),
        ("xl/workbook.xml", lambda _raw: b"x"),
        ("xl/workbook.xml", lambda _raw: None),
        ("[Content_Types].xml", lambda _raw: b"<Types/>"),
    ],
)
def test_a_damaged_or_hostile_workbook_is_refused(name, change):
    files = unzipped(workbook(["type", "stem"], ["essay", "x"]))
    made_of = {path: change(raw) if path == name else raw for path, raw in files.items()}
    with pytest.raises(Refused):
        read(zipped({path: raw for path, raw in made_of.items() if raw is not None}), "q.xlsx", format="xlsx")


def test_a_workbook_that_is_large_inside_is_refused(monkeypatch):
    monkeypatch.setattr("app.assessment.formats.tables.MOST_UNPACKED", 1000)
    with pytest.raises(Refused, match="too large"):
        read(workbook(["type", "stem"], ["essay", "x"]), "q.xlsx")


def test_a_sheet_formatted_to_its_end_is_no_matter():
    files = unzipped(workbook(["type", "stem"], ["essay", "x"]))
    sheet = files["xl/worksheets/sheet1.xml"].replace(
        b"</sheetData>", b'<row r="1048576"><c r="XFD1048576"/></row></sheetData>'
    )
    assert read(zipped(files | {"xl/worksheets/sheet1.xml": sheet}), "q.xlsx").counts == {"essay": 1}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("sign", [sign for sign in TRIGGERS if sign.strip()])
def test_no_cell_of_an_export_is_a_formula(kind, sign):
    stem = f"{sign}cmd|'/c calc'!A0"
    question = from_dict(
        {"type": "essay", "key": "e", "topic": "leads", "difficulty": "easy", "stem": {"en": stem}}
    )
    written = write(kind, made.outgoing([question]))
    if kind == "csv":
        cells = [cell for row in csv.reader(io.StringIO(written.data.decode("utf-8-sig"))) for cell in row]
    else:
        sheet = openpyxl.load_workbook(io.BytesIO(written.data)).active
        assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)
        cells = [str(cell) for row in sheet.iter_rows(values_only=True) for cell in row if cell is not None]
    assert all(cell[:1] not in [*TRIGGERS] for cell in cells if cell)
    assert read(written.data, written.name).questions == [question]


@given(st.text(st.sampled_from("'=+-@x"), max_size=5))
def test_a_guard_is_taken_away_again_and_nothing_else(cell):
    from app.assessment.formats.tables import _unguarded

    assert _unguarded(guarded(cell)) == cell


PLAIN = ("key", "type", "difficulty", "markup", "stem", "explanation", "options", "pairs", "distractors", "items",
         "categories", "accepted", "answer", "scheme")  # fmt: skip


def essence(question: QuestionDocument) -> dict[str, Any]:
    """What a table says of a question: no feedback and no pictures."""
    stored = made.essence(question) | {"key": question.key}
    kept = {name: value for name, value in stored.items() if name in PLAIN}
    for part in [*kept.get("options", []), *kept.get("pairs", []), *kept.get("accepted", [])]:
        for name in ("feedback", "pin", "picture"):
            part.pop(name, None)
    for item in kept.get("items", []) if "categories" in kept else []:
        item["category"] = [one.key for one in question.categories].index(item["category"])
    return kept


@settings(max_examples=120, deadline=None, suppress_health_check=SLOW)
@given(banks(), st.sampled_from(KINDS))
def test_what_a_table_can_say_comes_back_and_the_rest_is_named(questions, kind):
    written = write(kind, made.outgoing(questions, made.PICTURES))
    missing = {one.where for one in written.cannot if one.reason.startswith("left out")}
    again = read(written.data, written.name, format=kind) if written.counts else Imported()
    assert again.skipped == []
    assert {q.key: essence(q) for q in again.questions} == {
        q.key: essence(q) for q in questions if q.key not in missing
    }
    assert sum(written.counts.values()) == len(questions) - len(missing)
    topics = {question.key: question.topic for question in questions}
    assert all(question.topic == topics[question.key] for question in again.questions)


def test_a_topic_may_have_its_key_behind_it():
    rows = [
        {"type": "essay", "stem": "x", "topic": topic} for topic in ("Leads [b-2]", "Leads [x y]", "[b]", "")
    ]
    found = read(table(*rows), "q.csv")
    assert list(found.topics.items()) == [
        ("b-2", "Leads"), ("leads-x-y", "Leads [x y]"), ("b", "[b]"), ("imported", "Imported questions"),
    ]  # fmt: skip


def test_types_that_need_more_than_a_row_are_left_out_by_name():
    head = {"key": "c", "topic": "leads", "difficulty": "easy"}
    gap = {"type": "text", "key": "a", "accepted": [{"text": "x"}]}
    cloze = from_dict({**head, "type": "cloze", "stem": {"en": "[[a]]"}, "gaps": [gap]})
    written = write("csv", made.outgoing([cloze]))
    assert [(one.where, one.reason) for one in written.cannot] == [
        ("c", "left out: a table has no place for a question of this type")
    ]
    assert type_of(cloze) not in written.counts


@settings(max_examples=150, deadline=None)
@given(st.lists(st.lists(st.text(max_size=12), max_size=6), max_size=6), st.sampled_from(KINDS))
def test_whatever_a_table_holds_is_read_or_refused(rows, kind):
    rows = [["type", "stem", "option_1", "option_2", "right", "answer"], *rows]
    if kind == "csv":
        target = io.StringIO()
        csv.writer(target).writerows(rows)
        data = target.getvalue().encode("utf-8", "ignore")
    else:
        data = workbook(*rows, strings_to_formulas=False, strings_to_urls=False)
    try:
        assert isinstance(read(data, f"q.{kind}", format=kind), Imported)
    except Refused as refusal:
        assert str(refusal)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 5000), st.integers(0, 255)), min_size=1, max_size=10))
def test_a_workbook_with_changed_bytes_is_read_or_refused(changes):
    data = bytearray(workbook(["type", "stem"], ["essay", "x"]))
    for place, byte in changes:
        data[place % len(data)] = byte
    try:
        assert isinstance(read(bytes(data), "q.xlsx", format="xlsx"), Imported)
    except Refused as refusal:
        assert str(refusal)
