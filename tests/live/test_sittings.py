"""A sitting against the running server: bursts count once, and what was confirmed as saved outlives the server."""

import threading
from datetime import timedelta

import pytest
import requests

from app.assessment.models import Attempt
from app.core import clock
from app.core.db import db, transaction
from app.flows.finish_quiz import finish_overdue
from app.learning.services import enrol
from tests.factories import assessment, catalogue, people
from tests.live.crowd import CROWD, at_once
from tests.live.site import running_site

pytestmark = pytest.mark.live
SIZE = 40
EXAM, TRIES, LAST = "/learn/exams/exam", "/learn/exams/tries", "/learn/exams/last"
WRONG = ["wrong-1", "wrong-2", "wrong-3"]


def publish(site):
    """A course with an exam of 40 questions, a quiz with three tries and one with a single attempt."""
    hints = [assessment.text("Look again"), assessment.text("Look closer")]
    with site.app.app_context():
        assessment.publish(questions=[assessment.single(f"q{n}", hints=hints) for n in range(SIZE)])
        catalogue.publish_course(
            "exams",
            catalogue.quiz("exam", draw=SIZE),
            catalogue.quiz("tries", behaviour="multi_try"),
            catalogue.quiz("last", attempts=1, time_limit=30),
        )
        catalogue.publish_curriculum("basics", "exams")


@pytest.fixture(scope="module", autouse=True)
def course(live):
    publish(live)


@pytest.fixture(autouse=True)
def nothing_breaks(live):
    yield
    assert live.complaints() == []


def begin(site, quiz):
    """A new rep's browser and the address of their attempt."""
    with site.app.app_context():
        person_id = people.rep().id
        enrol(person_id, "exams", now=clock.now())
    browser = site.browser_of(person_id)
    assert browser.token
    return browser, browser.fill_in(f"{quiz}/attempts").headers["Location"]


def put(browser, address, position, **form):
    """What the page's script does."""
    headers = {"X-CSRFToken": browser.token, "Accept": "application/json"}
    return browser.put(f"{address}/answers/{position}", data=form, headers=headers)


def slots(site, address):
    with site.app.app_context():
        return assessment.slots(number(address))


def number(address):
    return int(address.rpartition("/")[2])


def chosen(slot, key):
    return assessment.numbers(slot, {key})


def steps(site, address, position=1):
    """Kind, sequence and tries of each step of a question, in the order in which they came."""
    of = "answer_step JOIN slot ON slot.id = slot_id WHERE attempt_id = :a AND position = :p"
    wanted = f"SELECT kind, sequence, answer_step.tries FROM {of} ORDER BY answer_step.id"
    return site.rows(wanted, a=number(address), p=position)


def test_twenty_checks_of_one_answer_are_one_try(live):
    browser, address = begin(live, TRIES)
    wrong = chosen(slots(live, address)[0], WRONG[0])
    at_once(lambda _n: browser.fill_in(f"{address}/answers/1/check", choice=wrong, sequence=7))
    slot = slots(live, address)[0]
    assert (slot.tries, slot.answer, slot.checked_at) == (1, [WRONG[0]], None)
    assert steps(live, address) == [("checked", 7, 1)]


def test_twenty_checks_of_different_answers_are_no_more_tries_than_there_are(live):
    browser, address = begin(live, TRIES)
    slot = slots(live, address)[0]
    at_once(
        lambda n: browser.fill_in(
            f"{address}/answers/1/check", choice=chosen(slot, WRONG[n % 3]), sequence=n + 1
        )
    )
    after = slots(live, address)[0]
    tries = [tries for kind, _sequence, tries in steps(live, address) if kind == "checked"]
    assert tries == list(range(1, after.tries + 1))
    assert after.tries <= len(WRONG)
    assert (after.checked_at is not None) == (after.tries == len(WRONG))


def test_answers_out_of_order_end_with_the_newest_and_every_change_is_a_step(live):
    browser, address = begin(live, EXAM)
    slot = slots(live, address)[0]
    at_once(lambda n: put(browser, address, 1, choice=chosen(slot, WRONG[n % 3]), sequence=n + 1))
    after = slots(live, address)[0]
    assert (after.answer_sequence, after.answer) == (CROWD, [WRONG[(CROWD - 1) % 3]])
    kept = [sequence for _kind, sequence, _tries in steps(live, address)]
    assert kept == sorted(kept)
    assert kept[-1] <= CROWD


@pytest.mark.parametrize("change", ["UPDATE answer_step SET sequence = 1", "DELETE FROM answer_step"])
def test_no_step_is_rewritten_past_the_application(live, change):
    browser, address = begin(live, EXAM)
    put(browser, address, 1, choice="1", sequence=1)
    before = live.count("answer_step")
    with pytest.raises(Exception, match="append-only"):
        live.change(change)
    assert live.count("answer_step") == before


def test_twenty_starts_with_one_attempt_left_are_one_attempt_and_after_it_there_is_none(live):
    browser, address = begin(live, LAST)
    answers = at_once(lambda _n: browser.fill_in(f"{LAST}/attempts"))
    assert {answer.headers["Location"] for answer in answers} == {address}
    browser.fill_in(f"{address}/submit")
    refused = at_once(lambda _n: browser.fill_in(f"{LAST}/attempts"), times=5)
    assert {answer.headers["Location"] for answer in refused} == {LAST}
    assert live.count("attempt WHERE quiz_ref = 'exams/last' AND id >= :a", a=number(address)) == 1


def test_what_is_confirmed_while_somebody_hands_in_is_graded(live):
    browser, address = begin(live, EXAM)
    paper = slots(live, address)

    def send(n):
        if n % 5 == 4:
            return browser.fill_in(f"{address}/submit")
        return put(browser, address, n + 1, choice=chosen(paper[n], "right"), sequence=1)

    answers = at_once(send)
    saves = {n + 1: answer for n, answer in enumerate(answers) if n % 5 != 4}
    assert {answer.status_code for answer in saves.values()} <= {200, 409}
    confirmed = {position for position, answer in saves.items() if answer.status_code == 200}
    after = slots(live, address)
    assert {slot.position for slot in after if slot.fraction == 1} == confirmed
    [(score,)] = live.rows("SELECT score FROM attempt WHERE id = :a", a=number(address))
    assert round(float(score) * SIZE, 3) == len(confirmed)


def test_the_worker_and_the_person_find_the_time_over_and_it_ended_at_its_end(live):
    browser, address = begin(live, LAST)
    with live.app.app_context(), transaction():
        ended = clock.now() - timedelta(seconds=90)
        attempt = db.session.get(Attempt, number(address))
        attempt.deadline_at = attempt.ends_at = ended

    def close(n):
        if n % 2:
            return browser.fill_in(f"{address}/submit")
        with live.app.app_context():
            return finish_overdue(now=clock.now())

    at_once(close)
    late = put(browser, address, 1, choice="1", sequence=1)
    assert late.status_code == 409
    with live.app.app_context():
        attempt = db.session.get(Attempt, number(address))
        assert (attempt.outcome, attempt.closed_at) == ("expired", ended)


def test_no_confirmed_answer_is_lost_when_the_server_is_killed_in_a_sitting(tmp_path):
    with running_site(tmp_path, "sitting_killed") as site:
        publish(site)
        [server] = site.processes
        browser, address = begin(site, EXAM)
        paper = slots(site, address)
        confirmed = {}
        for life in range(3):
            sent_before = len(confirmed)
            writing = threading.Thread(
                target=write_until_it_breaks, args=(browser, address, paper, confirmed, life)
            )
            writing.start()
            while len(confirmed) < sent_before + 15 and writing.is_alive():
                writing.join(0.01)
            site.kill(server)
            writing.join()
            check_confirmed(site, address, confirmed)
            server = site.start_server()
        browser.fill_in(f"{address}/submit")
        check_confirmed(site, address, confirmed)
        [(closed,)] = site.rows("SELECT closed_at FROM attempt WHERE id = :a", a=number(address))
        assert closed is not None


def write_until_it_breaks(browser, address, paper, confirmed, life):
    """Answer question after question; note what the server confirmed, until it is gone."""
    for sequence in range(1, 100):
        for slot in paper:
            key = (*WRONG, "right")[(sequence + slot.position) % 4]
            running = life * 1000 + sequence
            try:
                answer = put(browser, address, slot.position, choice=chosen(slot, key), sequence=running)
            except requests.RequestException:
                return
            if answer.status_code == 200 and answer.json()["kept"]:
                confirmed[slot.position, running] = key


def check_confirmed(site, address, confirmed):
    """Of each question the newest confirmed answer is there, or one that was sent after it."""
    newest = {}
    for position, running in confirmed:
        newest[position] = max(running, newest.get(position, 0))
    for slot in slots(site, address):
        if slot.position in newest:
            assert slot.answer_sequence >= newest[slot.position]
            known = confirmed.get((slot.position, slot.answer_sequence))
            assert known is None or slot.answer == [known]
