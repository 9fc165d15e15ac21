"""Commands: flask people …"""

from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from app.core.clock import now
from app.core.db import db
from app.partners.models import Company
from app.people import services
from app.people.models import MailedLink, Person, SignIn, SignInTry
from app.people.services import Knock
from app.people.sessions import load_actor, open_session
from tests.factories import people as make
from tests.factories.partners import company
from tests.people.records import count, roles_at, verbs


def run(app: Flask, *arguments: str, answer: str = ""):  # type: ignore[no-untyped-def]
    return app.test_cli_runner().invoke(args=["people", *arguments], input=answer)


def test_the_first_admin_gets_a_link_and_the_vendor_is_made(app: Flask) -> None:
    outcome = run(app, "create-admin", "anan@example.com", "Anan")
    assert outcome.exit_code == 0, outcome.output
    link = outcome.output.strip().splitlines()[-1]
    assert link.startswith("http://localhost/invitation/")
    entry = services.accept_invitation(
        link.rsplit("/", 1)[-1],
        name="Anan",
        password="nine loud waterfalls",
        language="en",
        knock=Knock("", ""),
        now=now(),
    )
    actor = load_actor(entry.token or "")
    assert actor is not None and actor.is_admin and actor.company_name == "Kru"


def test_another_admin_joins_the_same_vendor_and_a_known_person_needs_no_link(app: Flask) -> None:
    person = make.author(email="known@example.com")
    outcome = run(app, "create-admin", "Known@example.com", "Known")
    assert "signs in as before" in outcome.output and count(MailedLink) == 0
    assert roles_at(make.open_seat(person.id)) == {"author", "admin"}
    assert count(Company, Company.kind == "vendor") == 1


@pytest.mark.parametrize("email", ["nonsense", ""])
def test_a_wrong_address_is_refused(app: Flask, email: str) -> None:
    outcome = run(app, "create-admin", email, "X")
    assert outcome.exit_code == 1 and "e-mail address" in outcome.output
    assert count(Person) == 0


def test_sessions_are_ended(app: Flask) -> None:
    rep = make.rep()
    token = open_session(rep.id, make.open_seat(rep.id), now=now())
    assert run(app, "end-sessions", rep.email.upper()).exit_code == 0
    assert load_actor(token) is None and verbs(of=rep.id) == ["sign_in.ended"]
    assert run(app, "end-sessions", "nobody@example.com").exit_code == 1


def test_a_lost_second_factor_is_reset(app: Flask) -> None:
    manager = make.channel_manager(totp_secret=b"sealed", totp_last_step=7)
    token = open_session(manager.id, make.open_seat(manager.id), now=now())
    assert run(app, "reset-second-factor", manager.email).exit_code == 0
    assert load_actor(token) is None and "second_factor.off" in verbs(of=manager.id)
    assert db.session.scalars(select(Person.totp_secret).where(Person.id == manager.id)).one() is None


def test_files_are_imported_after_a_yes(app: Flask, tmp_path: Path) -> None:
    companies, people = tmp_path / "companies.csv", tmp_path / "people.csv"
    companies.write_text("key,name,tier\nsiam,Siam Cloud,gold\n")
    people.write_text("email,name,company\nploy@example.com,Ploy,siam\n")
    assert "1 new" in run(app, "import-companies", str(companies), answer="n\n").output
    assert count(Company) == 0
    assert "Written" in run(app, "import-companies", str(companies), answer="y\n").output
    assert "Written" in run(app, "import-people", str(people), "--yes", "--mail").output
    assert db.session.scalars(select(Person.name)).one() == "Ploy" and count(MailedLink) == 1
    assert "1 unchanged" in run(app, "import-people", str(people), "--yes").output


def test_a_file_with_a_fault_writes_nothing(app: Flask, tmp_path: Path) -> None:
    people = tmp_path / "people.csv"
    company(key="siam")
    people.write_text("email,name,company\nploy@example.com,Ploy,siam\nb@example.com,B,nowhere\n")
    outcome = run(app, "import-people", str(people), "--yes")
    assert outcome.exit_code == 1 and "line 3" in outcome.output and count(Person) == 0


def test_old_tries_sessions_and_links_are_forgotten(app: Flask) -> None:
    from datetime import timedelta

    rep = make.rep()
    services.sign_in(rep.email, make.PASSWORD, Knock("203.0.113.7", ""), now=now() - timedelta(days=200))
    services.sign_in(rep.email, make.PASSWORD, Knock("203.0.113.7", ""), now=now())
    services.forget_old(now())
    assert count(SignInTry) == 1 and count(SignIn) == 1
