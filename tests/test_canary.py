"""Planted words stay where they belong: the other company's, the vendor's own, the answer key's, a colleague's notices.

Whatever a partner's people or a visitor can be answered is opened and searched: pages, refusals, spreadsheets,
PDFs, and the mails they were sent.
"""

import io
import zipfile
from collections.abc import Iterator
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pikepdf
import pytest
from flask import Flask, current_app
from sqlalchemy import Connection, select, update
from werkzeug.test import TestResponse

from app.core.db import db
from app.core.models import OutboxJob
from app.people.models import Person
from tests.conftest import rolled_back
from tests.factories.assessment import SECRET_NAMES
from tests.factories.printing import pdf_text
from tests.policy import FOREIGN, ROLES, TABLE
from tests.policy_asks import Ask
from tests.policy_walk import asks, send, undone
from tests.policy_world import CANARY_A, CANARY_INTERNAL, CANARY_KEY, CANARY_NOTE, World, build

OPTION_KEYS = tuple(key for key in SECRET_NAMES if "-" in key)
PARTNER_PEOPLE = ("rep", "partner_admin", "two_seats")
Found = set[str]


@pytest.fixture(scope="module")
def world(_site: Flask) -> Iterator[tuple[Connection, World]]:
    with rolled_back(_site) as connection:
        yield connection, build()


def words_in(answer: TestResponse, folder: Path) -> str:
    """Everything that a reader, a spreadsheet or a PDF viewer finds in an answer, and its headers."""
    kind, body = answer.mimetype, answer.data
    headers = " ".join(f"{name}: {value}" for name, value in answer.headers)
    if kind == "application/pdf":
        with pikepdf.Pdf.open(io.BytesIO(body)) as pdf:
            about = "".join(str(value) for value in pdf.docinfo.values())
            about += pdf.Root.Metadata.read_bytes().decode() if "/Metadata" in pdf.Root else ""
        return headers + about + pdf_text(body, folder)
    if body.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(body)) as book:
            return headers + "".join(book.read(name).decode("utf-8", "replace") for name in book.namelist())
    return headers + body.decode("utf-8", "replace")


def without_echo(text: str, address: str, ask: Ask) -> str:
    """What somebody typed comes back to them and tells them nothing."""
    for value in (*ask.query.values(), *ask.values.values(), *ask.form.values()):
        if isinstance(value, str) and len(value) > 3:
            text = text.replace(value, "")
    return text.replace(address, "")


def answers(
    app: Flask, world: tuple[Connection, World], role: str, folder: Path, *, of: str = ""
) -> Iterator[tuple[str, str, str]]:
    """Row, thing and words of every answer that the role gets anywhere."""
    connection, built = world
    for row in TABLE:
        if of not in row or row == "GET web.outbox_mail":  # everybody's mail, on a developer's machine only
            continue
        for thing in TABLE[row]:
            whose = role if role in ROLES else "rep"
            for address, ask in asks(app, built, row, thing, whose):
                with undone(connection):
                    answer = send(app, built, row, address, ask, role=role)
                    if answer.mimetype.startswith(("video/", "image/", "font/")):
                        continue
                    yield row, thing, without_echo(words_in(answer, folder), address, ask)


def leaks(text: str, *canaries: str) -> Found:
    lowered = text.lower()
    return {canary for canary in canaries if canary.lower() in lowered}


@pytest.mark.parametrize("language", ["en", "th"])
@pytest.mark.parametrize("role", ["visitor", *PARTNER_PEOPLE])
def test_no_planted_word_reaches_whom_it_is_not_for(
    _site: Flask, world: tuple[Connection, World], tmp_path: Path, role: str, language: str
) -> None:
    connection = world[0]
    everywhere = (CANARY_A, CANARY_INTERNAL, CANARY_KEY, CANARY_NOTE, *OPTION_KEYS)
    found = []
    with undone(connection):
        connection.execute(update(Person).values(language=language))
        for row, thing, text in answers(_site, world, role, tmp_path):
            if row == "GET certification.verify" and thing == FOREIGN:
                text = text.replace(f"{CANARY_A} Somchai", "").replace(f"{CANARY_A} Trading", "")
            if role == "two_seats":  # their own other company, where they may change to it
                text = text.replace(f"{CANARY_A} Trading", "")
            found += [f"{canary} in {row} of {thing}" for canary in leaks(text, *everywhere)]
    assert found == []


def test_the_search_finds_the_words_where_they_may_be(
    _site: Flask, world: tuple[Connection, World], tmp_path: Path
) -> None:
    """Without this the test above could be blind: a channel manager's answers hold the same words in every form."""
    seen: dict[str, Found] = {}
    for row, _thing, text in answers(_site, world, "channel_manager", tmp_path):
        seen.setdefault(row, set()).update(leaks(text, CANARY_A, CANARY_INTERNAL, CANARY_KEY, CANARY_NOTE))
    for row in ("GET people.people", "GET reporting.board", "GET reporting.board_csv", "GET reporting.board_xlsx",
                "GET reporting.company_export", "GET certification.certificate", "GET assessment.result"):  # fmt: skip
        assert CANARY_A in seen[row], row
    assert CANARY_INTERNAL in seen["GET learning.item"]
    assert CANARY_NOTE not in set().union(*seen.values())


def test_the_key_is_shown_when_the_policy_releases_it_and_a_notice_to_its_owner(
    _site: Flask, world: tuple[Connection, World], tmp_path: Path
) -> None:
    colleague = [
        text for _row, _thing, text in answers(_site, world, "colleague", tmp_path, of="notifications.inbox")
    ]
    assert leaks("".join(colleague), CANARY_NOTE)


def test_mails_hold_nothing_that_is_not_for_their_reader(
    _site: Flask, world: tuple[Connection, World]
) -> None:
    """Letters as they were filed, and the same as they wait in the outbox."""
    cast = world[1].cast
    ours = {cast[role].email for role in ("rep", "partner_admin", "two_seats", "colleague")}
    letters = [(to, words) for to, words in _filed() if to in ours]
    letters += [
        (args["to"], str(args))
        for args in db.session.scalars(select(OutboxJob.args))
        if args.get("to") in ours
    ]
    assert {to for to, _words in letters} >= {
        cast[role].email for role in ("rep", "partner_admin", "colleague")
    }
    for to, words in letters:
        wanted = [CANARY_A, CANARY_INTERNAL, CANARY_KEY]
        if to != cast["colleague"].email:
            wanted.append(CANARY_NOTE)
        assert leaks(words, *wanted) == set(), to


def _filed() -> Iterator[tuple[str, str]]:
    """Reader and words of each mail in the folder."""
    for path in (current_app.config["KRU"].instance / "mail").glob("*.eml"):
        mail = message_from_bytes(path.read_bytes(), policy=default)
        body = mail.get_body()
        yield str(mail["To"]), f"{mail['Subject']} {mail['From']} {body.get_content() if body else ''}"


def test_verification_says_no_more_than_what_is_printed(
    _site: Flask, world: tuple[Connection, World], tmp_path: Path
) -> None:
    """The holder's name and company, and nothing else that company A brought."""
    connection, built = world
    foreign = built.cast["foreign"]
    [(address, ask)] = asks(_site, built, "GET certification.verify", FOREIGN, "visitor")
    with undone(connection):
        answer = send(_site, built, "GET certification.verify", address, ask, role="visitor")
        page = words_in(answer, tmp_path)
    assert f"{CANARY_A} Somchai" in page and f"{CANARY_A} Trading" in page
    inside = (foreign.email, f"{CANARY_A} seller", f"{CANARY_A} browser", CANARY_INTERNAL, "/people/")
    for word in inside:
        assert word.lower() not in page.lower()
