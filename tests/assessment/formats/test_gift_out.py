"""What GIFT can say comes back as it went; what it cannot is named."""

from hypothesis import given, settings
from hypothesis import strategies as st

from app.assessment.formats import read
from app.assessment.formats.gift_out import write_gift
from app.assessment.questions import type_of
from tests.assessment.formats import made


def come_back(questions):
    written = write_gift(made.outgoing(questions))
    return written, read(written.data, written.name, format="gift")


@settings(max_examples=300, deadline=None)
@given(st.lists(made.simple, min_size=1, max_size=3, unique_by=lambda q: q.key))
def test_what_goes_out_comes_back_or_is_named(questions):
    written, back = come_back(questions)
    assert back.skipped == []
    out = {one.where for one in written.cannot if one.reason.startswith("left out")}
    kept = [question for question in questions if question.key not in out]
    assert [question.key for question in back.questions] == [question.key for question in kept]
    for question, again in zip(kept, back.questions, strict=True):
        reasons = {one.reason for one in written.cannot if one.where == question.key}
        lost = {}
        if "its hints and what a wrong try costs" in reasons:
            lost |= {"hints": (), "penalty": 0.3333333}
        if "its explanation" in reasons:
            assert type_of(question) == "description"
            lost |= {"explanation": {}}
        assert made.essence(again) == made.essence(made.replaced(question, **lost))
