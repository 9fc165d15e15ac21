"""Importing people: the plan by line, and nothing but the plan."""

import pytest
from flask import Flask
from sqlalchemy import select, update

from app.core.clock import now
from app.core.csv_import import CHANGED, NEW, UNCHANGED, Plan, PlanOutdated
from app.core.db import db, transaction
from app.core.errors import DomainError
from app.people import services
from app.people.import_plan import Employer, PersonDraft
from app.people.models import Affiliation, MailedLink, Person
from tests.factories import people as make
from tests.factories.partners import company
from tests.people.records import count, empty_mail, history, mails, roles_at, verbs

HEAD = "email,name,company,roles,job_title,language,zone"


def grantable(employer: Employer) -> frozenset[str]:
    return frozenset({"rep"} if employer.is_vendor else {"rep", "partner_admin"})


def csv(*lines: str, head: str = HEAD) -> bytes:
    return "\n".join([head, *lines, ""]).encode()


def plan(raw: bytes) -> Plan[PersonDraft]:
    return services.plan_people_file(raw, grantable)


def do(raw: bytes, *, shown: str | None = None, with_mail: bool = False) -> Plan[PersonDraft]:
    return services.import_people(
        raw, shown or plan(raw).fingerprint, grantable, actor_id=None, with_mail=with_mail, now=now()
    )


def faults(*lines: str) -> list[tuple[int, str]]:
    return [(fault.line, fault.message) for fault in plan(csv(*lines)).faults]


def test_new_changed_and_unchanged_are_told_apart_and_the_dry_run_writes_nothing(app: Flask) -> None:
    at = company(key="siam", name="Siam", language="th", zone="Asia/Bangkok")
    make.rep(at=at, email="same@example.com", name="Same")
    make.rep(at=at, email="old@example.com", name="Old Name")
    raw = csv(
        "new@example.com,New Person,siam,rep partner_admin,Lead,,",
        "OLD@example.com,New Name,siam,,,,",
        "same@example.com,Same,siam,rep,,,",
    )
    found = plan(raw)
    assert [change.kind for change in found.changes] == [NEW, CHANGED, UNCHANGED]
    assert found.changes[1].fields == (("name", "Old Name", "New Name"),)
    assert ("language", "", "th") in found.changes[0].fields
    assert count(Person) == 2
    do(raw)
    person = db.session.scalars(select(Person).where(Person.email == "new@example.com")).one()
    (seat,) = history(person.id)
    assert (seat.company_id, seat.job_title, roles_at(seat.id)) == (at.id, "Lead", {"rep", "partner_admin"})
    assert verbs(of=person.id) == ["person.imported"] and verbs()[-1] == "people.imported"


def test_roles_are_set_as_the_file_says_with_an_audit_row_each(app: Flask) -> None:
    at = company(key="siam")
    rep = make.rep(at=at, email="ploy@example.com", name="Ploy")
    do(csv("ploy@example.com,,siam,partner_admin,,,"))
    assert roles_at(make.open_seat(rep.id)) == {"partner_admin"}
    assert verbs(of=rep.id) == ["role.revoked", "role.granted", "person.imported"]


def test_invitations_are_mailed_only_if_asked_for(app: Flask) -> None:
    empty_mail()
    company(key="siam")
    do(csv("a@example.com,A,siam,,,,"))
    assert mails() == [] and count(MailedLink) == 0
    do(csv("b@example.com,B,siam,,,,"), with_mail=True)
    assert [mail["To"] for mail in mails()] == ["b@example.com"]


def test_somebody_who_left_is_seated_again(app: Flask) -> None:
    company(key="siam")
    rep = make.rep(email="ploy@example.com", name="Ploy")
    services.leave_company(make.actor(make.channel_manager()), make.open_seat(rep.id), now=now())
    do(csv("ploy@example.com,,siam,rep,,,"))
    assert [seat.ended_at is None for seat in history(rep.id)] == [False, True]


def test_every_bad_line_is_named_and_one_of_them_stops_all(app: Flask) -> None:
    at = company(key="siam", name="Siam")
    company(key="shut", name="Shut", closed_at=now())
    make.rep(email="else@example.com", at=company(name="Elsewhere"))
    make.rep(email="off@example.com", at=at, disabled_at=now())
    make.admin(email="boss@example.com", at=company(key="vendor", kind="vendor"))
    found = faults(
        "good@example.com,Good,siam,rep,,,",
        "not an address,X,siam,rep,,,",
        "b@example.com,B,nowhere,rep,,,",
        "c@example.com,C,shut,rep,,,",
        "d@example.com,D,siam,admin,,,",
        "e@example.com,,siam,rep,,,",
        "f@example.com,F,siam,rep,,xx,",
        "g@example.com,G,siam,rep,,,Mars/Base",
        "else@example.com,Else,siam,rep,,,",
        "off@example.com,Off,siam,rep,,,",
        "boss@example.com,Changed,vendor,,,,",
        "h@example.com,H,siam,channel_manager,,,",
    )
    assert [line for line, _message in found] == list(range(3, 14))
    words = [message for _line, message in found]
    assert words[0].startswith("email:") and "nowhere" in words[1] and "closed" in words[2]
    assert "admin" in words[3] and words[4].startswith("name:") and words[5].startswith("language:")
    assert words[6].startswith("zone:") and "Elsewhere" in words[7] and "switched off" in words[8]
    assert "cannot change this person" in words[9] and "channel_manager" in words[10]
    with pytest.raises(PlanOutdated):
        do(csv("good@example.com,Good,siam,rep,,,", "bad,X,siam,rep,,,"))
    assert count(Person, Person.email == "good@example.com") == 0


@pytest.mark.parametrize("cell", ["=1+1", "+cmd", "-2", "@SUM(A1)", "＝1", "＠x"])
def test_a_cell_that_a_spreadsheet_would_run_is_refused(app: Flask, cell: str) -> None:
    company(key="siam")
    assert "begins with" in faults(f"a@example.com,{cell},siam,rep,,,")[0][1]
    assert "begins with" in faults(f"a@example.com,A,siam,rep,{cell},,")[0][1]


@pytest.mark.parametrize("twin", ["PLOY@example.com", "ｐloy@example.com", " ploy@EXAMPLE.com "])
def test_the_same_address_in_another_spelling_is_a_duplicate(app: Flask, twin: str) -> None:
    company(key="siam")
    found = faults("ploy@example.com,A,siam,rep,,,", f"{twin},B,siam,rep,,,")
    assert found == [(3, "This address stands in line 2 already.")]


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (b"", "empty"),
        (csv(), "no rows"),
        (csv("x", head="email,company,rolls"), "Unknown column: rolls"),
        (csv("x", head="email,name"), "Missing column: company"),
        (csv("x", head="email,company,email"), "twice"),
        (csv("a@example.com,A,siam,rep,,,,,"), "more cells"),
        ("email,company\nploÿ@example.com,siam".encode("latin-1"), "Line 2 is not UTF-8"),
        ("email,company\na@example.com,siam\n".encode("utf-16"), "UTF-8"),
        (b"PK\x03\x04" + b"\x00" * 50, "text file"),
        (b"email,company\n" + b"x" * (1024 * 1024), "larger than 1 MiB"),
        (csv(*["a@example.com,A,siam,rep,,,"] * 5001), "more than 5000 rows"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_in_words(app: Flask, raw: bytes, words: str) -> None:
    with pytest.raises(DomainError) as refusal:
        plan(raw)
    assert refusal.value.field == "file" and words in str(refusal.value)


def test_a_byte_order_mark_semicolons_quotes_and_thai_are_understood(app: Flask) -> None:
    company(key="siam")
    raw = '﻿email;name;company\r\n"ploy@example.com";"พลอย ใส\nสะอาด";siam\r\n\r\nb@example.com;B;siam\r\n'
    found = plan(raw.encode())
    assert [(change.line, change.title) for change in found.changes] == [(2, "พลอย ใส สะอาด"), (5, "B")]


def test_what_changed_meanwhile_stops_the_import(app: Flask) -> None:
    at = company(key="siam")
    rep = make.rep(at=at, email="ploy@example.com", name="Ploy")
    raw = csv("ploy@example.com,Ploy New,siam,rep,,,", "b@example.com,B,siam,rep,,,")
    shown = plan(raw).fingerprint
    with transaction() as session:
        session.execute(update(Person).where(Person.id == rep.id).values(name="Ploy Other"))
    with pytest.raises(PlanOutdated):
        do(raw, shown=shown)
    assert count(Person, Person.email == "b@example.com") == 0


def test_another_file_than_the_one_shown_stops_the_import(app: Flask) -> None:
    company(key="siam")
    shown = plan(csv("a@example.com,A,siam,rep,,,")).fingerprint
    with pytest.raises(PlanOutdated):
        do(csv("a@example.com,A,siam,partner_admin,,,"), shown=shown)
    assert count(Affiliation) == 0


def test_importing_the_same_file_twice_changes_nothing_more(app: Flask) -> None:
    company(key="siam")
    raw = csv("a@example.com,A,siam,rep,,,")
    do(raw)
    assert [change.kind for change in plan(raw).changes] == [UNCHANGED]
    with pytest.raises(PlanOutdated):
        do(raw)


def test_five_hundred_rows_cost_a_constant_number_of_reads(app: Flask, statements: list[str]) -> None:
    company(key="siam")
    plan(csv("a@example.com,A,siam,rep,,,"))
    statements.clear()
    found = plan(csv(*[f"p{n}@example.com,P,siam,rep,,," for n in range(500)]))
    assert len(found.of_kind(NEW)) == 500 and len(statements) <= 3
