"""Odd input is refused or understood, never a crash, on both databases."""

import io

import pytest
from flask import Flask

from tests.conftest import Client
from tests.factories import people as make
from tests.factories.partners import company

ODD = [
    "\x00",
    "a\x00b",
    "\ud800".encode("utf-8", "surrogatepass"),
    "‮evil",
    "x" * 5000,
    "%",
    "_",
    "'; --",
    "🦊" * 40,
    "{{7*7}}",
    "​",
]
HUGE = "99999999999999999999"


@pytest.mark.parametrize("word", ODD)
def test_odd_words_in_every_field_and_filter(client: Client, app: Flask, word: str | bytes) -> None:
    at = company()
    client.sign_in(make.admin())
    posts = {
        "/account": {"name": word, "language": word, "zone": word, "theme": word},
        "/account/password": {"current": word, "password": word},
        "/account/second-factor": {"sealed": word, "code": word},
        "/people/invite": {"email": word, "name": word, "company": word, "roles": word, "language": word},
        "/partners/new": {"name": word, "key": word, "tier": word, "manager": word},
        f"/partners/{at.id}/edit": {"name": word, "region": word, "country": word},
        "/people/import/confirm": {"packed": word},
        "/seat": {"affiliation_id": word},
    }
    for path, data in posts.items():
        assert client.post(path, data=data).status_code in (303, 404, 422), path
    allowed = (200, 400) if "\x00" in str(word) else (200,)
    for path in ("/people", "/partners", "/audit"):
        query = dict.fromkeys(
            (
                "q",
                "company",
                "role",
                "state",
                "at",
                "region",
                "tier",
                "type",
                "manager",
                "verb",
                "email",
                "person",
                "before",
            ),
            word,
        )
        assert client.get(path, query_string=query).status_code in allowed, path
    client.post("/sign-out")
    assert client.post("/sign-in", data={"email": word, "password": word}).status_code in (422, 429)
    assert client.post("/forgot-password", data={"email": word}).status_code in (303, 422)


@pytest.mark.parametrize(
    "path",
    [
        f"/people/{HUGE}",
        f"/people/{HUGE}/move",
        f"/partners/{HUGE}/edit",
        "/people/0",
    ],
)
def test_a_number_that_no_row_can_have_is_a_missing_row(client: Client, path: str) -> None:
    client.sign_in(make.admin())
    assert client.get(path).status_code == 404


@pytest.mark.parametrize("number", [HUGE, "-1", "1e9", "0"])
def test_numbers_out_of_range_in_filters_find_nothing(client: Client, number: str) -> None:
    client.sign_in(make.admin())
    for path in (f"/people?company={number}", f"/audit?person={number}", f"/audit?before={number}"):
        assert client.get(path).status_code == 200, path
    assert client.get(f"/partners?manager={number}").status_code == 200
    assert client.get(f"/people/invite?company={number}").status_code == 200
    assert client.post("/seat", data={"affiliation_id": number}).status_code == 404


@pytest.mark.parametrize(
    "raw", [b"\x00\x01\x02", b"\xff\xfe", b'email,company\n"unclosed', b"email;company\n;;;;;;", b"\n\n\n"]
)
@pytest.mark.parametrize("kind", ["people", "partners"])
def test_odd_files_are_refused_in_words(client: Client, raw: bytes, kind: str) -> None:
    client.sign_in(make.admin())
    answer = client.post(f"/{kind}/import", data={"file": (io.BytesIO(raw), "x.csv")})
    assert answer.status_code in (200, 422)
    assert "Import exactly this" not in answer.get_data(as_text=True)
