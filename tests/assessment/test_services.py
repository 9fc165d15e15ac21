"""Attempts: started once, saved in order, graded once, by the paper as it was drawn."""

from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import func, select, update

from app.assessment.models import Attempt, Question, QuestionVersion, Slot
from app.assessment.queries import attempt_history, exams_passed, overdue_attempts
from app.assessment.services import (
    AttemptClosed,
    TamperedPaper,
    close_attempt,
    publish_bank,
    save_answer,
    start_attempt,
)
from app.catalogue.documents import Draw
from app.core.db import db, transaction
from app.core.errors import DomainError, NotVisible
from tests.factories import assessment as make
from tests.factories import people
from tests.factories.assessment import NOW

MINUTE = timedelta(minutes=1)
SECOND = timedelta(seconds=1)
pytestmark = pytest.mark.usefixtures("app")


@pytest.fixture
def rep(app):
    make.publish()
    return people.rep().id


def save(attempt_id, person_id, answer, *, sequence=1, position=1, now=NOW, flag=False):
    return save_answer(
        attempt_id,
        person_id=person_id,
        position=position,
        values={"choice": answer},
        sequence=sequence,
        is_flagged=flag,
        now=now,
    )


def history(person_id, *, cycle=1, now=NOW, **of_quiz):
    return attempt_history(person_id, "leads/leads-quiz", cycle=cycle, quiz=make.quiz(**of_quiz), now=now)


def test_a_start_freezes_paper_terms_and_deadline(rep):
    attempt = db.session.get(Attempt, make.attempt(rep, time_limit=15, attempts=3))
    assert attempt.policy == {"pass_mark": 0.5, "time_limit": 15, "attempts": 3}
    assert attempt.deadline_at == NOW + 15 * MINUTE
    assert [slot.position for slot in make.slots(attempt.id)] == [1, 2]
    assert all(slot.answer == [] and slot.fraction is None for slot in make.slots(attempt.id))


def test_a_second_start_returns_the_open_attempt(rep):
    assert make.attempt(rep) == make.attempt(rep, now=NOW + MINUTE)
    assert db.session.scalar(select(func.count()).select_from(Attempt)) == 1


def test_a_start_that_loses_the_race_gets_the_winners_attempt(rep, monkeypatch):
    winner = make.attempt(rep)
    from app.assessment.services import starting

    nothing_yet = history(0)
    monkeypatch.setattr(starting, "attempt_history", lambda *_a, **_k: nothing_yet)
    assert make.attempt(rep) == winner
    assert len(make.slots(winner)) == 2


def test_a_start_beyond_the_limit_is_refused_in_words(rep):
    for _ in range(2):
        close_attempt(make.attempt(rep, attempts=2), now=NOW)
    with pytest.raises(DomainError, match="used all 2 attempts"):
        make.attempt(rep, attempts=2)


def test_a_new_cycle_has_its_own_attempts(rep):
    close_attempt(make.attempt(rep, attempts=1), now=NOW)
    assert make.attempt(rep, attempts=1, cycle=2)
    assert history(rep, cycle=2, attempts=1).left == 0
    assert history(rep, cycle=3, attempts=1).left == 1


def test_a_void_attempt_does_not_use_one_up_and_its_pass_does_not_count(rep):
    attempt_id = make.attempt(rep, attempts=1)
    make.answer(attempt_id, rep, right=2)
    close_attempt(attempt_id, now=NOW)
    with transaction() as session:
        session.execute(update(Attempt).where(Attempt.id == attempt_id).values(outcome="void", voided_at=NOW))
    assert exams_passed(rep) == []
    assert make.attempt(rep, attempts=1) != attempt_id


def test_a_passed_quiz_is_not_started_again(rep):
    attempt_id = make.attempt(rep)
    make.answer(attempt_id, rep, right=1)
    close_attempt(attempt_id, now=NOW)
    with pytest.raises(DomainError, match="passed this quiz already"):
        make.attempt(rep)


def test_a_bank_that_is_too_small_leaves_no_attempt_behind(rep):
    with pytest.raises(DomainError, match="too few questions"):
        make.attempt(rep, sections=(Draw(bank="channel", draw=9),))
    assert db.session.scalar(select(func.count()).select_from(Attempt)) == 0


def test_a_second_attempt_draws_what_the_first_did_not(rep):
    papers = []
    for _ in range(2):
        attempt_id = make.attempt(rep)
        papers.append({slot.question_id for slot in make.slots(attempt_id)})
        close_attempt(attempt_id, now=NOW)
    assert not papers[0] & papers[1]


def test_an_answer_is_kept_as_option_keys_with_its_time_and_flag(rep):
    attempt_id = make.attempt(rep)
    right = make.numbers(make.slots(attempt_id)[0])
    saved = save(attempt_id, rep, right, sequence=3, flag=True)
    slot = make.slots(attempt_id)[0]
    assert (saved.is_kept, saved.sequence) == (True, 3)
    assert (slot.answer, slot.answer_sequence, slot.answered_at, slot.is_flagged) == (["right"], 3, NOW, True)


def test_an_older_answer_never_overwrites_a_newer_one(rep):
    attempt_id = make.attempt(rep)
    save(attempt_id, rep, ["2"], sequence=5)
    before = make.slots(attempt_id)[0].answer
    late = save(attempt_id, rep, ["1"], sequence=4)
    assert (late.is_kept, late.sequence) == (False, 5)
    assert make.slots(attempt_id)[0].answer == before


def test_an_answer_sent_twice_is_an_echo_but_another_one_under_its_number_is_not_kept(rep):
    attempt_id = make.attempt(rep)
    save(attempt_id, rep, ["2"], sequence=1)
    assert save(attempt_id, rep, ["2"], sequence=1).is_kept
    assert not save(attempt_id, rep, ["3"], sequence=1).is_kept


def test_an_answer_can_be_taken_back(rep):
    attempt_id = make.attempt(rep)
    save(attempt_id, rep, ["2"], sequence=1)
    save(attempt_id, rep, [], sequence=2)
    assert make.slots(attempt_id)[0].answer == []


@pytest.mark.parametrize("answer", [["9"], ["1", "2"], ["right"], ["1e999"], ["1"] * 500])
def test_an_answer_that_is_not_on_the_paper_is_refused_and_changes_nothing(rep, answer):
    attempt_id = make.attempt(rep)
    with pytest.raises(DomainError, match="could not be read"):
        save(attempt_id, rep, answer)
    assert make.slots(attempt_id)[0].answer_sequence == 0


@pytest.mark.parametrize("sequence", [0, -1, 2**40])
def test_a_sequence_out_of_range_is_refused(rep, sequence):
    with pytest.raises(DomainError):
        save(make.attempt(rep), rep, ["1"], sequence=sequence)


def test_a_foreign_attempt_is_as_good_as_missing(rep):
    attempt_id = make.attempt(rep)
    for attempt, person, position in (
        (attempt_id, people.rep().id, 1),
        (999_999, rep, 1),
        (attempt_id, rep, 3),
    ):
        with pytest.raises(NotVisible):
            save(attempt, person, ["1"], position=position)


@pytest.mark.parametrize(("late", "is_taken"), [(-SECOND, True), (30 * SECOND, True), (31 * SECOND, False)])
def test_answers_are_taken_until_deadline_and_grace_by_the_servers_clock(rep, late, is_taken):
    attempt_id = make.attempt(rep, time_limit=15)
    when = NOW + 15 * MINUTE + late
    if is_taken:
        assert save(attempt_id, rep, ["1"], now=when).is_kept
        return
    with pytest.raises(AttemptClosed):
        save(attempt_id, rep, ["1"], now=when)
    assert make.slots(attempt_id)[0].answer == []


def test_nothing_is_saved_after_the_hand_in(rep):
    attempt_id = make.attempt(rep)
    close_attempt(attempt_id, now=NOW)
    with pytest.raises(AttemptClosed):
        save(attempt_id, rep, ["1"])


def test_a_hand_in_grades_what_was_saved(rep):
    attempt_id = make.attempt(rep)
    make.answer(attempt_id, rep, right=1)
    result = close_attempt(attempt_id, now=NOW + MINUTE)
    assert (result.score, result.passed, result.is_first_close) == (Decimal("0.5"), True, True)
    assert [slot.fraction for slot in make.slots(attempt_id)] == [Decimal(1), Decimal(0)]
    assert db.session.get(Attempt, attempt_id).outcome == "submitted"


def test_a_second_hand_in_answers_the_same_result(rep):
    attempt_id = make.attempt(rep)
    make.answer(attempt_id, rep, right=2)
    first = close_attempt(attempt_id, now=NOW + MINUTE)
    second = close_attempt(attempt_id, now=NOW + 9 * MINUTE)
    assert not second.is_first_close
    assert (second.score, second.closed_at) == (first.score, first.closed_at)


def test_blank_questions_win_nothing_and_lose_nothing(rep):
    attempt_id = make.attempt(rep)
    save(attempt_id, rep, make.numbers(make.slots(attempt_id)[0]))
    assert close_attempt(attempt_id, now=NOW).score == Decimal("0.5")


@pytest.mark.parametrize("found_after", [31 * SECOND, timedelta(days=3)])
def test_an_expired_attempt_is_graded_with_what_was_saved_and_ended_at_its_deadline(rep, found_after):
    attempt_id = make.attempt(rep, time_limit=15)
    make.answer(attempt_id, rep, right=2)
    result = close_attempt(attempt_id, now=NOW + 15 * MINUTE + found_after)
    assert (result.score, result.closed_at) == (Decimal(1), NOW + 15 * MINUTE)
    assert db.session.get(Attempt, attempt_id).outcome == "expired"


def test_only_attempts_past_their_grace_are_overdue(rep):
    attempt_id = make.attempt(rep, time_limit=15)
    make.attempt(rep, ref="leads/another", time_limit=None)
    assert overdue_attempts(NOW + 15 * MINUTE + 30 * SECOND) == []
    assert overdue_attempts(NOW + 15 * MINUTE + 31 * SECOND) == [attempt_id]


def test_a_bank_changed_after_the_draw_changes_nothing_about_the_attempt(rep):
    attempt_id = make.attempt(rep)
    before = [(s.snapshot, s.snapshot_hash) for s in make.slots(attempt_id)]
    make.answer(attempt_id, rep, right=2)
    other = [make.option("right"), make.option("wrong-1", right=True)]
    publish_bank(make.bank(questions=[make.single(f"q{n}", options=other) for n in range(1, 5)]), now=NOW)
    assert [(s.snapshot, s.snapshot_hash) for s in make.slots(attempt_id)] == before
    assert close_attempt(attempt_id, now=NOW).score == 1


def test_a_paper_changed_past_the_application_is_not_graded(rep):
    attempt_id = make.attempt(rep)
    with transaction() as session:
        slot = session.scalars(select(Slot).where(Slot.attempt_id == attempt_id)).first()
        slot.snapshot = slot.snapshot | {"stem": {"en": "Another question"}}
    with pytest.raises(TamperedPaper):
        close_attempt(attempt_id, now=NOW)
    assert db.session.get(Attempt, attempt_id).closed_at is None


def test_closing_a_missing_attempt_is_not_visible(rep):
    with pytest.raises(NotVisible):
        close_attempt(12345, now=NOW)


def ready_questions():
    return db.session.scalar(select(func.count()).select_from(Question).where(Question.state == "ready"))


def test_publishing_again_makes_no_new_versions(app):
    first = publish_bank(make.bank(), now=NOW)
    again = publish_bank(make.bank(), now=NOW)
    assert (first.added, first.changed, first.retired, first.is_new) == (4, 0, 0, True)
    assert (again.added, again.changed, again.retired, again.is_new) == (0, 0, 0, False)
    assert db.session.scalar(select(func.count()).select_from(QuestionVersion)) == 4


def test_a_changed_question_gets_a_version_and_a_missing_one_is_retired(app):
    publish_bank(make.bank(), now=NOW)
    changed = [make.single("q1", stem=make.text("Better words")), make.single("q2"), make.single("q9")]
    published = publish_bank(make.bank(questions=changed), now=NOW)
    assert (published.added, published.changed, published.retired) == (1, 1, 2)
    assert ready_questions() == 3


def test_a_retired_question_comes_back_under_the_version_it_had(app):
    publish_bank(make.bank(), now=NOW)
    publish_bank(make.bank(questions=[make.single("q1")]), now=NOW)
    published = publish_bank(make.bank(), now=NOW)
    assert (published.added, published.changed) == (0, 0)
    assert ready_questions() == 4


def test_only_the_first_pass_of_a_cycle_is_an_exam_passed(rep):
    for cycle in (1, 2):
        attempt_id = make.attempt(rep, cycle=cycle)
        make.answer(attempt_id, rep, right=2)
        close_attempt(attempt_id, now=NOW + cycle * MINUTE)
    passed = exams_passed(rep)
    assert [(p.quiz_ref, p.cycle, p.score) for p in passed] == [
        ("leads/leads-quiz", 1, Decimal(1)),
        ("leads/leads-quiz", 2, Decimal(1)),
    ]


def test_a_history_tells_what_is_open_used_left_best_and_last(rep):
    first = make.attempt(rep, attempts=3, pass_mark=1)
    make.answer(first, rep, right=1)
    close_attempt(first, now=NOW)
    second = make.attempt(rep, attempts=3, pass_mark=1)
    close_attempt(second, now=NOW + MINUTE)
    third = make.attempt(rep, attempts=3, pass_mark=1, time_limit=5)
    found = history(rep, attempts=3)
    assert (found.open_attempt_id, found.open_until) == (third, NOW + 5 * MINUTE)
    assert (found.used, found.left, found.best_score, found.passed) == (3, 0, Decimal("0.5"), False)
    assert (found.last.attempt_id, found.last.number) == (second, 2)
    assert not found.can_start


@pytest.mark.parametrize("size", [4, 60])
def test_start_save_and_hand_in_take_the_same_statements_whatever_the_size(app, statements, size):
    make.publish(questions=[make.single(f"q{n}") for n in range(size)])
    rep = people.rep().id
    counts = []
    statements.clear()
    attempt_id = start_attempt(
        rep,
        quiz_ref="leads/leads-quiz",
        quiz=make.quiz(sections=(Draw(bank="channel", draw=size),)),
        version_id=1,
        cycle=1,
        now=NOW,
    )
    counts.append(len(statements))
    for action in (lambda: save(attempt_id, rep, ["1"]), lambda: close_attempt(attempt_id, now=NOW)):
        statements.clear()
        action()
        counts.append(len(statements))
    assert counts == [8, 2, 4]
