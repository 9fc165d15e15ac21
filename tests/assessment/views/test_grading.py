"""The grading queue: what waits stands there, a blind answer tells nobody, graders do not see each other's marks."""

import re
from datetime import timedelta
from decimal import Decimal

import pytest
import time_machine
from sqlalchemy import select

from app.assessment.models import Attempt
from app.assessment.records import GraderMark
from app.core.db import db
from tests.factories import assessment as make
from tests.factories import partners, people, studio
from tests.factories.assessment import NOW

LATER = NOW + timedelta(days=2)
FULL = {"level-structure": "full", "level-proof": "full", "comment": "Well argued."}
SECRETS = ("Ploy", "Srisuwan", "ploy@", "Siam Cloud")


@pytest.fixture(autouse=True)
def _later():
    with time_machine.travel(LATER, tick=False):
        yield


@pytest.fixture
def ploy(app):
    company = partners.company(name="Siam Cloud")
    return people.rep(at=company, name="Ploy Srisuwan", email="ploy@siam.example")


@pytest.fixture
def slot(ploy):
    """An answer that waits, by its slot."""
    return studio.essay_slot(studio.hand_in(ploy.id, studio.publish_exam()))


def text(response, status=200):
    assert response.status_code == status
    return response.get_data(as_text=True)


def marks():
    db.session.expire_all()
    return db.session.scalars(select(GraderMark).order_by(GraderMark.id)).all()


def test_what_waits_stands_in_the_queue_with_its_quiz_and_day(slot, client):
    page = text(client.sign_in(people.author()).get("/studio/grading"))
    assert f"/studio/grading/{slot.id}" in page
    assert "Exam in selling" in page and "23 Nov 2026" in page


def test_an_open_paper_waits_for_nobody(ploy, client):
    attempt_id = studio.begin(ploy.id, studio.publish_exam())
    slot = studio.essay_slot(attempt_id)
    client.sign_in(people.author())
    assert "Nothing waits" in text(client.get("/studio/grading"))
    assert client.get(f"/studio/grading/{slot.id}").status_code == 404


@pytest.mark.parametrize("grader", [people.author, people.channel_manager, people.admin])
def test_a_blind_answer_has_no_name_company_or_mail_anywhere(slot, client, grader):
    client.sign_in(grader())
    pages = [text(client.get("/studio/grading")), text(client.get(f"/studio/grading/{slot.id}"))]
    pages.append(text(client.post(f"/studio/grading/{slot.id}", data={"comment": "x"}), 422))
    for page in pages:
        assert f"Answer {slot.id}" in page
        assert not [secret for secret in SECRETS if secret.lower() in page.lower()]
        assert f"/studio/attempts/{slot.attempt_id}" not in page


def test_where_the_author_wants_it_a_manager_sees_whose_answer_it_is_and_an_author_never(ploy, client, clients):
    essay = make.essay("plan", rubric=studio.RUBRIC, is_blind=False)
    slot = studio.essay_slot(studio.hand_in(ploy.id, studio.publish_exam(questions=[essay])))
    path = f"/studio/grading/{slot.id}"
    assert "Ploy Srisuwan" in text(client.sign_in(people.channel_manager()).get(path))
    author = clients().sign_in(people.author())
    assert "Ploy" not in text(author.get(path)) + text(author.get("/studio/grading"))


def test_partner_people_have_no_queue(slot, client):
    client.sign_in(people.partner_admin())
    for path in ("/studio/grading", f"/studio/grading/{slot.id}"):
        assert client.get(path).status_code == 404


def test_nobody_is_offered_their_own_answer(app, client):
    quiz = studio.publish_exam()
    manager = people.channel_manager()
    slot = studio.essay_slot(studio.hand_in(manager.id, quiz))
    client.sign_in(manager)
    assert "Nothing waits" in text(client.get("/studio/grading"))
    assert client.get(f"/studio/grading/{slot.id}").status_code == 404


def test_a_mark_is_kept_grades_the_paper_and_leads_to_the_next_answer(slot, client, ploy):
    second = people.rep()
    live = studio.publish_exam()
    following = studio.essay_slot(studio.hand_in(second.id, live, now=NOW + timedelta(hours=1)))
    answer = client.sign_in(people.author()).post(f"/studio/grading/{slot.id}", data=FULL)
    assert (answer.status_code, answer.location) == (303, f"/studio/grading/{following.id}")
    [mark] = marks()
    assert mark.levels == {"structure": "full", "proof": "full"} and mark.comment == "Well argued."
    attempt = db.session.get_one(Attempt, slot.attempt_id)
    assert attempt.graded_at is not None and attempt.passed


def test_after_the_last_answer_the_empty_queue_says_so(slot, client):
    answer = client.sign_in(people.author()).post(f"/studio/grading/{slot.id}", data=FULL, follow_redirects=True)
    assert "Nothing waits" in text(answer) and "Nothing else waits here" in text(answer)


def test_nothing_typed_is_lost_when_a_level_is_missing(slot, client):
    typed = {"level-structure": "half", "comment": "Mind the price"}
    page = text(client.sign_in(people.author()).post(f"/studio/grading/{slot.id}", data=typed), 422)
    assert "Choose a level for Proof" in page and "Mind the price" in page
    assert re.search(r'<input checked[^>]*name="level-structure"[^>]*value="half"', page)
    assert marks() == []


def test_an_answer_without_a_rubric_gets_a_share_of_the_mark(ploy, client):
    quiz = studio.publish_exam(questions=[make.essay("plan")])
    slot = studio.essay_slot(studio.hand_in(ploy.id, quiz))
    client.sign_in(people.author())
    assert "from 0 to 100" in text(client.post(f"/studio/grading/{slot.id}", data={"percent": "101"}), 422)
    assert client.post(f"/studio/grading/{slot.id}", data={"percent": "80"}).status_code == 303
    assert marks()[0].fraction == Decimal("0.8")


def ask_second(browser, slot, reason="Close to the pass mark, better two"):
    return browser.post(f"/studio/grading/{slot.id}/second-grader", data={"reason": reason})


def test_a_second_grader_is_asked_for_with_a_reason(slot, client):
    client.sign_in(people.author())
    assert "at least 10 characters" in text(ask_second(client, slot, ""), 422)
    assert ask_second(client, slot).status_code == 303
    db.session.expire_all()
    assert studio.essay_slot(slot.attempt_id).graders_wanted == 2


def test_what_the_other_grader_gave_is_hidden_until_both_have_marked(slot, client, clients):
    first, second = client.sign_in(people.author(name="Arthur First")), clients().sign_in(
        people.channel_manager(name="Chan Second")
    )
    path = f"/studio/grading/{slot.id}"
    ask_second(first, slot)
    first.post(path, data=FULL)
    seen = text(second.get(path))
    assert "Another grader has marked this answer" in seen
    assert "Well argued" not in seen and "Arthur" not in seen
    assert "It waits for another grader" in text(first.get(path))
    second.post(path, data={"level-structure": "none", "level-proof": "full", "comment": "No plan at all"})
    for browser in (first, second):
        both = text(browser.get(path))
        assert "Well argued" in both and "No plan at all" in both
        assert "differ by 50 per cent" in both


def test_who_has_marked_no_longer_finds_it_in_the_queue(slot, client):
    client.sign_in(people.author())
    ask_second(client, slot)
    client.post(f"/studio/grading/{slot.id}", data=FULL)
    page = text(client.get("/studio/grading"))
    assert f"/studio/grading/{slot.id}" not in page
    assert "1 answer that you have marked waits for a second grader" in page


def test_the_queue_can_be_narrowed_to_a_quiz(slot, client):
    client.sign_in(people.author())
    assert f"/studio/grading/{slot.id}?quiz=leads/exam" in text(client.get("/studio/grading?quiz=leads/exam"))
    assert f"/studio/grading/{slot.id}" not in text(client.get("/studio/grading?quiz=leads/other"))


def test_a_missing_answer_a_graded_question_and_a_void_paper_are_the_same_404(slot, client):
    from app.assessment.services import void_attempt

    manager = people.channel_manager()
    client.sign_in(manager)
    choice = next(s for s in make.slots(slot.attempt_id) if s.snapshot["type"] == "single")
    void_attempt(slot.attempt_id, actor_id=manager.id, reason="Sat by somebody else", now=LATER)
    for slot_id in (999_999, choice.id, slot.id):
        assert client.get(f"/studio/grading/{slot_id}").status_code == 404


def test_the_queue_costs_the_same_at_ten_times_the_answers(slot, client, statements):
    client.sign_in(people.author())
    quiz = studio.publish_exam()

    def cost(path):
        statements.clear()
        text(client.get(path))
        return len(statements)

    paths = ("/studio/grading", f"/studio/grading/{slot.id}")
    for path in paths:
        cost(path)
    before = [cost(path) for path in paths]
    for number in range(12):
        studio.hand_in(people.rep().id, quiz, now=NOW + timedelta(minutes=number))
    assert [cost(path) for path in paths] == before
    assert max(before) <= 15, statements
