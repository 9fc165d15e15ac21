"""The choice of language, signed in and not."""

import pytest

from app.core.db import db
from app.people.models import Person
from tests.factories import people


def test_a_visitors_choice_is_a_cookie(client):
    answer = client.post("/language", data={"language": "th", "next": "/styleguide?role=rep"})
    assert (answer.status_code, answer.location) == (303, "/styleguide?role=rep")
    cookie = client.get_cookie("kru_lang")
    assert (cookie.value, cookie.http_only, cookie.same_site) == ("th", True, "Lax")
    assert '<html lang="th"' in client.get("/nothing-here").get_data(as_text=True)


def test_a_persons_choice_is_kept_in_the_account(client):
    who = people.rep(language="en")
    client.sign_in(who)
    client.post("/language", data={"language": "th", "next": "/"})
    db.session.expire_all()
    assert db.session.get(Person, who.id).language == "th"


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example", "/no/such/page", "", None])
def test_it_never_leads_elsewhere(client, target):
    data = {"language": "en"} | ({"next": target} if target is not None else {})
    assert client.post("/language", data=data).location == "/"


def test_an_unknown_language_is_refused(client):
    assert client.post("/language", data={"language": "xx"}).status_code == 400
    assert client.get_cookie("kru_lang") is None
