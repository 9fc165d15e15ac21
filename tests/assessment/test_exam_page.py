"""The exam page in a real browser: saved means saved, nothing chosen is lost, and time is the server's."""

import os

import pytest
from sqlalchemy import select

from app.assessment.records import Signal
from app.core.db import db
from tests.chromium import axe_findings, become, complaints_of, context_of, overflow
from tests.factories import assessment as make
from tests.factories import catalogue
from tests.live.site import running_site
from tests.live.sitting import Sitting

pytestmark = [pytest.mark.browser, pytest.mark.live]
LONG = "kru:exam:"


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """A running site with quizzes of five questions, and one with several answers."""
    with running_site(tmp_path_factory.mktemp("exam"), f"exam_{os.getpid()}") as running:
        with running.app.app_context():
            make.publish(questions=[make.single(f"q{n}") for n in range(5)])
            make.publish(key="several", questions=[make.multiple("m")])
            make.publish(key="words", questions=[make.essay("e"), make.single("s")])
            running.quizzes = {
                "one": catalogue.quiz(draw=5, time_limit=20),
                "all": catalogue.quiz("all", draw=5, time_limit=20, layout="all"),
                "several": catalogue.quiz("several", bank="several", draw=1),
                "words": catalogue.quiz("words", bank="words", draw=2, layout="all"),
                "watched": catalogue.quiz("watched", draw=1, honour=True),
                "kind": catalogue.quiz("kind", draw=1, time_limit=20, grace=1),
            }
            running.version = catalogue.publish_course("leads", *running.quizzes.values()).version_id
            catalogue.publish_curriculum("basics", "leads")
        yield running


@pytest.fixture
def sit(site, chromium):
    """A function that begins a quiz and opens a browser at it."""
    made = []

    def begin(quiz="one", **options):
        made.append(Sitting(site, chromium, site.quizzes[quiz], version=site.version, **options))
        return made[-1]

    yield begin
    for one in made:
        one.close()


@pytest.fixture
def sitting(sit):
    return sit()


def test_a_number_key_answers_and_saved_is_said_only_when_it_is(sitting):
    page = sitting.open(1)
    assert page.inner_text("[data-saved].k-phone") == "Saved as you answer"
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


def test_number_keys_switch_several_answers_on_and_off(sit):
    sitting = sit("several")
    page = sitting.open(1)
    for key in "1231":
        page.keyboard.press(key)
    page.click("[data-next]")
    page.wait_for_url("**/summary")
    assert sitting.chosen(1) == ["2", "3"]


def test_the_flag_is_kept_and_the_page_stays(sitting):
    page = sitting.open(1)
    page.click("[data-flag]")
    sitting.saved()
    assert page.get_attribute("[data-flag]", "aria-pressed") == "true"
    assert sitting.open(1).get_attribute("[data-flag]", "aria-pressed") == "true"


def test_an_answer_can_be_taken_back(sitting):
    page = sitting.open(1)
    page.keyboard.press("2")
    page.click("[data-clear]")
    sitting.saved()
    assert sitting.answer(1) == []
    assert page.get_attribute(".k-exam__bar progress", "aria-label") == "0 of 5 questions answered"


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


def test_an_answer_that_a_closed_page_could_not_send_is_sent_by_the_next_one_and_shown(sitting):
    page = sitting.open(2)
    sitting.context.set_offline(True)
    page.keyboard.press("3")
    page.wait_for_selector("[data-exam-lost]:visible")
    page.close(run_before_unload=False)
    sitting.context.set_offline(False)
    assert sitting.chosen(2) == []
    again = sitting.open(2, sitting.context.new_page())
    again.wait_for_selector(".k-answer input[value='3']:checked")
    assert sitting.chosen(2) == ["3"]
    assert again.evaluate(f"Object.keys(localStorage).filter(k => k.startsWith('{LONG}'))") == []


def test_what_waits_of_an_earlier_page_is_handed_in_with_the_rest(sitting):
    page = sitting.open(4)
    sitting.context.set_offline(True)
    page.keyboard.press("2")
    page.wait_for_selector("[data-exam-lost]:visible")
    page.close(run_before_unload=False)
    sitting.context.set_offline(False)
    page = sitting.context.new_page()
    page.goto(sitting.url("/summary"), wait_until="networkidle")
    page.wait_for_selector("text=Hand in 1 of 5")
    page.click(".k-exam__foot .btn-primary")
    page.wait_for_url("**/result")
    assert sitting.chosen(4) == ["2"]


def test_nothing_is_kept_in_the_browser_of_a_closed_attempt(sitting):
    page = sitting.open(1)
    page.route("**/answers/1", lambda route: route.abort())
    page.keyboard.press("2")
    page.wait_for_selector("[data-exam-lost]:visible")
    assert page.evaluate(f"localStorage.getItem('{LONG}{sitting.attempt_id}')")
    sitting.set_deadline(-60)
    page.unroute("**/answers/1")
    page.wait_for_url("**/result")
    assert page.evaluate(f"localStorage.getItem('{LONG}{sitting.attempt_id}')") is None
    assert (sitting.outcome(), sitting.chosen(1)) == ("expired", [])


def test_what_nobody_came_back_to_is_forgotten_after_days(sitting):
    page = sitting.open(1)
    for attempt, days in ((7, 4), (8, 1)):
        page.evaluate(
            "([key, days]) => localStorage.setItem(key, JSON.stringify({1: {at: Date.now() - days * 864e5}}))",
            [f"{LONG}{attempt}", days],
        )
    page.goto(sitting.site.base + "/learn", wait_until="networkidle")
    assert page.evaluate("Object.keys(localStorage).filter(k => k.startsWith('kru:exam:'))") == [f"{LONG}8"]


def test_a_second_device_goes_on_at_the_same_question_with_the_same_time(sitting, chromium):
    page = sitting.open(1)
    page.keyboard.press("2")
    sitting.saved()
    other = context_of(chromium)
    become(other, sitting.site, sitting.person)
    second = other.new_page()
    second.goto(sitting.url(), wait_until="networkidle")
    assert "Question 2 of 5" in second.inner_text("body")
    left = [int(p.get_attribute("[data-timer]", "data-timer")) for p in (sitting.open(2), second)]
    assert abs(left[0] - left[1]) <= 5
    second.goto(sitting.url("?question=1"))
    second.wait_for_selector("input[value='2']:checked")
    other.close()


def test_a_newer_answer_from_another_window_is_kept_and_shown(sitting):
    old = sitting.open(1)
    other = sitting.context.new_page()
    sitting.open(1, other)
    other.keyboard.press("1")
    other.keyboard.press("2")
    sitting.saved(other)
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


def test_in_the_grace_after_the_time_answers_still_count_and_the_page_says_so(sit):
    sitting = sit("kind")
    sitting.set_deadline(2, grace=6)
    page = sitting.open(1)
    page.wait_for_selector("[data-exam-grace]:visible")
    page.keyboard.press("2")
    sitting.saved()
    assert page.is_visible("[data-exam-grace]") and sitting.chosen(1) == ["2"]
    page.wait_for_url("**/result", timeout=15000)
    assert sitting.outcome() == "submitted"


def test_the_last_minute_is_spoken_once(sitting):
    sitting.set_deadline(62)
    page = sitting.open(1)
    page.wait_for_selector("[data-timer-say] >> text=1 minute left", state="attached")
    assert "is-low" in page.get_attribute("[data-timer]", "class")


def test_screen_readers_hear_of_half_and_all_of_the_paper_and_not_of_every_save(sitting):
    page = sitting.open(1)
    heard = []
    for question in range(1, 6):
        page = sitting.open(question)
        page.keyboard.press("1")
        sitting.saved()
        heard.append(page.inner_text("[data-exam-say]"))
    assert heard == ["", "", "3 of 5 questions answered", "", "5 of 5 questions answered"]
    assert page.query_selector_all("[data-saved][role=status]") == []


def test_signed_out_in_between_nothing_is_lost(sitting):
    page = sitting.open(1)
    sitting.context.clear_cookies()
    page.keyboard.press("3")
    page.wait_for_selector("[data-exam-signed-out]:visible")
    sitting.context.clear_cookies()
    become(sitting.context, sitting.site, sitting.person)
    sitting.saved()
    assert sitting.chosen(1) == ["3"]


def test_on_a_page_of_all_questions_each_saves_itself_and_has_its_flag(sit):
    sitting = sit("all")
    page = sitting.open()
    for position in (1, 3, 5):
        page.click(f"#q{position} .k-answer >> nth=1")
    page.click("#q3 [data-flag]")
    page.click(".k-exam__foot .btn-primary")
    page.wait_for_url("**/summary")
    assert [sitting.chosen(n) for n in range(1, 6)] == [["2"], [], ["2"], [], ["2"]]
    assert [sitting.slot(n).is_flagged for n in range(1, 6)] == [False, False, True, False, False]
    page.click("text=Go to 2")
    page.wait_for_url("**#q2")


def test_a_text_is_saved_while_it_is_written_within_two_seconds_and_only_then_said_to_be(sit):
    sitting = sit("words")
    page = sitting.open()
    page.click("textarea")
    page.keyboard.type("First I ask. ")
    assert page.inner_text("[data-saved].k-phone") == "Saving"
    page.wait_for_timeout(2000)
    position = int(page.eval_on_selector("textarea", "one => one.form.dataset.question"))
    assert sitting.answer(position) == {"text": "First I ask. "}
    page.keyboard.type("Then I tell.")
    page.click(".k-exam__foot .btn-primary")
    page.wait_for_url("**/summary")
    assert sitting.answer(position) == {"text": "First I ask. Then I tell."}


def test_answers_of_several_questions_wait_together_and_are_all_sent(sit):
    sitting = sit("all")
    page = sitting.open()
    sitting.context.set_offline(True)
    for position in range(1, 6):
        page.click(f"#q{position} .k-answer >> nth=2")
    page.wait_for_selector("[data-exam-lost]:visible")
    assert [sitting.chosen(n) for n in range(1, 6)] == [[]] * 5
    sitting.context.set_offline(False)
    sitting.saved()
    assert [sitting.chosen(n) for n in range(1, 6)] == [["3"]] * 5


def test_leaving_a_watched_paper_and_pasting_into_it_are_noted_and_one_without_honour_is_not_watched(sit):
    sitting = sit("watched")
    page = sitting.open(1)
    page.evaluate("window.dispatchEvent(new Event('blur'))")
    page.evaluate("window.dispatchEvent(new Event('focus'))")
    page.evaluate("document.dispatchEvent(new ClipboardEvent('copy', {bubbles: true}))")
    page.goto(sitting.url("/summary"), wait_until="networkidle")
    with sitting.site.app.app_context():
        kept = db.session.execute(
            select(Signal.kind, Signal.position).where(Signal.attempt_id == sitting.attempt_id)
        )
        assert {tuple(row) for row in kept} >= {("left", 1), ("returned", 1), ("copied", 1)}
    plain = sit("one")
    page = plain.open(1)
    page.evaluate("window.dispatchEvent(new Event('blur'))")
    page.goto(plain.url("/summary"), wait_until="networkidle")
    with plain.site.app.app_context():
        query = select(Signal.id).where(Signal.attempt_id == plain.attempt_id)
        assert db.session.scalars(query).all() == []


@pytest.mark.parametrize("quiz", ["one", "all"])
def test_the_whole_paper_works_without_script(sit, quiz):
    sitting = sit(quiz, java_script_enabled=False)
    page = sitting.open(1)
    for position in range(1, 6):
        page.click(f"#q{position} .k-answer >> nth=1")
        if quiz == "one":
            page.click("[data-next]")
        else:
            page.click(f"#q{position} .k-exam__tools noscript button")
            assert page.url.endswith(f"#q{position}")
    if quiz == "all":
        page.click(".k-exam__foot .btn-primary")
    assert page.url == sitting.url("/summary")
    page.click(".k-exam__foot .btn-primary")
    assert page.url == sitting.url("/result")
    assert [sitting.chosen(n) for n in range(1, 6)] == [["2"]] * 5


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_every_page_of_a_quiz_fits_and_can_be_read_by_everybody(sit, width, scheme):
    sitting = sit("one", width=width, scheme=scheme)
    page = sitting.page
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    complaints = complaints_of(page)
    for path in ("?question=1", "?question=5", "/summary", "/result"):
        if path == "/result":
            page.click(".k-exam__foot .btn-primary")
        page.goto(sitting.url(path), wait_until="networkidle")
        assert overflow(page) <= 0, path
        assert axe_findings(page) == [], path
    assert complaints == []
