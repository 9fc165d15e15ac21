"""The studio's quizzes: what they are in words, what is wrong with them, and results that wait for a person."""

from datetime import timedelta

import pytest
import time_machine

from app.assessment.models import Attempt
from app.catalogue.documents import Draw
from app.core.db import db
from tests.factories import assessment as make
from tests.factories import catalogue, partners, people, studio
from tests.factories.assessment import NOW

LATER = NOW + timedelta(days=2)
QUIZ = "/studio/quizzes/leads/exam"


@pytest.fixture(autouse=True)
def _later():
    with time_machine.travel(LATER, tick=False):
        yield


@pytest.fixture
def ploy(app):
    return people.rep(at=partners.company(name="Siam Cloud"), name="Ploy Srisuwan")


def text(response, status=200):
    assert response.status_code == status
    return response.get_data(as_text=True)


def test_every_live_quiz_stands_there_with_its_figures(ploy, client):
    quiz = studio.publish_exam()
    studio.hand_in(ploy.id, quiz)
    page = text(client.sign_in(people.author()).get("/studio/quizzes"))
    assert "Exam in selling" in page and "1 for a grader" in page
    assert "/studio/grading?quiz=leads/exam" in page


def test_the_blueprint_and_the_settings_are_told_in_words(app, client):
    sections = (Draw(bank="channel", draw=2, topics=("leads",), difficulty="medium", floor=True),)
    studio.publish_exam(
        questions=[make.single(f"q{n}") for n in range(5)],
        sections=sections, time_limit=70, grace=5, cooldown=(24, 168), counts="first_passing", behaviour="multi_try",
        honour=True, release="by_hand",
    )  # fmt: skip
    page = text(client.sign_in(people.author()).get(QUIZ))
    for words in (
        "2 questions drawn from Channel, topics Leads, medium.",
        "This section never comes to less than 0.",
        "5 questions to choose from",
        "1 h 10 min, and 5 min of grace",
        "3 attempts; before the next ones: 24 h, 7 days",
        "The first that passes",
        "several tries with hints",
        "Released by hand",
        "Asked for before the start",
    ):
        assert words in page, words


def test_an_impossible_blueprint_is_named(app, client):
    studio.publish_exam(sections=(Draw(bank="channel", draw=50),))
    client.sign_in(people.author())
    assert "cannot start" in text(client.get("/studio/quizzes"))
    page = text(client.get(QUIZ))
    assert "This quiz cannot start" in page and "Section 1: draws 50 questions" in page


def test_an_author_sees_no_person_and_releases_nothing(ploy, client):
    quiz = studio.publish_exam(questions=[make.single("q1")], release="by_hand")
    attempt_id = studio.hand_in(ploy.id, quiz)
    page = text(client.sign_in(people.author()).get(QUIZ))
    assert (
        "Ploy" not in page
        and "/studio/attempts/" not in page
        and "Release" not in page.replace("Released by", "")
    )
    assert client.post(f"{QUIZ}/release", data={"attempt": attempt_id}).status_code == 404


def test_partner_people_and_missing_quizzes_are_404(ploy, client):
    studio.publish_exam()
    client.sign_in(people.partner_admin())
    for path in ("/studio/quizzes", QUIZ):
        assert client.get(path).status_code == 404
    client.sign_in(people.author())
    for path in ("/studio/quizzes/leads/none", "/studio/quizzes/none/exam"):
        assert client.get(path).status_code == 404


def test_an_item_that_is_no_quiz_is_a_missing_page(app, client):
    catalogue.publish_course("leads", catalogue.video("film"))
    assert client.sign_in(people.author()).get("/studio/quizzes/leads/film").status_code == 404


def released(attempt_id):
    db.session.expire_all()
    return db.session.get_one(Attempt, attempt_id).released_at


def test_the_chosen_results_are_released_and_no_others(ploy, client):
    quiz = studio.publish_exam(questions=[make.single("q1")], release="by_hand")
    chosen, other = studio.hand_in(ploy.id, quiz), studio.hand_in(people.rep().id, quiz)
    client.sign_in(people.channel_manager())
    page = text(client.get(QUIZ))
    assert "Results to release" in page and "Ploy Srisuwan" in page
    answer = client.post(f"{QUIZ}/release", data={"attempt": [chosen]}, follow_redirects=True)
    assert "1 result is released" in text(answer)
    assert released(chosen) == LATER and released(other) is None


def test_an_attempt_at_another_quiz_cannot_be_released_from_here(ploy, client):
    quiz = studio.publish_exam(questions=[make.single("q1")], release="by_hand")
    attempt_id = studio.hand_in(ploy.id, quiz)
    catalogue.publish_course("others", catalogue.quiz("exam"))
    client.sign_in(people.channel_manager())
    client.post("/studio/quizzes/others/exam/release", data={"attempt": [attempt_id]})
    assert released(attempt_id) is None


def test_they_cost_the_same_at_ten_times_the_attempts(ploy, client, statements):
    quiz = studio.publish_exam()
    client.sign_in(people.channel_manager())

    def cost(path):
        statements.clear()
        text(client.get(path))
        return len(statements)

    studio.hand_in(ploy.id, quiz)
    paths = ("/studio/quizzes", QUIZ)
    for path in paths:
        cost(path)
    before = [cost(path) for path in paths]
    for _number in range(12):
        studio.hand_in(people.rep().id, quiz)
    assert [cost(path) for path in paths] == before
    assert max(before) <= 15, statements
