"""Error pages: in words, with the frame, for machines as JSON, and when nothing else works."""

import re

import pytest
from flask import abort
from werkzeug.exceptions import HTTPException

from app.core.access import PUBLIC, access
from app.core.errors import NotVisible
from app.web import errors
from tests.factories import people

CODES = (400, 401, 403, 404, 405, 413, 429, 500)
JSON = {"Accept": "application/json"}


def words(app, code):
    with app.test_request_context("/"):
        return errors.words_for(code)


def fail_with(app, monkeypatch, problem):
    """Make /healthz raise this."""

    @access(PUBLIC)
    def broken():
        if isinstance(problem, int):
            abort(problem)
        raise problem

    monkeypatch.setitem(app.view_functions, "web.healthz", broken)


@pytest.mark.parametrize("code", CODES)
def test_every_error_says_what_happened_and_what_to_do(app, client, monkeypatch, code):
    fail_with(app, monkeypatch, code)
    answer = client.get("/healthz")
    told = words(app, code)
    text = answer.get_data(as_text=True)
    assert answer.status_code == code
    assert f"<h1>{told.title}</h1>" in text
    assert f"<title>{told.title} – Kru</title>" in text
    assert f"Error {code}" in text
    assert answer.headers["X-Request-Id"] in text


@pytest.mark.parametrize("code", CODES)
def test_machines_get_json(app, client, monkeypatch, code):
    fail_with(app, monkeypatch, code)
    answer = client.get("/healthz", headers=JSON)
    assert (answer.status_code, answer.get_json()) == (code, {"error": code})


@pytest.mark.parametrize(("code", "like"), [(409, 400), (503, 500)])
def test_a_code_without_words_of_its_own_borrows_them(app, client, monkeypatch, code, like):
    fail_with(app, monkeypatch, code)
    answer = client.get("/healthz")
    assert answer.status_code == code
    assert f"<h1>{words(app, like).title}</h1>" in answer.get_data(as_text=True)


def plain(answer, path):
    """A page without what must differ: its request, its token, its own address."""
    text = answer.get_data(as_text=True).replace(answer.headers["X-Request-Id"], "").replace(path, "")
    return re.sub(r'(name="csrf[-_]token" (?:content|value)=)"[^"]+"', r"\1", text)


def test_what_is_not_visible_looks_like_what_is_missing(app, client, monkeypatch):
    missing = client.get("/no/such/page")
    fail_with(app, monkeypatch, NotVisible())
    hidden = client.get("/healthz")
    assert hidden.status_code == missing.status_code == 404
    assert plain(hidden, "/healthz") == plain(missing, "/no/such/page")


def test_a_method_that_is_not_offered_says_which_are(client):
    answer = client.post("/healthz")
    assert answer.status_code == 405
    assert "GET" in answer.headers["Allow"]


def test_a_form_from_another_session_is_told_that_nothing_is_lost(app, client, monkeypatch):
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", True)
    answer = client.post("/language", data={"language": "th"})
    text = answer.get_data(as_text=True)
    assert answer.status_code == 400
    assert "This page was open too long" in text
    assert "data-failed-submit" in text
    assert client.get_cookie("kru_lang") is None


def test_a_wrong_host_gets_a_short_plain_answer(client):
    answer = client.get("/styleguide", headers={"Host": "evil.example"})
    assert answer.status_code == 400
    assert answer.content_type == "text/plain; charset=utf-8"
    assert len(answer.data) < 100


def test_a_crash_shows_no_trace(app, client, monkeypatch, shows_errors):
    fail_with(app, monkeypatch, RuntimeError("secret detail"))
    answer = client.get("/healthz")
    text = answer.get_data(as_text=True)
    assert answer.status_code == 500
    assert "Something broke on our side" in text
    assert "secret detail" not in text and "Traceback" not in text


def test_the_error_page_stands_when_the_person_cannot_be_loaded(app, client, monkeypatch, shows_errors):
    client.sign_in(people.rep())

    def broken(_token):
        raise RuntimeError("no database")

    monkeypatch.setattr(app.login_manager, "_user_callback", broken)
    answer = client.get("/")
    text = answer.get_data(as_text=True)
    assert answer.status_code == 500
    assert "Something broke on our side" in text and "k-gate" in text


def test_htmx_gets_a_notice_in_place_of_a_page(client):
    answer = client.get("/no/such/page", headers={"HX-Request": "true", "HX-Request-Type": "partial"})
    text = answer.get_data(as_text=True)
    assert answer.status_code == 404
    assert "<html" not in text and 'class="k-notice is-bad"' in text and "There is no such page" in text


def test_htmx_is_told_that_the_session_ended_instead_of_being_led_to_sign_in(client):
    answer = client.get("/", headers={"HX-Request": "true", "HX-Request-Type": "partial"})
    assert answer.status_code == 401
    assert "You are signed out" in answer.get_data(as_text=True)


def test_a_redirect_that_is_raised_is_not_an_error(app, client, monkeypatch):
    class Elsewhere(HTTPException):
        code = 308

        def get_headers(self, *_args):
            return [("Location", "/styleguide")]

    fail_with(app, monkeypatch, Elsewhere())
    answer = client.get("/healthz")
    assert (answer.status_code, answer.location) == (308, "/styleguide")
