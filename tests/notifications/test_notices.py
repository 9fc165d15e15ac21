"""Notices: once per key, in the reader's language, read when opened."""

from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.core.db import db, transaction
from app.core.models import OutboxJob
from app.notifications import queries
from app.notifications.letters import KINDS, letter, sentence
from app.notifications.models import Notice
from app.notifications.services import tell
from app.people.models import Person
from tests.conftest import Client
from tests.factories import people

NOW = datetime(2026, 11, 23, 5, tzinfo=UTC)
TITLE = {"en": "Certified Seller", "th": "ผู้ขายที่ผ่านการรับรอง"}
PARAMS: dict[str, dict[str, Any]] = {
    "certified": {"certification": "seller", "title": TITLE, "until": "2027-12-14"},
    "certificate_ready": {"certification": "seller", "title": TITLE},
    "lapses_soon": {"certification": "seller", "title": TITLE, "until": "2027-12-14", "days": 14},
    "revoked": {
        "certification": "seller",
        "title": TITLE,
        "revoked_class": "error",
        "revoked_on": "2026-11-23",
    },
    "assigned": {"curriculum": "selling-kru", "title": TITLE, "due": "2026-12-31"},
    "graded": {"attempt": 7, "title": TITLE, "passed": True},
    "regraded": {"attempt": 7, "title": TITLE, "passed": False},
    "reinstated": {"certification": "certified-seller", "title": TITLE, "until": "2027-11-23"},
    "request_decided": {
        "certification": "certified-seller",
        "title": TITLE,
        "approved": True,
        "period": None,
    },
}


def mails() -> list[OutboxJob]:
    return list(db.session.scalars(select(OutboxJob).where(OutboxJob.name == "core.send_letter")))


def test_a_notice_is_an_inbox_row_and_one_mail_however_often_it_is_told(app: Flask) -> None:
    ploy = people.rep()
    for _ in range(3):
        tell(ploy.id, "certified", key="certified:1", now=NOW, **PARAMS["certified"])
    assert db.session.scalar(select(func.count()).select_from(Notice)) == 1
    (mail,) = mails()
    assert mail.args["to"] == ploy.email
    assert mail.args["message_id"] == "certified.1"


def test_without_mail_it_is_the_row_alone(app: Flask) -> None:
    tell(people.rep().id, "assigned", key="a", now=NOW, mail=False, **PARAMS["assigned"])
    assert not mails()


def test_somebody_disabled_gets_no_mail(app: Flask) -> None:
    ploy = people.rep(disabled_at=NOW)
    tell(ploy.id, "certified", key="c", now=NOW, **PARAMS["certified"])
    assert not mails()


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("language", ["en", "th"])
def test_every_kind_has_a_sentence_and_a_letter_in_both_languages(
    app: Flask, kind: str, language: str
) -> None:
    written = letter(kind, PARAMS[kind], name="Ploy <b>", language=language)
    assert TITLE[language] in written.subject
    assert "\n" not in written.subject
    assert "Ploy <b>" in written.text
    assert "http://localhost/" in written.text
    assert "%(" not in written.text + written.subject
    assert TITLE["en"] in sentence(kind, PARAMS[kind])


def test_an_unknown_kind_is_an_error(app: Flask) -> None:
    with pytest.raises(ValueError, match="no notice"):
        sentence("birthday", PARAMS["certified"])


def test_the_inbox_shows_what_is_new_and_opening_marks_it_read(app: Flask, client: Client) -> None:
    ploy = people.rep()
    tell(ploy.id, "certified", key="one", now=NOW, **PARAMS["certified"])
    tell(ploy.id, "assigned", key="two", now=NOW, **PARAMS["assigned"])
    client.sign_in(ploy)
    page = client.get("/notices").text
    assert "2 unread" in page
    assert "You are certified: Certified Seller, valid until 14 December 2027." in page
    newest = queries.notices(ploy.id)[0]
    opened = client.post(f"/notices/{newest.id}")
    assert opened.status_code == 303
    assert opened.location.endswith("/learn/curricula/selling-kru")
    assert queries.unread_count(ploy.id) == 1
    client.post("/notices/read")
    assert queries.unread_count(ploy.id) == 0


def test_a_foreign_notice_is_not_found_and_stays_unread(app: Flask, client: Client) -> None:
    ploy, other = people.rep(), people.rep()
    tell(ploy.id, "certified", key="one", now=NOW, **PARAMS["certified"])
    notice = queries.notices(ploy.id)[0]
    client.sign_in(other)
    assert client.post(f"/notices/{notice.id}").status_code == 404
    assert client.post("/notices/999999").status_code == 404
    client.post("/notices/read")
    assert queries.unread_count(ploy.id) == 1
    assert "Certified Seller" not in client.get("/notices").text


def test_an_empty_inbox_says_what_will_stand_there(app: Flask, client: Client) -> None:
    assert "No notices yet" in client.sign_in(people.rep()).get("/notices").text


def test_the_inbox_has_pages(app: Flask, client: Client) -> None:
    ploy = people.rep()
    for number in range(queries.PAGE + 1):
        tell(ploy.id, "assigned", key=f"n{number}", now=NOW, mail=False, **PARAMS["assigned"])
    page = client.sign_in(ploy).get("/notices").text
    assert "Earlier" in page
    before = queries.notices(ploy.id)[queries.PAGE - 1].id
    assert "Earlier" not in client.get(f"/notices?before={before}").text


def test_the_mail_follows_the_readers_language_of_that_moment(app: Flask) -> None:
    ploy = people.rep(language="en")
    with transaction() as session:
        session.get_one(Person, ploy.id).language = "th"
    tell(ploy.id, "certificate_ready", key="x", now=NOW, **PARAMS["certificate_ready"])
    assert TITLE["th"] in mails()[0].args["subject"]


def test_the_inbox_shows_every_kind_with_a_sign_of_its_own(app: Flask, client: Client) -> None:
    ploy = people.rep()
    for kind in KINDS:
        tell(ploy.id, kind, key=kind, now=NOW, mail=False, **PARAMS[kind])
    page = client.sign_in(ploy).get("/notices").get_data(as_text=True)
    assert page.count("k-item__mark") == len(KINDS)
