"""Asking as the policy table says: each request in a database that is as it was before."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import quote

from flask import Flask, url_for
from sqlalchemy import Connection, select
from werkzeug.test import TestResponse

from app.core.db import db
from tests.policy import COLLEAGUE, FOREIGN, OWN, route_of
from tests.policy_asks import Ask, asks_for
from tests.policy_world import Belongings, World

TOKEN = re.compile(rb'name="(csrf-token|csrf_token)"[^>]*')
COOKIE = re.compile(rb"kru=[^;]+")
NONCE = re.compile(rb"'nonce-([^']+)'")
HEADERS = (
    "Location",
    "Content-Type",
    "Cache-Control",
    "Content-Security-Policy",
    "Allow",
    "Set-Cookie",
    "Vary",
)

Told = tuple[int, list[tuple[str, str]], bytes]
"""Status, headers and body of an answer."""


def thing_of(world: World, role: str, thing: str) -> Belongings:
    """Whose things are meant; a visitor's own are the rep's."""
    somebody = {
        OWN: "rep" if role == "visitor" else role,
        COLLEAGUE: "colleague",
        FOREIGN: "foreign",
    }.get(thing)
    return world.cast[somebody] if somebody else Belongings(elsewhere_id=world.empty_company_id)


@contextmanager
def undone(connection: Connection) -> Iterator[None]:
    """Whatever happens inside has not happened afterwards."""
    db.session.remove()
    before = connection.begin_nested()
    try:
        yield
    finally:
        db.session.remove()
        before.rollback()


def address_of(app: Flask, row: str, ask: Ask) -> str:
    with app.test_request_context():
        return url_for(route_of(row)[1], **ask.values, **ask.query)


def asks(app: Flask, world: World, row: str, thing: str, role: str) -> list[tuple[str, Ask]]:
    """Every address of the row for that thing, with its form."""
    return [(address_of(app, row, ask), ask) for ask in asks_for(row)(thing_of(world, role, thing))]


def send(
    app: Flask, world: World, row: str, address: str, ask: Ask, *, role: str, **more: Any
) -> TestResponse:
    """One request by a browser of its own."""
    client = app.test_client()
    if role != "visitor":
        with client.session_transaction() as session:
            session["_user_id"], session["_fresh"] = world.tokens[role], True
    method = route_of(row)[0]
    form = dict(ask.form) if method in ("POST", "PUT") else None
    return client.open(address, method=method, data=form, **more)  # type: ignore[no-any-return]


def everything(connection: Connection) -> dict[str, list[Any]]:
    """Every row of every table."""
    return {
        table.name: connection.execute(select(table).order_by(*table.primary_key)).all()
        for table in db.metadata.sorted_tables
    }


def told(answer: TestResponse, asked: Ask, address: str) -> Told:
    """What an answer says, without what was asked and what differs from one request to the next."""
    [nonce] = NONCE.findall(answer.headers["Content-Security-Policy"].encode())
    words = [nonce.decode(), answer.headers["X-Request-Id"], *_words(asked, address)]

    def plain(text: bytes) -> bytes:
        for word in sorted(words, key=len, reverse=True):
            text = text.replace(word.encode(), b"*")
        return COOKIE.sub(b"kru=*", TOKEN.sub(b"*", text))

    headers = [(name, plain(v.encode()).decode()) for name in HEADERS for v in answer.headers.getlist(name)]
    return answer.status_code, headers, plain(answer.data)


def _words(asked: Ask, address: str) -> Iterator[str]:
    """Every spelling in which a page may repeat what was asked for."""
    for words in (address, address.partition("?")[0]):
        yield from (words, quote(words), quote(words, safe=""))
    for name, value in (*asked.values.items(), *asked.query.items(), *asked.form.items()):
        if isinstance(value, str) and not value.isdecimal() and len(value) > 3:
            yield from (value, quote(value, safe=""))
        elif value and isinstance(value, int | str):
            yield from (f"{name}={value}", f"{name}%3D{value}", f'value="{value}"', f"&#39;{value}&#39;")
