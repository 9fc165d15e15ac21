"""The production server answers as it should before anybody has signed in."""

import pytest
import requests

pytestmark = pytest.mark.live


def test_health_answers_without_signing_in(live):
    assert requests.get(f"{live.base}/healthz", timeout=5).text == "ok"
    assert requests.get(f"{live.base}/readyz", timeout=5).text == "ok"


def test_a_request_for_another_host_is_refused(live):
    answer = requests.get(f"{live.base}/sign-in", headers={"Host": "evil.example"}, timeout=5)
    assert answer.status_code == 400
    assert "evil.example" not in answer.text


def test_a_visitor_is_led_to_sign_in(live):
    answer = requests.get(f"{live.base}/", timeout=5, allow_redirects=False)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/sign-in")


def test_static_files_are_immutable_and_compressed(live):
    page = requests.get(f"{live.base}/sign-in", timeout=5).text
    sheet = page.split('rel="stylesheet" href="', 1)[1].split('"', 1)[0]
    answer = requests.get(f"{live.base}{sheet}", headers={"Accept-Encoding": "gzip"}, timeout=5)
    assert "immutable" in answer.headers["Cache-Control"]
    assert answer.headers["Content-Encoding"] == "gzip"
    assert "Access-Control-Allow-Origin" not in answer.headers
