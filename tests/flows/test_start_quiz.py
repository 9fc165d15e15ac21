"""Beginning a quiz."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.assessment.models import Attempt
from app.core.db import db
from app.flows.finish_quiz import finish_quiz
from app.flows.start_quiz import start_quiz
from app.learning.models import Enrolment
from app.learning.services import open_next_cycle
from tests.factories import assessment as make
from tests.factories import catalogue, learning, people
from tests.factories.assessment import NOW

MINUTE = timedelta(minutes=1)


@pytest.fixture
def rep(app):
    make.publish()
    return people.rep().id


def begin(rep: int, *, now=NOW, **of_quiz) -> int:
    quiz = catalogue.quiz(**of_quiz)
    published = catalogue.publish_course("leads", quiz)
    return start_quiz(rep, course_key="leads", quiz=quiz, version_id=published.version_id, now=now)


def test_a_start_enrols_and_opens_one_attempt(rep):
    attempt = db.session.get(Attempt, begin(rep))
    assert (attempt.quiz_ref, attempt.cycle, attempt.number) == ("leads/quiz", 1, 1)
    assert db.session.scalars(select(Enrolment.course_key)).all() == ["leads"]
    assert begin(rep) == attempt.id


def test_an_attempt_whose_time_ran_out_unseen_is_handed_in_and_a_new_one_begins(rep):
    first = begin(rep, time_limit=15)
    assert begin(rep, time_limit=15, now=NOW + 15 * MINUTE) == first
    second = begin(rep, time_limit=15, now=NOW + 16 * MINUTE)
    assert second != first
    assert db.session.get(Attempt, first).closed_at == NOW + 15 * MINUTE


def test_a_renewal_sits_the_quiz_again_in_the_next_cycle(rep):
    attempt_id = begin(rep)
    learning.finish_course(rep, "leads")
    open_next_cycle(rep, "leads", now=NOW)
    assert begin(rep) == attempt_id, "the open one is finished first"
    finish_quiz(attempt_id, now=NOW)
    attempt = db.session.get(Attempt, begin(rep))
    assert (attempt.cycle, attempt.number) == (2, 1)
