"""Twenty at the same moment against the running server: the database says that it happened once."""

import sys

import pytest

from app.core import clock
from tests.live import programme
from tests.live.crowd import CROWD, at_once
from tests.live.programme import CERTIFIED, earned_by

pytestmark = pytest.mark.live


@pytest.fixture(scope="module")
def version_id(live):
    return programme.publish(live)


@pytest.fixture(autouse=True)
def nothing_breaks(live):
    yield
    assert live.complaints() == []


def test_twenty_hand_ins_of_one_attempt_are_one(live, version_id):
    sitting = programme.sit(live, version_id)
    browser = live.browser_of(sitting.person_id)
    assert browser.token
    answers = at_once(lambda _n: browser.fill_in(f"{sitting.address}/submit"))
    assert {(a.status_code, a.headers["Location"]) for a in answers} == {(303, f"{sitting.address}/result")}
    assert earned_by(live, sitting.person_id) == CERTIFIED
    assert "You hold" in browser.get(f"{sitting.address}/result").text


def test_hand_ins_of_twenty_people_at_once_earn_each_their_own(live, version_id):
    sittings = [programme.sit(live, version_id) for _n in range(CROWD)]
    browsers = [live.browser_of(s.person_id) for s in sittings]
    assert all(browser.token for browser in browsers)
    answers = at_once(lambda n: browsers[n].fill_in(f"{sittings[n].address}/submit"))
    assert {a.status_code for a in answers} == {303}
    assert [earned_by(live, s.person_id) for s in sittings] == [CERTIFIED] * CROWD
    assert live.rows("SELECT sum(amount) FROM posting") == [(0,)]


def test_twenty_starts_open_one_attempt(live, version_id):
    person_id = programme.rep(live)
    browser = live.browser_of(person_id)
    assert browser.token
    answers = at_once(lambda _n: browser.fill_in(f"{programme.QUIZ}/attempts"))
    [(attempt_id,)] = live.rows("SELECT id FROM attempt WHERE person_id = :p", p=person_id)
    assert {(a.status_code, a.headers["Location"]) for a in answers} == {(303, f"/attempts/{attempt_id}")}
    assert live.count("slot WHERE attempt_id = :a", a=attempt_id) == 2


def test_of_twenty_autosaves_the_newest_stays(live, version_id):
    person_id = programme.rep(live)
    browser = live.browser_of(person_id)
    address = browser.fill_in(f"{programme.QUIZ}/attempts").headers["Location"]
    headers = {"X-CSRFToken": browser.token, "Accept": "application/json"}

    def save(number):
        form = {"choice": str(number % 4 + 1), "sequence": str(number + 1)}
        return browser.post(f"{address}/answers/1", data=form, headers=headers)

    answers = at_once(save)
    assert {a.status_code for a in answers} == {200}
    [(sequence, snapshot, answer)] = slot(live, address)
    assert sequence == CROWD
    assert answer == [snapshot["options"][(CROWD - 1) % 4]["key"]]
    assert [a.json()["kept"] for a in answers][-1] is True


def slot(site, address):
    """Sequence, snapshot and answer of an attempt's first question."""
    from sqlalchemy import select

    from app.assessment.models import Slot
    from app.core.db import db

    with site.app.app_context():
        wanted = select(Slot.answer_sequence, Slot.snapshot, Slot.answer).where(
            Slot.attempt_id == int(address.rpartition("/")[2]), Slot.position == 1
        )
        return [tuple(row) for row in db.session.execute(wanted)]


def test_twenty_settles_from_four_processes_earn_as_much_as_one(live, version_id):
    sitting = programme.sit(live, version_id)
    with live.app.app_context():
        from app.assessment.services import close_attempt
        from app.core.db import transaction
        from app.flows.record_pass import record_pass

        with transaction():  # the evidence alone, as if the server had died before it settled
            assert record_pass(close_attempt(sitting.attempt_id, now=clock.now()))
    assert earned_by(live, sitting.person_id)["awards"] == 0
    command = (sys.executable, "-m", "tests.live.settling", str(sitting.person_id), str(CROWD // 4))
    settling = [live.start(*command) for _n in range(4)]
    assert [process.wait(60) for process in settling] == [0] * 4
    assert earned_by(live, sitting.person_id) == CERTIFIED


def test_twenty_acceptances_of_a_text_are_one_and_earn_once(live, version_id):
    sitting = programme.sit(live, version_id, accept_rules=False)
    browser = live.browser_of(sitting.person_id)
    browser.fill_in(f"{sitting.address}/submit")
    assert earned_by(live, sitting.person_id)["awards"] == 0
    page = browser.get(programme.RULES).text
    words = page.split('name="words"', 1)[1].split('value="', 1)[1].split('"', 1)[0]
    [(name,)] = live.rows("SELECT name FROM person WHERE id = :p", p=sitting.person_id)
    answers = at_once(lambda _n: browser.fill_in(f"{programme.RULES}/acknowledge", name=name, words=words))
    assert {(a.status_code, a.headers["Location"]) for a in answers} == {(303, programme.RULES)}
    assert live.count("acknowledgement WHERE person_id = :p", p=sitting.person_id) == 1
    assert earned_by(live, sitting.person_id) == CERTIFIED
