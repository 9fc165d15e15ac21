"""Bad inputs at the edge of the site that no package tests for itself: each is answered clearly and changes nothing."""

import os
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from http.client import HTTPConnection

import pytest
import requests
from flask import Flask
from sqlalchemy import Connection

from app.core import clock
from app.core.db import db, transaction
from app.people.links import INVITATION, PASSWORD_RESET, make_link
from tests.conftest import Client, rolled_back
from tests.factories import partners, people
from tests.live.site import Site, running_site
from tests.policy_walk import everything

GIB = 1024**3
FORM = {"name": "Ploy", "password": "eleven loud mountains", "language": "en"}
PAGES = {INVITATION: "/invitation/", PASSWORD_RESET: "/reset/"}
GOOD_FOR = {INVITATION: timedelta(days=7), PASSWORD_RESET: timedelta(hours=1)}


@pytest.fixture
def world(_site: Flask) -> Iterator[tuple[Flask, Connection]]:
    with rolled_back(_site) as connection:
        yield _site, connection


def mailed(purpose: str, *, age: timedelta = timedelta()) -> str:
    """The path of a link that was mailed so long ago."""
    at = partners.company()
    person = people.rep(at=at, password=None if purpose == INVITATION else people.PASSWORD)
    with transaction() as session:
        link = make_link(
            session, purpose, person.id, now=clock.now() - age, company_id=at.id, roles=frozenset({"rep"})
        )
    return PAGES[purpose] + link.token


@pytest.mark.parametrize("purpose", PAGES)
def test_the_second_use_of_a_link_is_refused_in_words_and_changes_nothing(
    world: tuple[Flask, Connection], purpose: str
) -> None:
    app, connection = world
    link = mailed(purpose)
    first: Client = app.test_client()  # type: ignore[assignment]
    assert first.post(link, data=FORM).status_code == 303
    db.session.remove()
    before = everything(connection)
    for again in (
        app.test_client().post(link, data={**FORM, "password": "another long password"}),
        app.test_client().get(link),
    ):
        assert again.status_code == 410
        assert "no longer works" in again.text
    assert everything(connection) == before


@pytest.mark.parametrize("purpose", PAGES)
def test_an_expired_link_is_refused_in_words_and_changes_nothing(
    world: tuple[Flask, Connection], purpose: str
) -> None:
    app, connection = world
    link = mailed(purpose, age=GOOD_FOR[purpose] + timedelta(seconds=1))
    before = everything(connection)
    answer = app.test_client().post(link, data=FORM)
    assert answer.status_code == 410 and "no longer works" in answer.text
    assert everything(connection) == before


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:80", "localhost.evil.example", "127.0.0.1@evil.example"]
)
def test_a_request_for_another_host_is_refused_in_words_and_changes_nothing(
    world: tuple[Flask, Connection], host: str
) -> None:
    app, connection = world
    rep = people.rep()
    db.session.remove()
    before = everything(connection)
    answer = app.test_client().post("/forgot-password", data={"email": rep.email}, headers={"Host": host})
    assert answer.status_code == 400
    assert "does not answer to that host name" in answer.text and "evil" not in answer.text
    assert everything(connection) == before


@pytest.fixture(scope="module")
def live(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with running_site(tmp_path_factory.mktemp("inputs"), f"inputs_{os.getpid()}") as site:
        yield site


def announce(site: Site, path: str, size: int, headers: dict[str, str]) -> tuple[int, str]:
    """Begin to send a form of that size, send a few bytes of it, and see what is answered."""
    connection = HTTPConnection("127.0.0.1", site.port, timeout=15)
    with closing(connection):
        connection.putrequest("POST", path)
        for name, value in {"Content-Length": str(size), **headers}.items():
            connection.putheader(name, value)
        connection.endheaders()
        connection.send(b"--b\r\n")
        answer = connection.getresponse()
        return answer.status, answer.read().decode()


@pytest.mark.live
@pytest.mark.parametrize("path", ["/people/import", "/partners/import", "/account", "/sign-in"])
def test_five_gigabytes_are_refused_in_words_before_they_are_read(live: Site, path: str) -> None:
    with live.app.app_context():
        manager = people.channel_manager(name="Chan Nel", at=partners.company())
    browser = live.browser_of(manager.id)
    headers = {
        "X-CSRFToken": browser.token,
        "Cookie": f"kru={browser.cookies['kru']}",
        "Content-Type": "multipart/form-data; boundary=b",
    }
    with live.app.app_context():
        before = everything(db.session.connection())
    status, said = announce(live, path, 5 * GIB, headers)
    assert status == 413
    assert "That file is too large" in said and "At most 32 MB" in said
    with live.app.app_context():
        assert everything(db.session.connection()) == before
    assert requests.get(f"{live.base}/healthz", timeout=5).text == "ok"
