"""A result that waited is released: now it is seen, told, and earns."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from app.certification.models import AwardPeriod
from app.certification.queries import standings_of
from app.core.db import db
from app.flows import release_results as flow
from app.flows.finish_quiz import finish_quiz
from app.flows.release_results import release_due, release_results
from app.flows.start_quiz import start_quiz
from app.learning.models import ItemCompletion
from app.notifications.models import Notice
from tests.factories import assessment as make
from tests.factories import catalogue, certification, people
from tests.factories.assessment import NOW

HOUR = timedelta(hours=1)


@pytest.fixture
def rep(app):
    make.publish()
    certification.publish_certification("seller", certification.exam("leads/quiz"))
    return people.rep().id


def hand_in(rep, right=2, **of_quiz):
    quiz = catalogue.quiz(**{"pass_mark": 0.5, **of_quiz})
    published = catalogue.publish_course("leads", quiz)
    attempt_id = start_quiz(rep, course_key="leads", quiz=quiz, version_id=published.version_id, now=NOW)
    make.answer(attempt_id, rep, right=right)
    finish_quiz(attempt_id, now=NOW)
    return attempt_id


def earned():
    return [
        db.session.scalar(select(func.count()).select_from(m)) for m in (ItemCompletion, AwardPeriod, Notice)
    ]


def test_until_it_is_released_a_pass_earns_nothing_and_no_page_could_tell_it(rep):
    hand_in(rep, release="by_hand")
    assert earned() == [0, 0, 0]
    assert standings_of(rep, now=NOW)["seller"].state != "certified"


def test_a_result_released_by_hand_finishes_the_item_earns_and_is_told_once(rep):
    attempt_id, manager = hand_in(rep, release="by_hand"), people.channel_manager().id
    assert release_results([attempt_id], actor_id=manager, now=NOW + HOUR) == 1
    assert release_results([attempt_id], actor_id=manager, now=NOW + HOUR) == 0
    assert earned() == [1, 1, 2]
    assert db.session.scalars(select(AwardPeriod.certified_at)).one() == NOW


def test_a_fail_that_is_released_is_told_and_earns_nothing(rep):
    attempt_id = hand_in(rep, right=0, release="by_hand")
    release_results([attempt_id], actor_id=people.channel_manager().id, now=NOW)
    assert earned() == [0, 0, 1]


def test_when_the_quiz_has_closed_the_worker_releases_what_waited_for_that(rep):
    attempt_id = hand_in(rep, release="after_close", closes_at=NOW + HOUR)
    assert (release_due(now=NOW + HOUR - timedelta(seconds=1)), earned()) == ([], [0, 0, 0])
    (result,) = release_due(now=NOW + HOUR)
    assert (result.attempt_id, result.released_at) == (attempt_id, NOW + HOUR)
    assert earned() == [1, 1, 2]
    assert release_due(now=NOW + 2 * HOUR) == []


def test_one_result_that_cannot_be_released_does_not_stop_the_others(rep, monkeypatch, caplog):
    bad = hand_in(rep, release="after_close", closes_at=NOW + HOUR)
    good = hand_in(people.rep().id, release="after_close", closes_at=NOW + HOUR)
    release = flow.release_when_due

    def sometimes(attempt_id, *, now):
        if attempt_id == bad:
            raise RuntimeError("broken")
        return release(attempt_id, now=now)

    monkeypatch.setattr(flow, "release_when_due", sometimes)
    assert [result.attempt_id for result in release_due(now=NOW + HOUR)] == [good]
    assert f"attempt {bad} could not be released" in caplog.text
