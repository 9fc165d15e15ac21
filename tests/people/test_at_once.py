"""Many at the same moment, each on a connection of its own: one wins, counted in the database."""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from app import create_app
from app.core.clock import now
from app.core.db import db
from app.core.errors import DomainError, NotVisible
from app.people import services, tries
from app.people.links import INVITATION, PASSWORD_RESET, make_link
from app.people.models import Affiliation, MailedLink, Person, RoleGrant, SignIn, SignInTry
from app.people.services import Invitee, Knock
from tests import databases
from tests.conftest import migrate, settings_for
from tests.factories import people as make
from tests.factories.partners import company

KNOCK = Knock("203.0.113.7", "")


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory, worker: str) -> Iterator[Flask]:
    """A site of its own whose rows stay, as threads must see each other's."""
    folder: Path = tmp_path_factory.mktemp("at-once")
    url = databases.fresh_url(f"at_once_{worker}", folder)
    made = create_app(settings_for(folder, url), JOBS_INLINE=True, RATELIMIT_ENABLED=False)
    migrate(made)
    yield made
    with made.app_context():
        db.engine.dispose()
    databases.drop(url)


def burst(app: Flask, commands: list[Callable[[], object]]) -> list[str]:
    """Run all at one moment; what each came to: `done`, or the kind of refusal."""
    barrier, outcomes = threading.Barrier(len(commands)), ["" for _command in commands]

    def run(place: int, command: Callable[[], object]) -> None:
        with app.app_context():
            barrier.wait()
            try:
                command()
                outcomes[place] = "done"
            except (DomainError, NotVisible) as refusal:
                outcomes[place] = type(refusal).__name__

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(commands)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


def count(model: Any, *conditions: Any) -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(model).where(*conditions)) or 0


def test_twenty_invitations_of_one_address_make_one_person_and_one_link(app: Flask) -> None:
    with app.app_context():
        at = company()
        actor = make.actor(make.partner_admin(at=at))
        invitee = Invitee("burst@example.com", "Burst", at.id, frozenset({"rep"}), "en")
        outcomes = burst(app, [lambda: services.invite(actor, invitee, now=now())] * 20)
        assert sorted(outcomes) == ["DomainError"] * 19 + ["done"]
        assert count(Person, Person.email_key == "burst@example.com") == 1
        assert count(MailedLink, MailedLink.company_id == at.id) == 1


def test_one_invitation_accepted_ten_times_at_once_opens_one_seat(app: Flask) -> None:
    with app.app_context():
        at, person = company(), make.rep(password=None)
        from app.core.db import transaction

        with transaction() as session:
            link = make_link(
                session, INVITATION, person.id, now=now(), company_id=at.id, roles=frozenset({"rep"})
            )

        def accept() -> None:
            services.accept_invitation(
                link.token, name="P", password="nine loud waterfalls", language="en", knock=KNOCK, now=now()
            )

        outcomes = burst(app, [accept] * 10)
        assert sorted(outcomes) == ["LinkSpent"] * 9 + ["done"]
        assert count(Affiliation, Affiliation.person_id == person.id, Affiliation.company_id == at.id) == 1
        assert count(SignIn, SignIn.person_id == person.id) == 1


def test_one_reset_link_used_ten_times_at_once_sets_one_password(app: Flask) -> None:
    with app.app_context():
        person = make.rep()
        from app.core.db import transaction

        with transaction() as session:
            link = make_link(session, PASSWORD_RESET, person.id, now=now())
        words = [f"number {n} loud waterfalls" for n in range(10)]
        commands: list[Callable[[], object]] = [
            lambda word=word: services.reset_password(link.token, word, now=now()) for word in words
        ]
        outcomes = burst(app, commands)
        assert sorted(outcomes) == ["LinkSpent"] * 9 + ["done"]
        winner = words[outcomes.index("done")]
        assert services.sign_in(person.email, winner, KNOCK, now=now())


def test_of_a_burst_of_guesses_at_most_five_are_checked(app: Flask) -> None:
    with app.app_context():
        person, knock = make.rep(), Knock("203.0.113.99", "")
        outcomes = burst(app, [lambda: services.sign_in(person.email, "wrong guess", knock, now=now())] * 20)
        assert outcomes.count("WrongSignIn") <= 5 and set(outcomes) <= {"WrongSignIn", "TooManyTries"}
        network = tries.network_hash(knock.address)
        assert count(SignInTry, SignInTry.network_hash == network) == outcomes.count("WrongSignIn")


def test_two_admins_who_demote_each_other_leave_one(app: Flask) -> None:
    with app.app_context():
        vendor = company(kind="vendor")
        pair = [make.person("admin", "author", at=vendor) for _one in range(2)]
        actors, seats = [make.actor(p) for p in pair], [make.open_seat(p.id) for p in pair]
        outcomes = burst(
            app,
            [
                lambda: services.revoke_role(actors[0], seats[1], "admin"),
                lambda: services.revoke_role(actors[1], seats[0], "admin"),
            ],
        )
        assert sorted(outcomes) == ["DomainError", "done"]
        assert count(RoleGrant, RoleGrant.role == "admin", RoleGrant.affiliation_id.in_(seats)) == 1
