"""A recording as an answer, in a real browser with a camera that is none."""

import os
import wave

import pytest

from app.assessment.recordings import LARGEST, MIB
from app.catalogue.documents import Draw
from tests.chromium import complaints_of, launched
from tests.factories import assessment as make
from tests.factories import catalogue
from tests.factories.content_files import FILM
from tests.live.site import running_site
from tests.live.sitting import Sitting

pytestmark = [pytest.mark.browser, pytest.mark.live]
FAKES = ("--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream")


@pytest.fixture(scope="module")
def camera():
    with launched(*FAKES) as browser:
        yield browser


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    with running_site(tmp_path_factory.mktemp("pitch"), f"pitch_{os.getpid()}") as running:
        with running.app.app_context():
            sound = make.pitch("sound", medium="audio", max_seconds=60)
            make.publish(questions=[make.pitch("film", max_seconds=60), sound, make.single("s")])
            running.quizzes = {
                key: catalogue.quiz(key, sections=(Draw(bank="channel", questions=(key,)),))
                for key in ("film", "sound", "s")
            }
            running.version = catalogue.publish_course("leads", *running.quizzes.values()).version_id
            catalogue.publish_curriculum("basics", "leads")
        yield running


@pytest.fixture
def sit(site, camera):
    made = []

    def begin(quiz, **options):
        sitting = Sitting(
            site,
            camera,
            site.quizzes[quiz],
            version=site.version,
            permissions=["camera", "microphone"],
            **options,
        )
        made.append(sitting)
        return sitting

    yield begin
    for one in made:
        one.close()


def record(page, seconds=1.5):
    page.click("[data-pitch-start]")
    page.wait_for_selector("[data-pitch-clock]:visible")
    page.wait_for_timeout(seconds * 1000)
    page.click("[data-pitch-stop]")
    page.wait_for_selector("text=The recording is saved.")


@pytest.mark.parametrize(("quiz", "kind"), [("film", "video/webm"), ("sound", "audio/webm")])
def test_a_recording_is_made_kept_and_played_and_comes_back_on_a_new_page(sit, quiz, kind):
    sitting = sit(quiz)
    complaints = complaints_of(sitting.page)
    page = sitting.open()
    record(page)
    answer = sitting.answer()
    assert (answer["media_type"], answer["name"]) == (kind, "pitch.webm")
    page.click("[data-flag]")
    sitting.saved()
    assert sitting.answer() == answer and sitting.slot().is_flagged
    page.reload(wait_until="networkidle")
    page.wait_for_selector("[data-pitch-kept]:visible")
    media = page.context.request.get(sitting.url("/answers/1/recording"))
    assert media.headers["content-type"] == kind and len(media.body()) > 1000
    page.click("[data-clear]")
    sitting.saved()
    assert sitting.answer() == {}
    assert complaints == []


def test_a_file_is_chosen_and_one_that_is_no_recording_is_refused_in_words(sit, tmp_path):
    sitting = sit("film")
    page = sitting.open()
    text = tmp_path / "pitch.mp4"
    text.write_bytes(b"MZ this is no film" * 100)
    page.set_input_files("[data-pitch-choose]", text)
    page.wait_for_selector("text=This file is no recording")
    assert not sitting.answer()
    film = tmp_path / "my pitch.mp4"
    film.write_bytes(FILM.read_bytes())
    page.set_input_files("[data-pitch-choose]", film)
    page.wait_for_selector("text=The recording is saved.")
    assert sitting.answer()["name"] == "my pitch.mp4"


def test_a_recording_that_could_not_be_sent_stays_and_is_sent_again(sit):
    sitting = sit("film")
    page = sitting.open()
    page.route("**/recording?*", lambda route: route.abort())
    page.click("[data-pitch-start]")
    page.wait_for_timeout(1200)
    page.click("[data-pitch-stop]")
    page.wait_for_selector("[data-pitch-again]:visible")
    assert not sitting.answer()
    page.unroute("**/recording?*")
    page.click("[data-pitch-again]")
    page.wait_for_selector("text=The recording is saved.")
    assert sitting.answer()["media_type"] == "video/webm"


def test_a_small_save_that_overtakes_a_recording_does_not_lose_it(sit):
    sitting = sit("film")
    page = sitting.open()
    held = []
    page.route("**/recording?*", lambda route: held.append(route))
    page.click("[data-pitch-start]")
    page.wait_for_timeout(1200)
    page.click("[data-pitch-stop]")
    page.wait_for_timeout(300)
    page.click("[data-flag]")
    sitting.saved()
    assert sitting.slot().is_flagged and not sitting.answer()
    held[0].continue_()
    page.wait_for_selector("text=The recording is saved.")
    sitting.saved()
    assert sitting.answer()["media_type"] == "video/webm" and sitting.slot().is_flagged


def test_a_recording_is_sent_without_script(sit, tmp_path):
    sitting = sit("film", java_script_enabled=False)
    page = sitting.open()
    film = tmp_path / "pitch.mp4"
    film.write_bytes(FILM.read_bytes())
    page.set_input_files("[name=recording]", film)
    page.click("[data-next]")
    answer = sitting.answer()
    assert answer["media_type"] == "video/mp4"
    page.goto(sitting.url("?question=1"))
    page.click("[data-flag]")
    assert sitting.answer() == answer


def test_only_a_page_that_asks_for_a_recording_may_use_the_camera(sit):
    film, plain = sit("film"), sit("s")
    policies = [
        one.context.request.get(one.url("?question=1")).headers["permissions-policy"] for one in (film, plain)
    ]
    assert "camera=(self)" in policies[0] and "camera=()" in policies[1]


def test_what_is_too_large_is_refused_before_it_is_sent(sit):
    sitting = sit("film")
    page = sitting.open()
    page.evaluate(
        """size => {
            const input = document.querySelector("[data-pitch-choose]");
            const transfer = new DataTransfer();
            const file = new File(["x"], "big.mp4", {type: "video/mp4"});
            Object.defineProperty(file, "size", {value: size});
            transfer.items.add(file);
            Object.defineProperty(input, "files", {value: [file], configurable: true});
            input.dispatchEvent(new Event("change", {bubbles: true}));
        }""",
        LARGEST + 1,
    )
    page.wait_for_selector("text=more than 100 MB")
    assert not sitting.answer()


def test_a_recording_larger_than_any_form_arrives_with_its_progress(sit, tmp_path):
    sitting = sit("sound")
    page = sitting.open()
    large = tmp_path / "large.wav"
    with wave.open(str(large), "wb") as out:
        out.setparams((2, 2, 192_000, 0, "NONE", ""))
        out.writeframes(bytes(4 * 192_000) * 48)
    assert large.stat().st_size > 34 * MIB
    page.set_input_files("[data-pitch-choose]", large)
    page.wait_for_selector("text=The recording is saved.")
    assert sitting.answer()["media_type"] == "audio/wav"
