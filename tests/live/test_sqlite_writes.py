"""Many writers on one SQLite file: each waits its turn and none is turned away; readers never wait. PostgreSQL too."""

import threading
import time
from datetime import timedelta

import pytest
from sqlalchemy import text

from app.core import clock
from app.core.db import db, transaction
from tests import databases
from tests.live import programme
from tests.live.crowd import at_once

pytestmark = pytest.mark.live
WRITERS, SAVES = 8, 200


@pytest.fixture(scope="module", autouse=True)
def course(live):
    programme.publish(live)


def start(browser):
    return browser.fill_in(f"{programme.QUIZ}/attempts").headers["Location"]


def save(browser, address, sequence):
    form = {"choice": str(sequence % 4 + 1), "sequence": str(sequence)}
    headers = {"X-CSRFToken": browser.token, "Accept": "application/json"}
    return browser.post(f"{address}/answers/1", data=form, headers=headers)


def test_eight_writers_of_two_hundred_answers_are_all_served(live):
    browsers = [live.browser_of(programme.rep(live)) for _n in range(WRITERS)]
    addresses = [start(browser) for browser in browsers]

    def write(number):
        answers = [save(browsers[number], addresses[number], n + 1) for n in range(SAVES)]
        return {(a.status_code, a.json()["kept"]) for a in answers}

    assert at_once(write, WRITERS) == [{(200, True)}] * WRITERS
    for address in addresses:
        attempt_id = int(address.rpartition("/")[2])
        kept = live.rows(
            "SELECT answer_sequence FROM slot WHERE position = 1 AND attempt_id = :a", a=attempt_id
        )
        assert kept == [(SAVES,)]
    assert live.complaints() == []


PAGES = (
    "/",
    "/learn",
    "/learn/leads",
    programme.QUIZ,
    "/certifications",
    "/points",
    "/account",
    "/verify",
    "/readyz",
)


def test_no_page_waits_for_the_write_lock(live):
    browser = live.browser_of(programme.rep(live))
    attempt = start(browser)
    pages = (*PAGES, attempt, f"{attempt}/summary")
    held, let_go = threading.Event(), threading.Event()

    def hold():
        with live.app.app_context(), transaction() as session:
            session.execute(text("UPDATE company SET region = region"))
            held.set()
            let_go.wait(30)

    writer = threading.Thread(target=hold)
    writer.start()
    try:
        held.wait(10)
        began = time.monotonic()
        assert {page: browser.get(page).status_code for page in pages} == dict.fromkeys(pages, 200)
        assert time.monotonic() - began < 8  # SQLite's writers wait ten seconds for the lock
    finally:
        let_go.set()
        writer.join()
    assert live.complaints() == []


@pytest.mark.skipif(databases.is_postgresql(), reason="PostgreSQL locks rows, not the file")
def test_noting_that_somebody_was_here_does_not_cost_them_the_page(live):
    """The one thing that an ordinary page writes is left for the next page when the file is locked."""
    person_id = programme.rep(live)
    browser = live.browser_of(person_id)
    long_ago = clock.now() - timedelta(hours=1)
    with live.app.app_context(), transaction() as session:
        session.execute(
            text("UPDATE sign_in SET seen_at = :t"), {"t": long_ago.strftime("%Y-%m-%d %H:%M:%S.%f")}
        )
    with live.app.app_context():
        locked = db.engine.raw_connection()
        locked.execute("BEGIN IMMEDIATE")
        try:
            began = time.monotonic()
            assert browser.get("/learn").status_code == 200
            assert time.monotonic() - began < 5
        finally:
            locked.execute("ROLLBACK")
            locked.close()
    assert browser.get("/learn").status_code == 200
    [(seen_at,)] = live.rows("SELECT max(seen_at) FROM sign_in WHERE person_id = :p", p=person_id)
    assert str(seen_at) > str(long_ago)
