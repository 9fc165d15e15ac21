"""What protects the people behind the browsers: tokens on forms, flags on cookies, headers on every answer."""

import os

import pytest

from app.core import clock
from app.core.storage import keep
from app.learning.services import enrol
from tests.factories import catalogue, people
from tests.live.browser import Browser
from tests.live.site import running_site

pytestmark = pytest.mark.live
ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


@pytest.fixture(scope="module")
def rep(live):
    with live.app.app_context():
        return people.rep(password=people.PASSWORD).id


def person(site, person_id):
    return site.rows("SELECT email, language FROM person WHERE id = :p", p=person_id)[0]


@pytest.mark.parametrize("token", [None, "", "forged", "somebody else's"])
def test_a_form_without_its_own_token_is_refused_in_words_and_changes_nothing(live, rep, token):
    browser = live.browser_of(rep)
    if token == "somebody else's":
        token = live.browser().token
    form = {"language": "th"} | ({} if token is None else {"csrf_token": token})
    answer = browser.post("/language", data=form)
    assert answer.status_code == 400
    assert "This page was open too long" in answer.text
    assert "Nothing was changed" in answer.text
    assert person(live, rep)[1] == "en"


def test_a_form_from_another_site_is_refused_even_with_a_token(live, rep):
    browser = live.browser_of(rep)
    form = {"language": "th", "csrf_token": browser.token}
    answer = browser.post("/language", data=form, headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403
    assert "That came from another site" in answer.text
    assert person(live, rep)[1] == "en"
    assert browser.post("/language", data=form).status_code == 303
    assert person(live, rep)[1] == "th"
    browser.post("/language", data=form | {"language": "en"})


def signed_in(site, person_id):
    """A browser that has gone through the gate, and the answer that let it in."""
    browser = site.browser()
    email, _language = person(site, person_id)
    before = browser.cookies.get_dict()
    answer = browser.fill_in("/sign-in", email=email, password=people.PASSWORD)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/")
    return browser, before, answer


def test_the_session_cookie_is_for_http_alone_for_this_site_and_new_at_sign_in(live, rep):
    browser, _before, answer = signed_in(live, rep)
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("kru=")
    assert {"HttpOnly", "SameSite=Lax", "Path=/"} <= {part.strip() for part in cookie.split(";")}
    token_before = browser.token
    assert browser.fill_in("/language", language="en").status_code == 400  # the token of before signing in
    browser._token = ""
    assert browser.token != token_before


def test_a_cookie_that_was_signed_out_opens_nothing_any_more(live, rep):
    browser, _before, _answer = signed_in(live, rep)
    browser._token = ""
    stolen = Browser(live.base, browser.cookies["kru"])
    assert stolen.get("/account").status_code == 200
    answer = browser.fill_in("/sign-out")
    assert answer.headers["Location"] == "/sign-in"
    assert answer.headers["Clear-Site-Data"] == '"cache"'
    assert stolen.get("/account").headers["Location"].startswith("/sign-in")


@pytest.fixture(scope="module")
def film(live, rep):
    with live.app.app_context():
        sha256 = keep(b"\x00\x00\x00\x18ftypmp42" + bytes(4 * 1024 * 1024), "video/mp4")
        media = catalogue.File(sha256, "video/mp4", "film.mp4")
        catalogue.publish_course("leads", catalogue.video(media=media))
        enrol(rep, "leads", now=clock.now())
        return f"/learn/leads/film/files/{sha256}/film.mp4"


def the_headers(answer):
    return {name: answer.headers.get(name) for name in ALWAYS}


@pytest.mark.parametrize("path", ["/", "/learn/leads/film", "/account", "/nowhere", "/people", "/healthz"])
def test_pages_and_errors_carry_the_headers_and_are_not_kept(live, rep, film, path):
    answer = live.browser_of(rep).get(path)
    assert the_headers(answer) == ALWAYS
    assert answer.headers["Cache-Control"] == "no-store"
    policy = answer.headers["Content-Security-Policy"]
    assert (
        "default-src 'self'" in policy
        and "object-src 'none'" in policy
        and "frame-ancestors 'none'" in policy
    )
    assert "unsafe" not in policy and "*" not in policy
    again = live.browser_of(rep).get(path).headers["Content-Security-Policy"]
    assert again != policy  # the nonce is used once


def test_a_film_is_sent_in_capped_ranges_locked_into_itself(live, rep, film):
    answer = live.browser_of(rep).get(film, headers={"Range": "bytes=0-"})
    assert (answer.status_code, len(answer.content)) == (206, 2 * 1024 * 1024)
    assert answer.headers["Content-Range"] == f"bytes 0-2097151/{4 * 1024 * 1024 + 12}"
    assert the_headers(answer) == ALWAYS
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer.headers["Cache-Control"] == "private, max-age=3600"


@pytest.mark.parametrize(
    "wanted", ["bytes=99999999-", "bytes=5-2", "bytes=-0", "lines=1-2", "bytes=0-1,5-9", "x"]
)
def test_odd_ranges_get_an_answer_that_browsers_understand(live, rep, film, wanted):
    answer = live.browser_of(rep).get(film, headers={"Range": wanted}, stream=True)
    assert answer.status_code in (200, 206, 416)
    assert live.complaints() == []


def test_static_files_may_be_kept_and_are_not_sniffed(live):
    page = live.browser().get("/sign-in").text
    script = page.split('<script type="module" src="', 1)[1].split('"', 1)[0]
    answer = live.browser().get(script)
    assert "immutable" in answer.headers["Cache-Control"]
    assert answer.headers["Content-Type"].startswith("text/javascript")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_in_production_cookies_need_https_and_browsers_are_told_so(tmp_path_factory):
    settings = {
        "KRU_ENV": "production",
        "KRU_BASE_URL": "https://kru.example.com",
        "KRU_TRUSTED_HOSTS": "kru.example.com,127.0.0.1",
        "KRU_ARGON2_MEMORY_KIB": "19456",
        "KRU_PROXY_HOPS": "1",
    }
    with running_site(
        tmp_path_factory.mktemp("production"), f"live_production_{os.getpid()}", **settings
    ) as site:
        headers = {"X-Forwarded-Proto": "https", "X-Forwarded-For": "203.0.113.7"}
        answer = site.browser().get("/sign-in", headers=headers)
        cookie = answer.headers["Set-Cookie"]
        assert cookie.startswith("__Host-kru=") and "Secure" in cookie and "Domain" not in cookie
        assert answer.headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"
        for hidden in ("/styleguide", "/mail"):
            assert site.browser().get(hidden).status_code == 404
