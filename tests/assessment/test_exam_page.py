"""The exam page in a real browser: saved means saved, nothing chosen is lost, and time is the server's."""

import os
from datetime import timedelta

import pytest
from sqlalchemy import update

from app.assessment.models import Attempt
from app.core import clock
from app.core.db import db, transaction
from app.flows.start_quiz import start_quiz
from tests.chromium import PHONE, axe_findings, become, complaints_of, context_of, overflow
from tests.factories import assessment as make
from tests.factories import catalogue, people
from tests.live.site import running_site

pytestmark = [pytest.mark.browser, pytest.mark.live]


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """A running site with two quizzes: five questions with one answer, and one with several."""
    with running_site(tmp_path_factory.mktemp("exam"), f"exam_{os.getpid()}") as running:
        with running.app.app_context():
            make.publish(questions=[make.single(f"q{n}") for n in range(5)])
            make.publish(key="several", questions=[make.multiple("m")])
            running.quiz = catalogue.quiz(draw=5, time_limit=20)
            running.several = catalogue.quiz("several", bank="several", draw=1)
            running.version = catalogue.publish_course("leads", running.quiz, running.several).version_id
            catalogue.publish_curriculum("basics", "leads")
        yield running


class Sitting:
    """Somebody at an open attempt of their own."""

    def __init__(self, site, chromium, quiz=None, **options):
        self.site = site
        with site.app.app_context():
            self.person = people.rep().id
            self.attempt_id = start_quiz(
                self.person,
                course_key="leads",
                quiz=quiz or site.quiz,
                version_id=site.version,
                now=clock.now(),
            )
        self.context = context_of(chromium, PHONE, **options)
        become(self.context, site, self.person)
        self.page = self.context.new_page()

    def url(self, rest=""):
        return f"{self.site.base}/attempts/{self.attempt_id}{rest}"

    def open(self, question, page=None):
        page = page or self.page
        page.goto(self.url(f"?question={question}"), wait_until="networkidle")
        return page

    def saved(self):
        self.page.wait_for_selector("[data-saved].k-phone:not(.is-waiting) >> text=/Saved \\d\\d:\\d\\d/")

    def chosen(self, position):
        with self.site.app.app_context():
            slot = make.slots(self.attempt_id)[position - 1]
            return make.numbers(slot, set(slot.answer))

    def set_deadline(self, seconds):
        with self.site.app.app_context(), transaction() as session:
            at = clock.now() + timedelta(seconds=seconds)
            session.execute(
                update(Attempt).where(Attempt.id == self.attempt_id).values(deadline_at=at, ends_at=at)
            )

    def outcome(self):
        with self.site.app.app_context():
            return db.session.get(Attempt, self.attempt_id).outcome


@pytest.fixture
def sitting(site, chromium):
    one = Sitting(site, chromium)
    yield one
    one.context.close()


def test_a_number_key_answers_and_saved_is_said_only_when_it_is(sitting):
    page = sitting.open(1)
    assert page.inner_text("[data-saved].k-phone") == "Saved as you choose"
    page.keyboard.press("2")
    sitting.saved()
    assert sitting.chosen(1) == ["2"]
    assert page.get_attribute(".k-exam__bar progress", "aria-label") == "1 of 5 questions answered"


def test_changing_quickly_ends_with_the_last_choice(sitting):
    page = sitting.open(1)
    for key in "12343214":
        page.keyboard.press(key)
    page.click("[data-next]")
    page.wait_for_url("**question=2")
    assert sitting.chosen(1) == ["4"]


def test_leading_on_while_an_answer_is_still_on_its_way_leads_on(sitting):
    page = sitting.open(1)

    def slowly(route):
        page.wait_for_timeout(700)
        route.continue_()

    page.route("**/answers/1", slowly)
    page.keyboard.press("3")
    page.click("[data-next]")
    page.wait_for_url("**question=2", timeout=8000)
    assert sitting.chosen(1) == ["3"]


def test_number_keys_switch_several_answers_on_and_off(site, chromium):
    sitting = Sitting(site, chromium, quiz=site.several)
    page = sitting.open(1)
    for key in "1231":
        page.keyboard.press(key)
    page.click("[data-next]")
    page.wait_for_url("**/summary")
    assert sitting.chosen(1) == ["2", "3"]
    sitting.context.close()


def test_the_flag_is_kept_and_the_page_stays(sitting):
    page = sitting.open(1)
    page.click("[data-flag]")
    sitting.saved()
    assert page.get_attribute("[data-flag]", "aria-pressed") == "true"
    assert sitting.open(1).get_attribute("[data-flag]", "aria-pressed") == "true"


def test_an_answer_chosen_without_a_connection_waits_and_is_sent_before_the_page_leads_on(sitting):
    page = sitting.open(2)
    sitting.context.set_offline(True)
    page.keyboard.press("3")
    page.wait_for_selector("[data-exam-lost]:visible")
    assert page.inner_text("[data-saved].k-phone") == "Not saved yet"
    page.click("[data-next]")
    page.wait_for_timeout(500)
    assert page.url.endswith("question=2") and sitting.chosen(2) == []
    sitting.context.set_offline(False)
    page.wait_for_url("**question=3")
    assert sitting.chosen(2) == ["3"]


def test_a_newer_answer_from_another_window_is_kept_and_shown(sitting):
    old = sitting.open(1)
    other = sitting.context.new_page()
    sitting.open(1, other)
    other.keyboard.press("1")
    other.keyboard.press("2")
    other.wait_for_selector("[data-saved].k-phone:not(.is-waiting)")
    old.bring_to_front()
    old.keyboard.press("4")
    old.wait_for_selector("[data-exam-stale]:visible")
    old.click("[data-exam-stale] a")
    old.wait_for_selector("input[value='2']:checked")
    assert sitting.chosen(1) == ["2"]


def test_when_the_time_is_over_the_page_says_so_saves_what_waits_and_hands_in(sitting):
    sitting.set_deadline(4)
    page = sitting.open(1)
    sitting.context.set_offline(True)
    page.keyboard.press("2")
    page.wait_for_selector("[data-exam-over]:visible")
    sitting.context.set_offline(False)
    page.wait_for_url("**/result")
    assert (sitting.outcome(), sitting.chosen(1)) == ("submitted", ["2"])


def test_the_last_minute_is_spoken_once(sitting):
    sitting.set_deadline(62)
    page = sitting.open(1)
    page.wait_for_selector("[data-timer-say] >> text=1 minute left", state="attached")
    assert "is-low" in page.get_attribute("[data-timer]", "class")


def test_signed_out_in_between_nothing_is_lost(sitting):
    page = sitting.open(1)
    sitting.context.clear_cookies()
    page.keyboard.press("3")
    page.wait_for_selector("[data-exam-signed-out]:visible")
    sitting.context.clear_cookies()
    become(sitting.context, sitting.site, sitting.person)
    sitting.saved()
    assert sitting.chosen(1) == ["3"]


def test_the_whole_paper_works_without_script(site, chromium):
    sitting = Sitting(site, chromium, java_script_enabled=False)
    page = sitting.open(1)
    for _ in range(5):
        page.click(".k-answer >> nth=1")
        page.click("[data-next]")
    assert page.url == sitting.url("/summary")
    page.click(".k-exam__foot .btn-primary")
    assert page.url == sitting.url("/result")
    assert [sitting.chosen(n) for n in range(1, 6)] == [["2"]] * 5
    sitting.context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_every_page_of_a_quiz_fits_and_can_be_read_by_everybody(sitting, width, scheme):
    page = sitting.page
    page.set_viewport_size({"width": width, "height": 844})
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    complaints = complaints_of(page)
    for path in ("?question=1", "?question=5", "/summary", "/result"):
        if path == "/result":
            page.click(".k-exam__foot .btn-primary")
        page.goto(sitting.url(path), wait_until="networkidle")
        assert overflow(page) <= 0, path
        assert axe_findings(page) == [], path
    assert complaints == []
