"""Moodle XML that is broken or hostile is refused whole, and nothing else ever happens."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.assessment.formats import read
from app.assessment.formats.report import Imported, Refused
from tests.assessment.formats import made
from tests.assessment.formats.moodle_made import asked, imported


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"<quiz><question></quiz>", "not valid XML"),
        (b'<!DOCTYPE quiz SYSTEM "http://x.org/a.dtd"><quiz/>', "document type"),
        (
            b'<?xml version="1.0"?>\n<!-- <quiz> -->\n<!DOCTYPE quiz [<!ENTITY a "b">]><quiz>&a;</quiz>',
            "document type",
        ),
        (b"<!doctype x><quiz/>", "document type"),
        (b"<quiz>&unknown;</quiz>", "not valid XML"),
        (b"<quiz>" + b"<a>" * 300 + b"</a>" * 300 + b"</quiz>", "nested|not valid XML"),
        ("<quiz>é</quiz>".encode("latin-1"), "Line 1 is not UTF-8"),
        (b"<html><quiz/></html>", "not with <quiz>"),
        (b"<quiz>\x01</quiz>", "control character"),
    ],
)
def test_hostile_or_broken_files_are_refused_whole(data, words):
    with pytest.raises(Refused, match=words):
        read(data, "x.xml", format="moodle-xml")


def test_utf_16_with_its_mark_is_read():
    text = "<?xml version='1.0' encoding='UTF-16'?><quiz>" + asked("essay", text="Grüße?") + "</quiz>"
    [question] = read(text.encode("utf-16"), "x.xml").questions
    assert question.stem == {"en": "Grüße?"}


PARTS = st.sampled_from(
    ["<quiz>", "</quiz>", '<question type="cloze">', '<question type="multichoice">', '<question type="numerical">',
     "</question>", "<questiontext>", "</questiontext>", "<text>", "</text>", '<answer fraction="100">', "</answer>",
     "x", "<feedback>", "</feedback>", "{1:SA:=x}", "{1:MC:", "<![CDATA[", "]]>", "&lt;b&gt;", "<subquestion/>",
     "<file/>", "3"]
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.one_of(st.lists(PARTS, max_size=20).map("".join).map(str.encode), st.binary(max_size=100)))
def test_whatever_comes_is_read_or_refused(data):
    try:
        assert isinstance(read(data, "x.xml", format="moodle-xml"), Imported)
    except Refused as refusal:
        assert str(refusal)


KINDS = ["multichoice", "truefalse", "shortanswer", "numerical", "matching", "essay", "description", "ordering",
         "cloze", "gapselect", "ddwtos", "match", "multianswer"]  # fmt: skip
INSIDE = st.recursive(
    st.one_of(made.lines.map(lambda words: f"<text><![CDATA[{words}]]></text>"), st.just("<text/>"), st.just("100")),
    lambda inner: st.tuples(
        st.sampled_from(["answer", "questiontext", "feedback", "subquestion", "hint", "units", "unit", "tags", "single",
                         "tolerance", "penalty", "name", "idnumber", "defaultgrade", "dragbox", "usecase"]),
        st.sampled_from(["", ' fraction="100"', ' fraction="x"', ' format="markdown"', ' format="?"']),
        st.lists(inner, max_size=4).map("".join),
    ).map(lambda part: f"<{part[0]}{part[1]}>{part[2]}</{part[0]}>"),
    max_leaves=20,
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(KINDS), st.lists(INSIDE, max_size=6).map("".join))
def test_any_question_is_read_or_named(kind, inside):
    report = imported(f'<question type="{kind}">{inside}</question>')
    assert len(report.questions) + len(report.skipped) == 1
