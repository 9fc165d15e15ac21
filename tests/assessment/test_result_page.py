"""The result page by state, policy and time: what it shows, and what it keeps back until then."""

from datetime import timedelta
from fractions import Fraction

import pytest
from sqlalchemy import update

from app.assessment.models import Attempt
from app.catalogue.documents import Draw, Phase, ReviewMatrix
from app.core import clock
from app.core.db import transaction
from app.flows.finish_quiz import finish_quiz
from app.flows.grade_answer import grade_answer
from app.flows.release_results import release_results
from tests.factories import assessment as make
from tests.factories import catalogue, certification, people

HOUR = timedelta(hours=1)
QUESTIONS = [make.single("s1"), make.single("s2"), make.essay("e1")]
BY_RULE = Draw(bank="channel", questions=("s1", "s2"))
WITH_ESSAY = Draw(bank="channel", questions=("s1", "s2", "e1"))


@pytest.fixture
def rep(app):
    make.publish(questions=QUESTIONS)
    return people.rep(name="Ploy Srisuwan")


@pytest.fixture
def ploy(client, rep):
    return client.sign_in(rep)


def sit(browser, rep, *, right=2, section=BY_RULE, **of_quiz) -> int:
    """Begin, answer so many right and hand in."""
    catalogue.publish_course("leads", catalogue.quiz(sections=(section,), shuffle_questions=False, **of_quiz))
    catalogue.publish_curriculum("basics", "leads")
    form = {"honour": "yes"}
    attempt_id = int(browser.post("/learn/leads/quiz/attempts", data=form).location.rsplit("/", 1)[1])
    for slot in make.slots(attempt_id):
        is_right = slot.position <= right
        keys = {"right"} if is_right else {"wrong-1"}
        values = (
            {"text": "Words of my own"}
            if slot.snapshot["type"] == "essay"
            else {"choice": make.numbers(slot, keys)}
        )
        browser.put(f"/attempts/{attempt_id}/answers/{slot.position}", data={"sequence": "1", **values})
    finish_quiz(attempt_id, now=clock.now())
    return attempt_id


def result(browser, attempt_id):
    return browser.get(f"/attempts/{attempt_id}/result").text


def long_ago(attempt_id, ago):
    with transaction() as session:
        session.execute(update(Attempt).where(Attempt.id == attempt_id).values(closed_at=clock.now() - ago))


def essay_slot(attempt_id):
    return next(slot.id for slot in make.slots(attempt_id) if slot.snapshot["type"] == "essay")


def test_while_a_grader_has_to_look_nobody_has_passed_or_failed(ploy, rep):
    certification.publish_certification("seller", certification.exam("leads/quiz"))
    attempt_id = sit(ploy, rep, section=WITH_ESSAY, pass_mark=0.6)
    page = result(ploy, attempt_id)
    assert "Waiting for a grader" in page and "1 answer waits for a grader" in page
    assert "So far 2 of 2 points. 1 more is not graded yet." in page
    for words in ("Passed", "Not passed", "You hold", "Try again", "%</span>"):
        assert words not in page
    assert "Your last attempt waits for a grader" in ploy.get("/learn/leads/quiz").text


def test_when_it_is_graded_the_result_stands_with_the_certification_and_what_the_grader_says(ploy, rep):
    certification.publish_certification("seller", certification.exam("leads/quiz"))
    attempt_id = sit(ploy, rep, section=WITH_ESSAY, pass_mark=0.8, review="answers")
    grade_answer(
        essay_slot(attempt_id),
        grader_id=people.author().id,
        levels={},
        share=Fraction(3, 4),
        comment="Say whom you mean.",
        now=clock.now(),
    )
    page = result(ploy, attempt_id)
    assert "You hold Certified Seller, Ploy Srisuwan" in page
    assert "91%" in page and "What the grader says" in page and "Say whom you mean." in page
    assert "Words of my own" in page and "Partly right" in page


def test_the_words_of_a_grader_are_hidden_where_feedback_is(ploy, rep):
    attempt_id = sit(ploy, rep, section=WITH_ESSAY, review="topics")
    grade_answer(
        essay_slot(attempt_id), grader_id=people.author().id, levels={}, share=Fraction(0), comment="Say whom.",
        now=clock.now(),
    )  # fmt: skip
    assert "Say whom." not in result(ploy, attempt_id)


def test_an_unreleased_result_shows_that_it_was_handed_in_and_nothing_else(ploy, rep):
    certification.publish_certification("seller", certification.exam("leads/quiz"))
    attempt_id = sit(ploy, rep, release="by_hand", review="answers")
    page = result(ploy, attempt_id)
    assert "Handed in" in page and "Somebody looks at it first" in page
    for words in ("Passed", "100%", "CANARYKEY", "Topics", "You hold", "Right answers are not shown"):
        assert words not in page
    release_results([attempt_id], actor_id=people.admin().id, now=clock.now())
    page = result(ploy, attempt_id)
    assert "You hold Certified Seller" in page and "CANARYKEY" in page


def test_a_result_that_waits_for_the_quiz_to_close_says_until_when(ploy, rep):
    attempt_id = sit(ploy, rep, release="after_close", closes_at=clock.now() + HOUR)
    page = result(ploy, attempt_id)
    assert "when the quiz has closed" in page and "100%" not in page


MATRIX = ReviewMatrix(
    straight_after=Phase(passed=("score", "topics"), failed=("score",)),
    later=Phase(passed=("score", "own_answers"), failed=("topics",)),
    after_close=Phase(
        passed=("score", "own_answers", "correctness", "right_answers"), failed=("own_answers", "correctness")
    ),
)


def parts_of(page):
    words = {
        "score": "pass mark 80%",
        "topics": "weakest first",
        "paper": "Stem of s1",
        "correctness": "Question 1 · ",
        "right": "CANARYKEY",
        "own": "your answer",
    }
    return {part for part, said in words.items() if said in page or (part == "own" and "yours" in page)}


@pytest.mark.parametrize(
    ("right", "ago", "parts"),
    [
        (2, 0, {"score", "topics"}),
        (2, 1, {"score", "paper", "own"}),
        (0, 0, {"score"}),
        (0, 1, {"topics"}),
    ],
)
def test_a_matrix_shows_what_it_says_for_the_time_and_the_result(ploy, rep, right, ago, parts):
    attempt_id = sit(ploy, rep, right=right, review=MATRIX)
    long_ago(attempt_id, ago * HOUR)
    assert parts_of(result(ploy, attempt_id)) == parts


@pytest.mark.parametrize(
    ("right", "parts"),
    [(2, {"score", "paper", "own", "correctness", "right"}), (0, {"paper", "own", "correctness"})],
)
def test_with_the_last_attempt_the_quiz_is_over_for_a_person(ploy, rep, right, parts):
    attempt_id = sit(ploy, rep, right=right, review=MATRIX, attempts=1)
    assert parts_of(result(ploy, attempt_id)) == parts


def test_a_result_without_its_score_says_so(ploy, rep):
    attempt_id = sit(ploy, rep, right=0, review=MATRIX)
    long_ago(attempt_id, HOUR)
    page = result(ploy, attempt_id)
    assert "The score itself is not shown" in page and "Not passed yet" in page and "0%" not in page


def test_a_pause_is_told_with_its_end_and_no_button_starts_before_it(ploy, rep):
    attempt_id = sit(ploy, rep, right=0, cooldown=(24,), attempts=3)
    page = result(ploy, attempt_id)
    assert "The next attempt may begin on" in page and "Try again" not in page
    page = ploy.get("/learn/leads/quiz").text
    assert "Your next attempt may begin on" in page and "Use the time to go back" in page
    assert "/learn/leads/quiz/attempts" not in page


def test_who_must_give_their_word_again_is_led_to_where_it_is_given(ploy, rep):
    attempt_id = sit(ploy, rep, right=0, honour=True, attempts=3)
    page = result(ploy, attempt_id)
    assert 'href="/learn/leads/quiz"' in page and "/learn/leads/quiz/attempts" not in page


@pytest.mark.parametrize(
    ("of_quiz", "words"),
    [
        ({"opens_at": clock.now() + HOUR}, ("This quiz opens on", "Opens")),
        ({"closes_at": clock.now() - HOUR}, ("This quiz has closed.", "Ask your channel manager", "Closes")),
        ({"behaviour": "immediate"}, ("You can check each answer once",)),
        ({"behaviour": "multi_try"}, ("A wrong try costs a part of the mark",)),
        ({"behaviour": "certainty"}, ("you say how sure you are",)),
        ({"time_limit": 20, "grace": 1}, ("Answers still count for 1 minute after the time",)),
        ({"cooldown": (48,), "attempts": 3}, ("a pause of 48 hours before the next attempt",)),
        ({"release": "by_hand"}, ("when somebody has released it",)),
        ({"counts": "average"}, ("the average of your attempts",)),
    ],
)
def test_before_it_begins_a_quiz_says_how_it_goes(ploy, of_quiz, words):
    catalogue.publish_course("leads", catalogue.quiz(**of_quiz))
    catalogue.publish_curriculum("basics", "leads")
    page = ploy.get("/learn/leads/quiz").text
    for one in words:
        assert one in page
    assert ("Start the quiz" in page) is not bool({"opens_at", "closes_at"} & set(of_quiz))
