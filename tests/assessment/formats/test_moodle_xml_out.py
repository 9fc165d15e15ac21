"""What Moodle XML can say comes back as it went; what it cannot is named."""

from hypothesis import given, settings
from hypothesis import strategies as st

from app.assessment.formats import read
from app.assessment.formats.moodle_xml_out import write_moodle_xml
from tests.assessment.formats import made

REWRITTEN = "a range is written as its middle and a tolerance"


def come_back(questions):
    written = write_moodle_xml(made.outgoing(questions, made.PICTURES))
    return written, read(written.data, written.name)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.one_of(made.simple, made.more), min_size=1, max_size=3, unique_by=lambda q: q.key))
def test_what_goes_out_comes_back_or_is_named(questions):
    written, back = come_back(questions)
    assert back.skipped == []
    named = {(one.where, one.reason) for one in written.cannot}
    out = {where for where, reason in named if reason.startswith("left out")}
    kept = [question for question in questions if question.key not in out]
    assert [question.key for question in back.questions] == [question.key for question in kept]
    for question, again in zip(kept, back.questions, strict=True):
        if (question.key, REWRITTEN) not in named:
            assert made.essence(again) == made.essence(question)
