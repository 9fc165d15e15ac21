"""Without an attempt that is void, what is left may be a pass."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from app.certification.models import AwardPeriod
from app.core.db import db
from app.flows.declare_void import declare_void
from app.flows.finish_quiz import finish_quiz
from app.flows.start_quiz import start_quiz
from app.learning.models import ItemCompletion
from tests.factories import assessment as make
from tests.factories import catalogue, certification, people
from tests.factories.assessment import NOW

HOUR = timedelta(hours=1)


@pytest.fixture
def rep(app):
    make.publish()
    certification.publish_certification("seller", certification.exam("leads/quiz"))
    return people.rep().id


def sit(rep, right, hour=0, **of_quiz):
    quiz = catalogue.quiz(**of_quiz)
    published = catalogue.publish_course("leads", quiz)
    now = NOW + hour * HOUR
    attempt_id = start_quiz(rep, course_key="leads", quiz=quiz, version_id=published.version_id, now=now)
    make.answer(attempt_id, rep, right=right, now=now)
    finish_quiz(attempt_id, now=now)
    return attempt_id


def void(attempt_id):
    return declare_void(
        attempt_id, actor_id=people.channel_manager().id, reason="Power cut", now=NOW + 9 * HOUR
    )


def count(model):
    return db.session.scalar(select(func.count()).select_from(model))


def test_where_the_mean_counts_a_fail_that_is_void_may_leave_a_pass(rep):
    spoilt = sit(rep, 0, counts="average")
    sit(rep, 2, hour=1, counts="average")
    assert (count(ItemCompletion), count(AwardPeriod)) == (0, 0)
    void(spoilt)
    assert db.session.scalars(select(ItemCompletion.completed_at)).one() == NOW + HOUR
    assert count(AwardPeriod) == 1


def test_what_a_pass_has_earned_stays_when_it_is_declared_void(rep):
    assert void(sit(rep, 2)).had_passed
    assert (count(ItemCompletion), count(AwardPeriod)) == (1, 1)


def test_of_a_fail_alone_nothing_comes(rep):
    void(sit(rep, 0))
    assert (count(ItemCompletion), count(AwardPeriod)) == (0, 0)
