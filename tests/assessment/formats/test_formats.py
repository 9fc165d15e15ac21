"""Which format a file is in is found out from its content; what is too large or no text is not read."""

import re

import pytest

from app.assessment.formats import FORMATS, read, read_path
from app.assessment.formats.collecting import MOST_QUESTIONS
from app.assessment.formats.keys import Keys, key_from, question_key
from app.assessment.formats.report import MOST_SKIPPED, Imported, Refused, as_json
from app.assessment.formats.sniffing import sniff
from app.catalogue.documents import KEY

QTI3 = '<qti-assessment-item xmlns="http://www.imsglobal.org/xsd/imsqtiasi_v3p0"/>'


@pytest.mark.parametrize(
    ("text", "name", "format"),
    [
        ("Who?{=a ~b}", "x.txt", "gift"),
        ("::Only a name:: and words", "x", "gift"),
        ("$CATEGORY: x", "x", "gift"),
        ("[markdown] words", "x", "gift"),
        ("Just words", "x.gift", "gift"),
        ("<p>Who?</p>{=a ~b}", "x", "gift"),
        ("Who?\nA) x\nB) y\nANSWER: A", "x.gift", "aiken"),
        ("<?xml version='1.0'?><quiz/>", "x", "moodle-xml"),
        ("\ufeff <!-- c --><quiz></quiz>", "x", "moodle-xml"),
        ("<questestinterop/>", "x.xml", "qti12"),
        ('<assessmentItem xmlns="http://www.imsglobal.org/xsd/imsqti_v2p1"/>', "x", "qti21"),
        (QTI3, "x", "qti3"),
        ("type,question\n", "x.csv", "csv"),
    ],
)
def test_the_content_tells_the_format(text, name, format):
    assert sniff(text.encode(), name) == format
    assert format in FORMATS


@pytest.mark.parametrize("text", ["", " \n", "Dear customer", "<html><p>no</p></html>", "# Heading\n- a"])
def test_what_is_no_file_of_questions_is_refused(text):
    with pytest.raises(Refused):
        sniff(text.encode(), "x.txt")


def test_a_format_that_is_not_known_is_refused_with_those_that_are():
    with pytest.raises(Refused, match="gift, moodle-xml, aiken"):
        read(b"x", "x", format="docx")


def test_a_given_format_stands_against_the_content():
    assert read(b"Who?{=a ~b}", "x", format="aiken").questions == []


def test_more_than_20_mib_are_not_read(tmp_path):
    with pytest.raises(Refused, match="larger than 20 MiB"):
        read(b"x" * (20 * 1024 * 1024 + 1), "x.gift")
    file = tmp_path / "huge.zip"
    with file.open("wb") as opened:
        opened.write(b"PK\x03\x04")
        opened.truncate(100 * 1024 * 1024)
    with pytest.raises(Refused, match="larger than 64 MiB"):
        read_path(file)


def test_too_many_questions_or_faults_mean_another_kind_of_file():
    with pytest.raises(Refused, match="more than 10000 questions"):
        read(b"q{T}\n\n" * (MOST_QUESTIONS + 1), "x.gift")
    with pytest.raises(Refused, match="another format"):
        read(b"q{\n\n" * (MOST_SKIPPED + 1), "x.gift")


def test_the_report_counts_by_type_and_nothing_else_stands_in_it():
    report = read(b"$CATEGORY: Sales\n\nA{T}\n\nB{F}\n\nWords only\n\nC{=*}", "x.gift")
    assert as_json(report) == {
        "imported": {"description": 1, "true_false": 2},
        "categories": ["Sales"],
        "skipped": [
            {
                "where": "line 9",
                "reason": "“*” accepts anything where * stands; list the texts that are right",
            }
        ],
    }
    assert as_json(Imported()) == {"imported": {}, "categories": [], "skipped": []}


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Grant's Tomb", "grant-s-tomb"),
        ("Über uns", "uber-uns"),
        ("crm-7", "crm-7"),
        ("", "imported"),
        ("ขาย", "8d8ee5a1"),
        ("Leads ขาย", "leads-"),
        ("x" * 80, "x" * 48),
        ("!!!", ""),
    ],
)
def test_a_key_comes_from_a_name(name, key):
    made = key_from(name, otherwise="imported")
    assert re.fullmatch(KEY, made)
    assert made.startswith(key) or not name.isascii()
    assert key_from(name, otherwise="imported") == made


def test_names_that_lose_letters_are_told_apart():
    assert len({key_from(name) for name in ("ขาย", "ซื้อ", "Leads ขาย", "Leads ซื้อ", "x" * 70, "x" * 71)}) == 6


def test_a_question_is_known_by_its_id_then_its_name_then_its_text():
    assert question_key(id_number="crm-7", name="A", text="B") == "crm-7"
    assert question_key(id_number="a/b") != question_key(id_number="a b")
    assert question_key(name="Capital of Thailand", text="B") == "capital-of-thailand"
    assert question_key(text="What is it?").startswith("what-is-it-")
    assert question_key(text="What is it?") != question_key(text="What is it!")


@pytest.mark.parametrize("name", ["Q1", "Question 12", "3.", "ข้อ 1", "Frage-7"])
def test_a_name_that_only_counts_is_no_name(name):
    assert question_key(name=name, text="One?") != question_key(name=name, text="Two?")


def test_a_key_is_given_once():
    keys = Keys()
    assert [keys.new("a"), keys.new("a"), keys.new("a-2"), keys.new("a")] == ["a", "a-2", "a-2-2", "a-3"]
    long = [keys.new("x" * 60) for _ in range(3)]
    assert long == ["x" * 60, f"{'x' * 58}-2", f"{'x' * 58}-3"]
