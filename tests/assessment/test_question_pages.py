"""Every type of question in a real browser: by mouse, by keyboard alone, on a phone in Thai, and without script."""

import io
import os
from typing import Any

import pytest
from PIL import Image, ImageDraw

from app.catalogue.documents import Draw
from app.core.storage import keep
from tests.chromium import PHONE, axe_findings, complaints_of, overflow
from tests.factories import assessment as make
from tests.factories import catalogue
from tests.live.site import running_site
from tests.live.sitting import Sitting

pytestmark = [pytest.mark.browser, pytest.mark.live]
KINDS = [question["type"] for question in make.of_every_type()]
WRITTEN = {"numeric": "number", "short_text": "text", "essay": "text"}
WORDS = {"numeric": "12.5", "short_text": "deal discount", "essay": "First I ask. Then I tell."}


def picture() -> dict[str, Any]:
    """A picture that is really there, half red and half blue."""
    image = Image.new("RGB", (400, 200), "#ab2420")
    ImageDraw.Draw(image).rectangle((200, 0, 400, 200), fill="#2f3ec4")
    written = io.BytesIO()
    image.save(written, "PNG")
    file = {"sha256": keep(written.getvalue(), "image/png"), "media_type": "image/png", "name": "halves.png"}
    return {"file": file, "alt": make.text("Two halves"), "width": 400, "height": 200}


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """A running site with a quiz of one question for each type, and one of all types."""
    with running_site(tmp_path_factory.mktemp("types"), f"types_{os.getpid()}") as running:
        with running.app.app_context():
            halves = picture()
            questions = [
                question | ({"picture": halves} if question["type"] == "hotspot" else {"pictures": [halves]})
                for question in make.of_every_type()
            ]
            make.publish(questions=questions)
            running.quizzes = {
                q["type"]: catalogue.quiz(
                    q["key"], sections=(Draw(bank="channel", questions=(q["key"],)),), review="answers"
                )
                for q in questions
            }
            every = Draw(bank="channel", questions=tuple(q["key"] for q in questions))
            running.quizzes["all"] = catalogue.quiz("all", sections=(every,), layout="all", review="answers")
            running.quizzes["tries"] = catalogue.quiz(
                "tries", sections=(every,), layout="all", behaviour="multi_try", review="answers"
            )
            running.quizzes["sure"] = catalogue.quiz("sure", sections=(every,), behaviour="certainty")
            running.version = catalogue.publish_course("leads", *running.quizzes.values()).version_id
            catalogue.publish_curriculum("basics", "leads")
        yield running


@pytest.fixture
def sit(site, chromium):
    """A function that begins a quiz and opens a browser at it."""
    made = []

    def begin(quiz, **options):
        made.append(Sitting(site, chromium, site.quizzes[quiz], version=site.version, **options))
        return made[-1]

    yield begin
    for one in made:
        one.close()


def shown_order(sitting) -> list[str]:
    """The keys of the things to order, as the page has them."""
    keys = {item["text"]["en"]: item["key"] for item in sitting.slot().snapshot["items"]}
    return [keys[text] for text in sitting.page.locator("[data-order-name]").all_inner_texts()]


def answer_by_mouse(page, kind):
    match kind:
        case "single" | "multiple" | "true_false":
            page.click(".k-answer >> nth=1")
        case "matching":
            for n in (1, 2, 3):
                page.select_option(f"[name=pair-{n}]", index=n)
        case "categorise":
            for n in (1, 2, 3):
                page.click(f".k-match:nth-of-type({n}) .k-group >> nth=0")
        case "ordering":
            drag(page, "[data-order-handle] >> nth=0", "[data-order-item] >> nth=2")
        case "cloze":
            page.select_option("[name=gap-1]", index=1)
            page.fill("[name=gap-2]", "so")
            page.fill("[name=gap-3]", "7")
        case "hotspot":
            page.click("[data-spot]", position={"x": 35, "y": 40})
        case _:
            page.fill(f"[name={WRITTEN[kind]}]", WORDS[kind])


def drag(page, what, where):
    start, end = page.locator(what).bounding_box(), page.locator(where).bounding_box()
    page.mouse.move(start["x"] + start["width"] / 2, start["y"] + start["height"] / 2)
    page.mouse.down()
    for part in (0.3, 0.6, 1):
        page.mouse.move(start["x"] + 5, start["y"] + (end["y"] + end["height"] - start["y"]) * part)
    page.mouse.up()


def tab_to(page, selector):
    """Go on with the tab key until that is in focus."""
    for _ in range(60):
        if page.evaluate("s => document.activeElement.matches(s)", selector):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"the tab key does not come to {selector}")


def answer_by_keyboard(page, kind):
    press = page.keyboard.press
    match kind:
        case "single" | "multiple" | "true_false":
            tab_to(page, ".k-answer input")
            press("ArrowDown" if kind != "multiple" else "Space")
        case "matching":
            for n in (1, 2, 3):
                tab_to(page, f"[name=pair-{n}]")
                press("ArrowDown")
        case "categorise":
            for n in (1, 2, 3):
                tab_to(page, f"[name=pair-{n}]")
                press("Space")
        case "ordering":
            tab_to(page, "[data-order-down]")
            press("Enter")
            press("Enter")
        case "cloze":
            tab_to(page, "[name=gap-1]")
            press("ArrowDown")
            tab_to(page, "[name=gap-2]")
            page.keyboard.type("so")
            tab_to(page, "[name=gap-3]")
            page.keyboard.type("7")
        case "hotspot":
            tab_to(page, "[data-spot]")
            for key in ("Shift+ArrowLeft", "ArrowUp", "Enter", "ArrowRight", "Enter", "Delete"):
                press(key)
        case _:
            tab_to(page, f"[name={WRITTEN[kind]}]")
            page.keyboard.type(WORDS[kind])


def check_kept(sitting, kind):
    """The database has what the page shows, in the shape of the type."""
    answer = sitting.answer()
    match kind:
        case "single" | "multiple" | "true_false":
            assert len(answer) == 1
            assert sitting.page.locator(".k-answer input:checked").count() == 1
        case "matching" | "categorise":
            assert len(answer) == 3
        case "ordering":
            assert len(answer) == 4 and answer == shown_order(sitting)
        case "cloze":
            assert sorted(answer)[0] == "canarykey-figure" and len(answer) == 3
            assert (answer["canarykey-word"], answer["canarykey-figure"]) == ("so", "7")
        case "hotspot":
            assert len(answer) == 1 and sitting.page.locator("[data-spot-marks] g").count() == 1
        case _:
            assert answer == {WRITTEN[kind]: WORDS[kind]}


GIVEN = [kind for kind in KINDS if kind not in ("pitch", "description")]


@pytest.mark.parametrize("kind", GIVEN)
@pytest.mark.parametrize("way", [answer_by_mouse, answer_by_keyboard], ids=["mouse", "keyboard"])
def test_a_question_of_every_type_is_answered_and_kept(sit, kind, way):
    sitting = sit(kind, width=1280)
    complaints = complaints_of(sitting.page)
    page = sitting.open()
    way(page, kind)
    sitting.saved()
    check_kept(sitting, kind)
    assert page.get_attribute(".k-exam__bar progress", "aria-label") == "1 of 1 questions answered"
    page.reload(wait_until="networkidle")
    check_kept(sitting, kind)
    page.click("[data-clear]")
    sitting.saved()
    assert not sitting.answer()
    assert complaints == []


@pytest.mark.parametrize("kind", KINDS)
def test_a_question_of_every_type_fits_a_phone_in_thai_and_can_be_read_by_everybody(sit, kind):
    sitting = sit(kind, language="th", width=PHONE)
    complaints = complaints_of(sitting.page)
    page = sitting.open()
    assert page.get_attribute("html", "lang") == "th" and "ไทย" in page.inner_text("main")
    if kind in GIVEN and kind != "ordering":
        answer_by_mouse(page, kind)
        sitting.saved()
    assert overflow(page) <= 0
    assert axe_findings(page, "serious", "critical", "moderate") == []
    small = page.evaluate(
        """[...document.querySelectorAll("main button, main select, main input:not([type=hidden])")].filter(one => {
            const box = (one.closest("label") ?? one).getBoundingClientRect();
            return one.checkVisibility() && !one.closest(".k-vh, .k-cloze") && box.width > 1 && box.height < 43.5;
        }).map(one => one.outerHTML.slice(0, 120))"""
    )
    assert small == []
    assert complaints == []


@pytest.mark.parametrize("kind", GIVEN)
def test_a_question_of_every_type_is_answered_without_script(sit, kind):
    sitting = sit(kind, java_script_enabled=False)
    page = sitting.open()
    if kind == "ordering":
        for place in (1, 2, 3, 4):
            page.select_option(f"[name=place-{place}]", str(5 - place))
    elif kind == "hotspot":
        page.click(".k-spot__numbers summary")
        page.fill("[name=across]", "41.5")
        page.fill("[name=down]", "50")
    else:
        answer_by_mouse(page, kind)
    page.click("[data-next]")
    assert page.url == sitting.url("/summary")
    page.goto(sitting.url("?question=1"))
    if kind == "hotspot":
        assert sitting.answer() == [[415, 500]]
        page.click("[name=point]")
        page.click("[data-next]")
        assert sitting.answer() == []
    else:
        check_kept(sitting, kind)


def test_things_are_moved_with_buttons_and_it_is_said_where_they_are(sit):
    sitting = sit("ordering", width=1280)
    page = sitting.open()
    before = shown_order(sitting)
    page.click("[data-order-down] >> nth=0")
    assert shown_order(sitting) == [before[1], before[0], *before[2:]]
    name = page.locator("[data-order-name]").nth(1).inner_text()
    assert page.inner_text("[data-order-say]") == f"{name} is now number 2 of 4"
    assert page.evaluate(
        "document.activeElement.closest('[data-order-item]') === document.querySelectorAll('[data-order-item]')[1]"
    )


def test_an_order_that_is_right_as_it_stands_can_be_said_to_be(sit):
    sitting = sit("ordering", width=1280)
    page = sitting.open()
    before = shown_order(sitting)
    assert sitting.answer() == []
    page.click("[data-order-as-it-is]")
    sitting.saved()
    assert sitting.answer() == before
    assert page.is_hidden("[data-order-as-it-is]")


def test_a_finger_drags_things_into_order(sit):
    sitting = sit("ordering")
    page = sitting.open()
    before = shown_order(sitting)
    page.locator("[data-order-handle] >> nth=3").scroll_into_view_if_needed()
    start = page.locator("[data-order-handle] >> nth=3").bounding_box()
    end = page.locator("[data-order-item] >> nth=0").bounding_box()
    touch = page.context.new_cdp_session(page)
    x = start["x"] + 10
    touch.send(
        "Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [{"x": x, "y": start["y"] + 10}]}
    )
    for part in (0.3, 0.6, 0.9, 1):
        y = start["y"] + 10 + (end["y"] - start["y"]) * part
        touch.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": [{"x": x, "y": y}]})
    touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    sitting.saved()
    assert sitting.answer() == [before[3], *before[:3]]


def test_a_point_is_removed_by_pressing_it_or_by_its_button_and_set_by_numbers(sit):
    sitting = sit("hotspot", width=1280)
    page = sitting.open()
    for x in (50, 150, 250):
        page.click("[data-spot]", position={"x": x, "y": 60})
    page.click("[data-spot]", position={"x": 152, "y": 61})
    page.click("[data-spot-remove] >> nth=0")
    page.click(".k-spot__numbers summary")
    page.fill("[name=across]", "10,5")
    page.fill("[name=down]", "20")
    page.click("[data-spot-add]")
    sitting.saved()
    first, second = sitting.answer()
    assert 600 < first[0] < 650 and second == [105, 200]
    assert page.inner_text("[data-spot-say]") == "Point 2 set: 10.5% from the left, 20% from the top"


def test_the_words_of_a_text_are_counted_also_in_thai(sit):
    sitting = sit("essay", language="th")
    page = sitting.open()
    page.fill("[name=text]", "ลงทะเบียนดีลก่อนเสนอราคา now")
    assert int("".join(c for c in page.inner_text("[data-words-out]") if c.isdecimal())) >= 5


def test_a_page_of_every_type_is_checked_hinted_and_finished(sit):
    sitting = sit("tries", width=1280)
    page = sitting.open()
    position = next(n for n in range(1, 14) if sitting.slot(n).snapshot["type"] == "short_text")
    form = f"#q{position}"
    assert "Each wrong one costs 33% of the mark" in page.inner_text(form)
    page.fill(f"{form} [name=text]", "nonsense")
    page.click(f"{form} [data-check]")
    page.wait_for_selector(f"{form} .k-told.is-wrong")
    assert "CANARYKEY hints" in page.inner_text(form) and "1 more try" in page.inner_text(form)
    page.fill(f"{form} [name=text]", "CANARYKEY")
    page.click(f"{form} [data-check]")
    page.wait_for_selector(f"{form} .k-told.is-right")
    assert page.is_disabled(f"{form} [name=text]")
    assert (sitting.slot(position).tries, sitting.answer(position)) == (2, {"text": "CANARYKEY"})
    page.click(f"{form} [data-flag]")
    sitting.saved()
    assert sitting.slot(position).is_flagged and sitting.answer(position) == {"text": "CANARYKEY"}


def test_how_sure_somebody_is_is_kept_with_the_answer(sit):
    sitting = sit("sure", width=1280)
    position = next(n for n in range(1, 14) if sitting.slot(n).snapshot["type"] == "single")
    page = sitting.open(position)
    page.click(".k-answer >> nth=0")
    page.click(".k-sure .k-check >> nth=2")
    sitting.saved()
    slot = sitting.slot(position)
    assert (len(slot.answer), slot.certainty) == (1, 3)
    essay = next(n for n in range(1, 14) if sitting.slot(n).snapshot["type"] == "essay")
    assert sitting.open(essay).query_selector(".k-sure") is None


@pytest.mark.parametrize(("width", "scheme", "language"), [(390, "dark", "en"), (1280, "light", "th")])
def test_the_page_of_all_types_and_its_review_fit_and_can_be_read(sit, width, scheme, language):
    sitting = sit("all", width=width, scheme=scheme, language=language)
    page = sitting.page
    complaints = complaints_of(page)
    for path in ("", "/summary", "/result"):
        if path == "/result":
            page.click(".k-exam__foot .btn-primary")
            page.wait_for_url("**/result")
        page.goto(sitting.url(path), wait_until="networkidle")
        assert overflow(page) <= 0, path
        assert axe_findings(page) == [], path
    assert complaints == []
