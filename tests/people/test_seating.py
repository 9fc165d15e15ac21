"""Moving, leaving, disabling, roles: what changes at once, what stays, and who may."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update

from app.core.clock import now
from app.core.db import db, transaction
from app.core.errors import DomainError, NotVisible
from app.people import services
from app.people.credit import seat_at
from app.people.models import Affiliation, Person, Portfolio
from app.people.queries import get_learner, learners, seats_of
from app.people.services import Destination
from app.people.sessions import load_actor, open_session
from tests.factories import people as make
from tests.factories.partners import company
from tests.people.records import history, last_entry, open_sessions, roles_at, verbs

REP = frozenset({"rep"})


def disabled(person: Person) -> bool:
    return db.session.scalars(select(Person.disabled_at).where(Person.id == person.id)).one() is not None


def test_a_move_ends_one_seat_and_starts_the_other_in_the_same_instant(app: Flask) -> None:
    old, new, at = company(), company(), now()
    rep = make.rep(at=old)
    services.move_person(make.actor(make.channel_manager()), rep.id, Destination(new.id, REP, "Lead"), now=at)
    before, after = history(rep.id)
    assert before.ended_at == after.started_at == at
    assert (before.company_id, after.company_id, after.job_title) == (old.id, new.id, "Lead")
    assert after.is_credited and roles_at(after.id) == {"rep"}


def test_later_credit_follows_the_move_and_earlier_credit_stays(app: Flask) -> None:
    old, new, at = company(), company(), now()
    rep = make.rep(at=old)
    services.move_person(make.actor(make.channel_manager()), rep.id, Destination(new.id, REP), now=at)
    seats = seats_of(rep.id)
    before, after = seat_at(seats, at - timedelta(seconds=1)), seat_at(seats, at)
    assert before is not None and before.company_id == old.id
    assert after is not None and after.company_id == new.id
    assert get_learner(rep.id).company_id == new.id


def test_a_move_ends_every_session_and_is_audited(app: Flask) -> None:
    rep, new = make.rep(), company()
    token = open_session(rep.id, make.open_seat(rep.id), now=now())
    services.move_person(make.actor(make.channel_manager()), rep.id, Destination(new.id, REP), now=now())
    assert load_actor(token) is None
    entry = last_entry("person.moved")
    assert entry.details["company"] == new.id and entry.subject_id == str(rep.id)


def test_a_move_to_a_second_company_merges_with_the_seat_there(app: Flask) -> None:
    old, new = company(), company()
    rep = make.rep(at=old)
    make.seat(rep, new)
    services.move_person(make.actor(make.channel_manager()), rep.id, Destination(new.id, REP), now=now())
    open_ones = [seat for seat in history(rep.id) if seat.ended_at is None]
    assert len(open_ones) == 1 and open_ones[0].is_credited and open_ones[0].company_id == new.id


@pytest.mark.parametrize("who", ["partner_admin", "author", "rep"])
def test_only_channel_managers_move_people(app: Flask, who: str) -> None:
    old, new = company(), company()
    rep = make.rep(at=old)
    person = make.author() if who == "author" else make.person(who, at=old)
    with pytest.raises(NotVisible):
        services.move_person(make.actor(person), rep.id, Destination(new.id, REP), now=now())
    assert len(history(rep.id)) == 1


def test_a_move_cannot_raise_the_role(app: Flask) -> None:
    rep, vendor = make.rep(), company(kind="vendor")
    with pytest.raises(DomainError):
        services.move_person(
            make.actor(make.channel_manager()),
            rep.id,
            Destination(vendor.id, frozenset({"channel_manager"})),
            now=now(),
        )


def test_nobody_moves_where_they_work_already_or_to_a_closed_company(app: Flask) -> None:
    at, closed = company(), company(closed_at=now())
    rep, actor = make.rep(at=at), make.actor(make.channel_manager())
    for target in (at, closed):
        with pytest.raises(DomainError) as refusal:
            services.move_person(actor, rep.id, Destination(target.id, REP), now=now())
        assert refusal.value.field == "company"


def test_disabling_ends_sessions_at_once_and_enabling_lets_in_again(app: Flask) -> None:
    rep, actor = make.rep(), make.actor(make.channel_manager())
    token = open_session(rep.id, make.open_seat(rep.id), now=now())
    services.disable_person(actor, rep.id, now=now())
    assert load_actor(token) is None and open_sessions(rep.id) == 0 and disabled(rep)
    services.enable_person(actor, rep.id)
    assert not disabled(rep) and load_actor(token) is None
    assert verbs(of=rep.id) == ["person.disabled", "person.enabled"]


def test_a_partner_admin_disables_own_reps_only(app: Flask) -> None:
    at = company()
    actor = make.actor(make.partner_admin(at=at))
    colleague, peer, stranger = make.rep(at=at), make.partner_admin(at=at), make.rep()
    shared = make.rep(at=at)
    make.seat(shared, company())
    services.disable_person(actor, colleague.id, now=now())
    for out_of_reach in (peer, stranger, shared):
        with pytest.raises(NotVisible):
            services.disable_person(actor, out_of_reach.id, now=now())
        assert not disabled(out_of_reach)


@pytest.mark.parametrize("who", ["admin", "channel_manager", "author"])
def test_a_channel_manager_does_not_touch_vendor_people(app: Flask, who: str) -> None:
    vendor = company(kind="vendor")
    target = make.person(who, at=vendor)
    make.admin(at=vendor)
    with pytest.raises(NotVisible):
        services.disable_person(make.actor(make.channel_manager(at=vendor)), target.id, now=now())


def test_nobody_disables_themselves(app: Flask) -> None:
    admin = make.admin()
    make.admin()
    with pytest.raises(NotVisible):
        services.disable_person(make.actor(admin), admin.id, now=now())


def test_the_last_admin_cannot_be_disabled_moved_sent_away_or_demoted(app: Flask) -> None:
    vendor = company(kind="vendor")
    last = make.person("admin", "author", at=vendor)
    gone = make.admin(at=vendor, disabled_at=now())
    actor = make.actor(last)
    seat = make.open_seat(last.id)
    with pytest.raises(DomainError, match="last admin"):
        services.revoke_role(actor, seat, "admin")
    assert roles_at(seat) == {"admin", "author"}
    other = make.admin(at=vendor)
    with transaction() as session:
        session.execute(update(Person).where(Person.id == last.id).values(password_hash=None))
    by_other = make.actor(other)
    services.revoke_role(by_other, seat, "admin")
    assert roles_at(seat) == {"author"}
    assert disabled(gone)


def test_the_last_admin_who_can_sign_in_is_kept_though_an_invited_admin_exists(app: Flask) -> None:
    vendor = company(kind="vendor")
    last, invited = make.admin(at=vendor), make.admin(at=vendor, password=None)
    actor = make.actor(invited)
    for command in (
        lambda: services.disable_person(actor, last.id, now=now()),
        lambda: services.move_person(actor, last.id, Destination(company().id, REP), now=now()),
        lambda: services.leave_company(actor, make.open_seat(last.id), now=now()),
    ):
        with pytest.raises(DomainError, match="last admin"):
            command()
    assert not disabled(last) and history(last.id)[0].ended_at is None


def test_leaving_a_company_passes_the_credit_to_the_other_seat(app: Flask) -> None:
    first, second, at = company(), company(), now()
    rep = make.rep(at=first)
    seat = make.open_seat(rep.id)
    make.seat(rep, second, "rep", "partner_admin", job_title="Lead")
    services.leave_company(make.actor(make.channel_manager()), seat, now=at)
    assert get_learner(rep.id).company_id == second.id
    open_ones = [s for s in history(rep.id) if s.ended_at is None]
    assert [(s.company_id, s.started_at, s.job_title) for s in open_ones] == [(second.id, at, "Lead")]
    assert roles_at(open_ones[0].id) == {"rep", "partner_admin"}


def test_a_partner_admin_lets_a_shared_rep_go_without_touching_the_other_company(app: Flask) -> None:
    mine, theirs = company(), company()
    rep = make.rep(at=theirs)
    seat = make.seat(rep, mine)
    services.leave_company(make.actor(make.partner_admin(at=mine)), seat.id, now=now())
    assert [(s.company_id, s.ended_at is None) for s in history(rep.id)] == [
        (theirs.id, True),
        (mine.id, False),
    ]
    assert get_learner(rep.id).company_id == theirs.id


def test_roles_are_granted_and_taken_away_from_the_next_request_on(app: Flask) -> None:
    rep, actor = make.rep(), make.actor(make.channel_manager())
    seat = make.open_seat(rep.id)
    token = open_session(rep.id, seat, now=now())
    services.grant_role(actor, seat, "partner_admin", now=now())
    promoted = load_actor(token)
    assert promoted is not None and promoted.is_partner_admin
    services.revoke_role(actor, seat, "partner_admin")
    demoted = load_actor(token)
    assert demoted is not None and demoted.roles == {"rep"}
    assert verbs(of=rep.id) == ["role.granted", "role.revoked"]


def test_granting_twice_is_granting_once(app: Flask) -> None:
    rep, actor = make.rep(), make.actor(make.channel_manager())
    for _time in range(2):
        services.grant_role(actor, make.open_seat(rep.id), "partner_admin", now=now())
    assert verbs(of=rep.id) == ["role.granted"]


@pytest.mark.parametrize(
    ("who", "role"),
    [
        ("partner_admin", "partner_admin"),
        ("partner_admin", "author"),
        ("partner_admin", "channel_manager"),
        ("partner_admin", "admin"),
        ("channel_manager", "author"),
        ("channel_manager", "channel_manager"),
        ("channel_manager", "admin"),
        ("admin", "admin"),
        ("rep", "partner_admin"),
        ("author", "admin"),
    ],
)
def test_no_role_is_granted_that_is_not_below_ones_own_not_even_to_oneself(
    app: Flask, who: str, role: str
) -> None:
    vendor, partner = company(kind="vendor"), company()
    person = make.person(who, at=partner if who in ("rep", "partner_admin") else vendor)
    colleague = make.rep(at=partner if who in ("rep", "partner_admin") else vendor)
    for seat in (make.open_seat(person.id), make.open_seat(colleague.id)):
        before = roles_at(seat)
        if role in before:
            continue
        with pytest.raises((DomainError, NotVisible)):
            services.grant_role(make.actor(person), seat, role, now=now())
        assert roles_at(seat) == before


def test_a_partner_admin_cannot_touch_roles_in_another_company(app: Flask) -> None:
    mine = company()
    actor, rep = make.actor(make.partner_admin(at=mine)), make.rep(at=mine)
    elsewhere = make.seat(rep, company(), "partner_admin")
    for command in (
        lambda: services.grant_role(actor, elsewhere.id, "rep", now=now()),
        lambda: services.revoke_role(actor, elsewhere.id, "partner_admin"),
        lambda: services.leave_company(actor, elsewhere.id, now=now()),
    ):
        with pytest.raises(NotVisible):
            command()
    assert roles_at(elsewhere.id) == {"partner_admin"}


def test_a_seat_keeps_at_least_one_role(app: Flask) -> None:
    rep = make.rep()
    with pytest.raises(DomainError):
        services.revoke_role(make.actor(make.channel_manager()), make.open_seat(rep.id), "rep")


def test_closing_a_company_signs_its_people_out_and_the_vendor_cannot_be_closed(app: Flask) -> None:
    at, admin = company(), make.admin()
    rep = make.rep(at=at)
    token = open_session(rep.id, make.open_seat(rep.id), now=now())
    services.close_company(at.id, actor_id=admin.id, now=now())
    assert load_actor(token) is None and open_sessions(rep.id) == 0
    vendor_id = db.session.scalars(
        select(Affiliation.company_id).where(Affiliation.person_id == admin.id)
    ).one()
    with pytest.raises(DomainError):
        services.close_company(vendor_id, actor_id=admin.id, now=now())


def test_a_company_goes_to_a_channel_manager_and_to_nobody_else(app: Flask) -> None:
    at, manager, author = company(), make.channel_manager(), make.author()
    services.assign_manager(at.id, manager.id, actor_id=None)
    with pytest.raises(DomainError) as refusal:
        services.assign_manager(at.id, author.id, actor_id=None)
    assert refusal.value.field == "manager"
    held = db.session.get(Portfolio, at.id)
    assert held is not None and held.manager_id == manager.id
    services.assign_manager(at.id, None, actor_id=None)
    assert db.session.get(Portfolio, at.id) is None
    assert verbs().count("portfolio.assigned") == 2


def test_a_learner_without_a_seat_is_still_somebody(app: Flask) -> None:
    rep = make.rep()
    services.leave_company(make.actor(make.channel_manager()), make.open_seat(rep.id), now=now())
    learner = get_learner(rep.id)
    assert (learner.company_id, learner.affiliation_id, learner.roles) == (None, None, frozenset())


def test_learners_are_walked_by_id_and_disabled_ones_are_passed_over(app: Flask) -> None:
    first, off, third = make.rep(), make.rep(disabled_at=now()), make.partner_admin()
    found = learners(first.id - 1, 2)
    assert [learner.person_id for learner in found] == [first.id, third.id]
    assert off.id not in [learner.person_id for learner in found]
    assert found[1].roles == {"partner_admin"}
    assert learners(first.id, 10)[0].person_id == third.id


def test_locking_a_person_who_is_not_there_is_refused(app: Flask) -> None:
    with pytest.raises(NotVisible), transaction():
        services.lock_person(999_999)


def test_only_languages_that_kru_speaks_can_be_set(app: Flask) -> None:
    rep = make.rep()
    services.set_language(rep.id, "th")
    assert get_learner(rep.id).language == "th"
    with pytest.raises(DomainError):
        services.set_language(rep.id, "xx")
