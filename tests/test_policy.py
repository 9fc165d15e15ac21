"""Every route, every role, every thing: one table says what is answered, and this walks it."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Connection

from tests.conftest import rolled_back
from tests.policy import FOREIGN, MISSING, OWN, ROLES, TABLE, cell, route_of
from tests.policy_walk import Told, asks, everything, send, told, undone
from tests.policy_world import World, build

UNSAFE_ROWS = [row for row in TABLE if row.startswith(("POST", "PUT"))]
REFUSED = ("401", "403", "404", "410", "422", "no")
LEAVES_A_TRACE = {"POST people.sign_in_submit": {"sign_in_try", "audit_entry"}}
"""Refusals that are written down on purpose."""


@dataclass
class Place:
    """The world, where it is, and how its tables were before anybody asked."""

    app: Flask
    connection: Connection
    world: World
    before: dict[str, list[Any]]


@pytest.fixture(scope="module")
def world(_site: Flask) -> Iterator[Place]:
    with rolled_back(_site) as connection:
        built = build()
        yield Place(_site, connection, built, everything(connection))


def routes(app: Flask) -> set[str]:
    """Method and endpoint of every rule."""
    return {
        f"{method} {rule.endpoint}"
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }


def test_the_table_has_every_route_and_no_other(_site: Flask) -> None:
    in_table = {" ".join(route_of(row)) for row in TABLE}
    assert sorted(routes(_site) - in_table) == [], "routes without a policy"
    assert sorted(in_table - routes(_site)) == [], "policies without a route"


def test_every_route_with_a_thing_says_what_a_missing_one_gets(_site: Flask) -> None:
    for rule in _site.url_map.iter_rules():
        rows = [row for row in TABLE if route_of(row)[1] == rule.endpoint]
        if rule.arguments:
            assert any(MISSING in TABLE[row] for row in rows), rule.endpoint


@pytest.mark.parametrize("row", TABLE)
def test_every_role_gets_what_the_table_says(world: Place, row: str) -> None:
    wrong = []
    for thing in TABLE[row]:
        for role in ROLES:
            wanted = cell(row, thing, role)
            if wanted == "-":
                continue
            for address, ask in asks(world.app, world.world, row, thing, role):
                with undone(world.connection):
                    answer = send(world.app, world.world, row, address, ask, role=role)
                    got = answer.status_code
                    is_there = 303 if wanted in ("in", "no") else int(wanted)
                    if got != is_there:
                        wrong.append(f"{thing} as {role}: {address} gave {got}, not {wanted}")
                    if wanted == "in" and not answer.headers.get("Location", "").startswith("/sign-in"):
                        wrong.append(f"{thing} as {role}: {address} does not lead to sign-in")
                    if row in UNSAFE_ROWS and wanted in REFUSED:
                        wrong += [f"{thing} as {role}: {address} changed {t}" for t in changed(world, row)]
    assert wrong == []


def changed(world: Place, row: str) -> list[str]:
    """The tables that are not as they were."""
    now = everything(world.connection)
    allowed = LEAVES_A_TRACE.get(row, set())
    return [name for name, rows in now.items() if rows != world.before[name] and name not in allowed]


SAME = [row for row, things in TABLE.items() if FOREIGN in things and MISSING in things]


@pytest.mark.parametrize("accept", ["text/html", "application/json"])
@pytest.mark.parametrize("row", SAME)
def test_what_is_foreign_looks_exactly_like_what_is_missing(world: Place, row: str, accept: str) -> None:
    """Status, headers and body, once what was asked and the request's own number are taken away."""
    others = [thing for thing in TABLE[row] if thing not in (OWN, MISSING)]
    for role in ROLES:
        for thing in others:
            wanted = cell(row, thing, role)
            sees_both = role in ("channel_manager", "admin") and wanted != "404"
            if sees_both or wanted != cell(row, MISSING, role):
                continue
            pair = []
            for whose in (thing, MISSING):
                address, ask = asks(world.app, world.world, row, whose, role)[0]
                with undone(world.connection):
                    answer = send(
                        world.app, world.world, row, address, ask, role=role, headers={"Accept": accept}
                    )
                    pair.append(told(answer, ask, address))
            assert difference(*pair) == "", f"{thing} as {role}"


def test_a_second_seat_elsewhere_opens_nothing_here(world: Place) -> None:
    """Who is a rep here and manages the other company, but acts for this one, is a rep."""
    wrong = []
    for row in TABLE:
        for thing in TABLE[row]:
            wanted = cell(row, thing, "rep")
            if thing == OWN or wanted not in ("404", "422"):
                continue
            address, ask = asks(world.app, world.world, row, thing, "rep")[0]
            with undone(world.connection):
                got = send(world.app, world.world, row, address, ask, role="two_seats").status_code
                if got != int(wanted) or changed(world, row):
                    wrong.append(f"{thing}: {row} {address} gave {got}, not {wanted}")
    assert wrong == []


@pytest.mark.parametrize("row", ["GET web.styleguide", "GET web.outbox_mail"])
def test_what_is_for_development_is_not_there_in_production(
    world: Place, monkeypatch: pytest.MonkeyPatch, row: str
) -> None:
    monkeypatch.setitem(world.app.config, "KRU", replace(world.app.config["KRU"], production=True))
    for role in ROLES:
        address, ask = asks(world.app, world.world, row, OWN, role)[0]
        assert send(world.app, world.world, row, address, ask, role=role).status_code == 404


def test_a_partner_admin_cannot_ask_what_people_are_elsewhere(world: Place) -> None:
    """Somebody who also manages the other company is found by what they are here, and by nothing else."""

    def found(**query: Any) -> bool:
        with undone(world.connection):
            client = world.app.test_client()
            with client.session_transaction() as session:
                session["_user_id"] = world.world.tokens["partner_admin"]
            return "Dora Double" in client.get("/people", query_string=query).text

    there = world.world.cast["foreign"].company_id
    assert found() and found(role="rep") and found(company=world.world.cast["rep"].company_id)
    assert not found(role="partner_admin")
    assert not found(company=there)


def difference(one: Told, other: Told) -> str:
    """Where two answers part, in a few words."""
    if one[:2] != other[:2]:
        return f"{one[:2]} and {other[:2]}"
    at = next((n for n, (a, b) in enumerate(zip(one[2], other[2], strict=False)) if a != b), None)
    if at is None:
        return "" if len(one[2]) == len(other[2]) else f"{one[2][-90:]!r} and {other[2][-90:]!r}"
    return f"{one[2][at - 60 : at + 60]!r} and {other[2][at - 60 : at + 60]!r}"
