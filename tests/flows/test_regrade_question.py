"""A question was wrong: who changes is foretold exactly, applied once, told, settled, and can be undone."""

from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select

from app.assessment.models import Attempt, Question, QuestionVersion
from app.assessment.questions import from_dict
from app.assessment.records import Regrade, RegradeChange
from app.assessment.regrading import Plan
from app.assessment.services import save_answer
from app.certification.models import AwardPeriod
from app.core.db import db
from app.core.errors import DomainError
from app.flows.finish_quiz import finish_quiz
from app.flows.regrade_question import foretell, regrade_question, undo
from app.flows.start_quiz import start_quiz
from app.notifications.models import Notice
from tests.factories import assessment as make
from tests.factories import catalogue, certification, people
from tests.factories.assessment import NOW

MINUTE = timedelta(minutes=1)
LATER = NOW + timedelta(days=1)
REASON = "The key was wrong"


@pytest.fixture
def exam(app):
    """A quiz of two questions, passed with both right, that a certification asks for."""
    make.publish(questions=[make.single("q1"), make.single("q2")])
    quiz = catalogue.quiz(draw=2, pass_mark=0.9)
    version_id = catalogue.publish_course("leads", quiz).version_id
    certification.publish_certification("certified-seller", certification.exam("leads/quiz"))
    return quiz, version_id


def sit(exam, *, right=()):
    """A handed-in paper on which these questions are right and the others wrong; returns attempt and person."""
    person = people.rep()
    quiz, version_id = exam
    attempt_id = start_quiz(person.id, course_key="leads", quiz=quiz, version_id=version_id, now=NOW)
    for slot in make.slots(attempt_id):
        chosen = "right" if from_dict(slot.snapshot).key in right else "wrong-1"
        save_answer(
            attempt_id,
            person_id=person.id,
            position=slot.position,
            values={"choice": make.numbers(slot, {chosen})},
            sequence=1,
            is_flagged=False,
            now=NOW,
        )
    finish_quiz(attempt_id, now=NOW + MINUTE)
    return attempt_id, person.id


def plan(key="q2", *, right="wrong-1", drop=False, never_lower=False):
    """Make that option the right one, or drop the question."""
    question = db.session.scalars(select(Question).where(Question.key == key)).one()
    stored = db.session.get_one(QuestionVersion, question.current_version_id).document
    options = [{**o, "right": o["key"] == right} for o in stored["options"]]
    return Plan(question.id, None if drop else from_dict({**stored, "options": options}), never_lower)


def boss():
    return people.admin().id


def score(attempt_id):
    db.session.expire_all()
    kept = db.session.get_one(Attempt, attempt_id)
    return kept.score, kept.passed


def standing(person_id):
    db.session.expire_all()
    rows = db.session.scalars(select(AwardPeriod).where(AwardPeriod.person_id == person_id))
    return [period.revoked_at is None for period in rows]


def test_whoever_gains_a_pass_by_a_mended_key_is_certified_and_told(exam):
    attempt_id, person_id = sit(exam, right=("q1",))
    assert score(attempt_id) == (Decimal("0.5"), False)
    regrade_question(plan(), reason=REASON, actor_id=boss(), now=LATER)
    assert score(attempt_id) == (1, True)
    assert standing(person_id) == [True]
    told = db.session.scalars(select(Notice.kind).where(Notice.person_id == person_id)).all()
    assert "regraded" in told and "certified" in told


def test_whoever_loses_the_pass_loses_what_rests_on_it(exam):
    attempt_id, person_id = sit(exam, right=("q1", "q2"))
    assert standing(person_id) == [True]
    regrade_question(plan(), reason=REASON, actor_id=boss(), now=LATER)
    assert score(attempt_id) == (Decimal("0.5"), False)
    assert standing(person_id) == [False]


def test_never_lower_leaves_whoever_would_lose_as_they_were(exam):
    winner, loser = sit(exam, right=("q1",)), sit(exam, right=("q1", "q2"))
    regrade_question(plan(never_lower=True), reason=REASON, actor_id=boss(), now=LATER)
    assert score(winner[0]) == (1, True)
    assert score(loser[0]) == (1, True)
    assert standing(loser[1]) == [True]


def test_the_preview_foretells_what_the_deed_does_and_leaves_no_trace(exam):
    winner, loser = sit(exam, right=("q1",)), sit(exam, right=("q1", "q2"))
    found = {f.change.paper.person_id: f for f in foretell(plan(), actor_id=boss(), now=LATER)}
    assert [len(found[winner[1]].gained), len(found[winner[1]].lost)] == [1, 0]
    assert [len(found[loser[1]].gained), len(found[loser[1]].lost)] == [0, 1]
    assert score(winner[0]) == (Decimal("0.5"), False) and standing(loser[1]) == [True]
    assert db.session.scalars(select(Regrade)).all() == []
    regrade_question(plan(), reason=REASON, actor_id=boss(), now=LATER)
    assert standing(winner[1]) == [True] and standing(loser[1]) == [False]


def test_a_dropped_question_counts_neither_as_won_nor_as_possible(exam):
    attempt_id, person_id = sit(exam, right=("q1",))
    regrade_question(plan(drop=True), reason=REASON, actor_id=boss(), now=LATER)
    assert score(attempt_id) == (1, True)
    assert standing(person_id) == [True]
    assert [slot.is_dropped for slot in make.slots(attempt_id)].count(True) == 1


def test_undoing_puts_back_scores_and_certifications(exam):
    winner, loser = sit(exam, right=("q1",)), sit(exam, right=("q1", "q2"))
    before = [slot.snapshot for slot in make.slots(winner[0])]
    regrade_question(plan(), reason=REASON, actor_id=boss(), now=LATER)
    (kept,) = db.session.scalars(select(Regrade)).all()
    undo(kept.id, reason="It was right after all", actor_id=boss(), now=LATER + 29 * timedelta(days=1))
    assert score(winner[0]) == (Decimal("0.5"), False) and standing(winner[1]) == [False]
    assert score(loser[0]) == (1, True) and standing(loser[1]) == [True]
    assert [slot.snapshot for slot in make.slots(winner[0])] == before


def test_a_regrade_is_undone_once_and_within_thirty_days(exam):
    sit(exam, right=("q1",))
    regrade_question(plan(), reason=REASON, actor_id=boss(), now=LATER)
    (kept,) = db.session.scalars(select(Regrade)).all()
    with pytest.raises(DomainError, match="30 days"):
        undo(kept.id, reason=REASON, actor_id=boss(), now=LATER + timedelta(days=31))
    undo(kept.id, reason=REASON, actor_id=boss(), now=LATER)
    with pytest.raises(DomainError, match="undone already"):
        undo(kept.id, reason=REASON, actor_id=boss(), now=LATER)


def test_the_earlier_of_two_regrades_is_not_undone_before_the_later(exam):
    sit(exam, right=("q1",))
    regrade_question(plan(), reason=REASON, actor_id=boss(), now=LATER)
    regrade_question(plan(right="wrong-2"), reason=REASON, actor_id=boss(), now=LATER + MINUTE)
    first, _second = db.session.scalars(select(Regrade).order_by(Regrade.id)).all()
    with pytest.raises(DomainError, match="Undo that one first"):
        undo(first.id, reason=REASON, actor_id=boss(), now=LATER + 2 * MINUTE)


def test_a_plan_that_changes_nobody_is_refused(exam):
    sit(exam, right=("q1", "q2"))
    with pytest.raises(DomainError, match="No score would change"):
        regrade_question(plan(never_lower=True), reason=REASON, actor_id=boss(), now=LATER)
    assert db.session.scalars(select(RegradeChange)).all() == []


def test_a_wording_with_other_options_cannot_grade_what_was_seen(exam):
    sit(exam, right=("q1",))
    broken = plan()
    assert broken.mended is not None
    stored = make.single("q2", options=[make.option("right", right=True), make.option("new")])
    with pytest.raises(DomainError, match="other options"):
        regrade_question(
            Plan(broken.question_id, from_dict(stored), False), reason=REASON, actor_id=boss(), now=LATER
        )


def test_whoever_lost_the_pass_may_sit_the_quiz_again(exam):
    attempt_id, person_id = sit(exam, right=("q1", "q2"))
    regrade_question(plan(), reason=REASON, actor_id=boss(), now=LATER)
    quiz, version_id = exam
    again = start_quiz(person_id, course_key="leads", quiz=quiz, version_id=version_id, now=LATER + MINUTE)
    assert again != attempt_id
