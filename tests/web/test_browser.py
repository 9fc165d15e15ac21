"""The frame in a real browser: no breach of the policy, nothing too wide, readable, and nothing typed is lost."""

import threading
import time

import pytest
from flask import Blueprint, abort, redirect, render_template_string, request, url_for
from werkzeug.serving import make_server

from app import create_app
from app.core.access import PUBLIC, access
from tests.chromium import axe_findings, complaints_of, context_of, eventually, overflow
from tests.conftest import settings_for

pytestmark = pytest.mark.browser

FORM = """
{% extends "web/layout.html" %}
{% from "components/form.html" import form %}
{% from "components/button.html" import button %}
{% block title %}Sample{% endblock %}
{% block main %}
<h1>Sample</h1>
{% call form(url_for('sample.send', **request.args), submit='Send') %}
<div class="k-field"><label for="note">Note</label><input class="form-control" id="note" name="note"></div>
<label for="secret">Secret</label><input class="form-control" id="secret" name="secret" type="password">
<label class="k-check"><input type="checkbox" id="agree" name="agree"><span>Agree</span></label>
{% endcall %}
{{ button('Ask', attrs={'hx-post': url_for('sample.part'), 'hx-target': '#part'}) }}
<div id="part"></div>
{% endblock %}
"""
PART = '{% from "components/tabs.html" import tabs %}<div role="tablist"><button role="tab" id="one">One</button></div>'


def sample_pages():
    """A form that can be made to fail, and a piece for htmx."""
    bp = Blueprint("sample", __name__)
    bp.received = []

    @bp.get("/sample")
    @access(PUBLIC)
    def form():
        return render_template_string(FORM)

    @bp.post("/sample/send")
    @access(PUBLIC)
    def send():
        bp.received.append(request.form["note"])
        if "fail" in request.args:
            abort(500)
        if "slow" in request.args:
            time.sleep(1)
        return redirect(url_for("sample.form"), code=303)

    @bp.post("/sample/part")
    @access(PUBLIC)
    def part():
        return render_template_string(PART)

    return bp


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """A served site with the sample pages; (address, what the form received)."""
    folder = tmp_path_factory.mktemp("web")
    app = create_app(settings_for(folder, f"sqlite:///{folder}/kru.db"), RATELIMIT_ENABLED=False)
    bp = sample_pages()
    app.register_blueprint(bp)
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", bp.received
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def open_page(site, chromium):
    """A function that opens a path at a width; what the console complains of must be empty in the end."""
    contexts, heard = [], []

    def _open(path, width=1280, scheme="light"):
        context = context_of(chromium, width, scheme)
        contexts.append(context)
        page = context.new_page()
        heard.append(complaints_of(page))
        page.goto(site[0] + path)
        return page

    yield _open
    for context in contexts:
        context.close()
    assert [line for lines in heard for line in lines if "status of" not in line] == []


@pytest.mark.parametrize("role", ["channel_manager", "partner_admin"])
@pytest.mark.parametrize(("width", "scheme"), [(390, "light"), (390, "dark"), (768, "light"), (1280, "dark")])
def test_the_style_guide_fits_and_can_be_read_by_everybody(open_page, role, width, scheme):
    page = open_page(f"/styleguide?role={role}", width, scheme)
    page.wait_for_load_state("networkidle")
    assert overflow(page) <= 0
    assert page.evaluate("document.documentElement.dataset.bsTheme") == scheme
    assert axe_findings(page) == []


@pytest.mark.parametrize("width", [390, 1280])
def test_an_error_page_fits_and_can_be_read_by_everybody(open_page, width):
    page = open_page("/no/such/page", width)
    assert overflow(page) <= 0
    assert axe_findings(page) == []


def test_the_theme_stays_where_it_was_put(open_page):
    page = open_page("/sample")
    page.click("[data-theme-toggle]")
    assert page.evaluate("document.documentElement.dataset.bsTheme") == "dark"
    page.reload()
    assert page.locator("html").get_attribute("data-theme") == "dark"
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(20, 19, 18)"


def test_dialog_and_menu_close_with_escape_and_give_the_focus_back(open_page):
    page = open_page("/styleguide")
    page.click("[data-dialog=revoke]")
    assert page.locator("dialog#revoke").is_visible()
    page.keyboard.press("Escape")
    assert not page.locator("dialog#revoke").is_visible()
    assert page.evaluate("document.activeElement.dataset.dialog") == "revoke"
    page.click(".k-side__user")
    assert page.locator(".k-side .k-menu__panel").is_visible()
    page.keyboard.press("Escape")
    assert not page.locator(".k-side .k-menu__panel").is_visible()
    assert page.evaluate("document.activeElement.className") == "k-side__user"


def fill(page):
    page.fill("#note", "Two sellers are missing")
    page.fill("#secret", "never kept")
    page.check("#agree")


def test_what_was_typed_comes_back_after_an_error_page_but_no_secret(open_page):
    page = open_page("/sample?fail=1")
    fill(page)
    page.click("text=Send")
    page.wait_for_selector("text=Something broke on our side")
    assert "never kept" not in page.evaluate("JSON.stringify(sessionStorage)")
    page.click("[data-back]")
    page.wait_for_selector("text=What you typed is back.")
    assert page.input_value("#note") == "Two sellers are missing"
    assert page.is_checked("#agree")
    assert page.input_value("#secret") == ""


def test_what_arrived_does_not_come_back(open_page, site):
    page = open_page("/sample")
    fill(page)
    page.click("text=Send")
    page.wait_for_load_state("networkidle")
    assert site[1][-1] == "Two sellers are missing"
    assert page.input_value("#note") == ""
    assert page.evaluate("sessionStorage.length") == 0


def test_what_did_not_leave_for_want_of_a_connection_comes_back(open_page):
    page = open_page("/sample")
    fill(page)
    page.route("**/sample/send", lambda route: route.abort("internetdisconnected"))
    page.click("text=Send")
    page.wait_for_timeout(300)
    page.unroute("**/sample/send")
    page.goto(page.url) if page.url.startswith("http") and "/sample" in page.url else page.go_back()
    page.wait_for_load_state("networkidle")
    assert page.input_value("#note") == "Two sellers are missing"


def test_leaving_a_changed_form_asks_first_and_an_unchanged_one_does_not(open_page):
    page = open_page("/sample")
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.goto(page.url)
    assert asked == []
    page.fill("#note", "half a thought")
    page.goto(page.url + "?again=1")
    assert asked == ["beforeunload"]


def test_a_form_is_sent_once(open_page, site):
    page = open_page("/sample?slow=1")
    page.fill("#note", "only once")
    busy = page.evaluate(
        """() => {
          const button = document.querySelector("form[data-guard] [type=submit]");
          for (let i = 0; i < 3; i++) button.click();
          return button.getAttribute("aria-busy");
        }"""
    )
    assert busy == "true"
    page.wait_for_timeout(1500)
    assert site[1].count("only once") == 1


def test_htmx_carries_the_token_and_what_it_brings_is_bound(open_page):
    page = open_page("/sample")
    page.click("text=Ask")
    page.wait_for_selector("#part #one")
    page.wait_for_selector("#part [role=tablist][data-bound]")
    assert page.evaluate("document.querySelectorAll('style').length") == 0


def test_what_htmx_cannot_get_is_said_until_it_works_again(open_page):
    page = open_page("/sample")
    page.route("**/sample/part", lambda route: route.fulfill(status=503, body="down"))
    page.click("text=Ask")
    page.wait_for_selector("#main >> text=That did not work.")
    assert page.locator("#part").inner_text() == ""
    page.unroute("**/sample/part")
    page.click("text=Ask")
    page.wait_for_selector("#part #one")
    assert page.locator("#main >> text=That did not work.").count() == 0


def test_a_video_plays_from_its_own_bar(open_page):
    page = open_page("/styleguide")
    play = page.locator("[data-player-play]")
    assert play.get_attribute("aria-label") == "Play"
    play.click()
    eventually(page, "document.getElementById('sample-video').currentTime > 0.3")
    assert play.get_attribute("aria-label") == "Pause"
    page.click("[data-player-speed]")
    assert page.evaluate("document.getElementById('sample-video').playbackRate") == 1.25
    page.click("[data-at='2']")
    page.wait_for_selector("[data-at='2'][aria-current=true]")
    page.click("[data-player-track=en]")
    assert page.evaluate("document.getElementById('sample-video').textTracks[0].mode") == "disabled"


def test_without_script_the_pages_still_say_everything(site, chromium):
    context = chromium.new_context(java_script_enabled=False, viewport={"width": 390, "height": 844})
    page = context.new_page()
    page.goto(site[0] + "/styleguide?role=rep")
    assert page.locator("nav.k-bottombar").is_visible()
    assert page.locator("video#sample-video[controls]").count() == 1
    page.click(".k-topbar .k-menu summary")
    assert page.locator(".k-topbar .k-menu__panel").is_visible()
    context.close()
