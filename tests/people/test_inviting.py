"""Invitations and forgotten passwords: links that work once."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update

from app.core.clock import now
from app.core.db import db, transaction
from app.core.errors import DomainError, NotVisible
from app.core.jobs import drain
from app.core.models import OutboxJob
from app.partners.models import Company
from app.people import services
from app.people.links import INVITATION, look_at_link
from app.people.models import MailedLink, Person
from app.people.queries import get_learner
from app.people.services import Invitee, Knock, LinkSpent
from app.people.sessions import load_actor
from tests.factories import people as make
from tests.factories.partners import company
from tests.people.records import count, empty_mail, history, link_in, mails, open_sessions, roles_at, verbs

KNOCK = Knock("203.0.113.7", "Chrome, Mac")


@pytest.fixture(autouse=True)
def _no_old_mail(app: Flask) -> None:
    empty_mail()


def invitee(at: Company, **values: object) -> Invitee:
    return Invitee(
        **{  # type: ignore[arg-type]
            "email": "ploy@example.com",
            "name": "Ploy Srisai",
            "company_id": at.id,
            "roles": frozenset({"rep"}),
            "language": "en",
            **values,
        }
    )


def token() -> str:
    return link_in(mails()[-1]).rsplit("/", 1)[-1]


def accept(link: str, **values: object) -> services.Accepted:
    return services.accept_invitation(
        link,
        **{  # type: ignore[arg-type]
            "name": "Ploy S.",
            "password": "nine loud waterfalls",
            "language": "th",
            "knock": KNOCK,
            "now": now(),
            **values,
        },
    )


def test_an_accepted_invitation_opens_the_seat_and_signs_in(app: Flask) -> None:
    at = company(name="Siam Cloud")
    services.invite(make.actor(make.partner_admin(at=at)), invitee(at), now=now())
    person = db.session.scalars(select(Person).where(Person.email == "ploy@example.com")).one()
    assert history(person.id) == []
    entry = accept(token())
    actor = load_actor(entry.token or "")
    assert actor is not None and actor.company_id == at.id and actor.roles == {"rep"}
    learner = get_learner(person.id)
    assert (learner.name, learner.language, learner.company_name) == ("Ploy S.", "th", "Siam Cloud")
    assert verbs(of=person.id) == ["person.invited", "invitation.accepted", "sign_in.succeeded"]


def test_the_mail_is_in_the_persons_language_and_holds_the_configured_address(app: Flask) -> None:
    at = company(name="Siam Cloud")
    services.invite(make.actor(make.channel_manager(name="Mali")), invitee(at), now=now())
    mail = mails()[-1]
    text = mail.get_content()  # type: ignore[attr-defined]
    assert mail["To"] == "ploy@example.com" and "Siam Cloud" in mail["Subject"]
    assert "Mali" in text and "\nhttp://localhost/invitation/" in text


def test_no_token_stands_in_the_database_in_the_open(app: Flask) -> None:
    services.invite(make.actor(make.channel_manager()), invitee(company()), now=now())
    link = token()
    everything = str([row.args for row in db.session.scalars(select(OutboxJob))])
    assert link not in everything
    assert count(MailedLink, MailedLink.token_hash == link) == 0


def test_a_link_works_once(app: Flask) -> None:
    services.invite(make.actor(make.channel_manager()), invitee(company()), now=now())
    link = token()
    accept(link)
    with pytest.raises(LinkSpent):
        accept(link, password="another long password")
    state = look_at_link(INVITATION, link, now=now())
    assert state is not None and not state.is_good


def test_looking_at_a_link_does_not_use_it(app: Flask) -> None:
    services.invite(make.actor(make.channel_manager()), invitee(company()), now=now())
    link = token()
    for _look in range(3):
        state = look_at_link(INVITATION, link, now=now())
        assert state is not None and state.is_good and not state.has_password
    assert accept(link).token


def test_an_invitation_expires_after_seven_days(app: Flask) -> None:
    services.invite(make.actor(make.channel_manager()), invitee(company()), now=now())
    with pytest.raises(LinkSpent):
        accept(token(), now=now() + timedelta(days=7, seconds=1))


def test_a_refused_password_does_not_use_the_link_up(app: Flask) -> None:
    services.invite(make.actor(make.channel_manager()), invitee(company()), now=now())
    link = token()
    with pytest.raises(DomainError) as refusal:
        accept(link, password="short")
    assert refusal.value.field == "password"
    assert accept(link).token


def test_an_invitation_to_a_company_that_closed_meanwhile_is_void(app: Flask) -> None:
    at = company()
    services.invite(make.actor(make.channel_manager()), invitee(at), now=now())
    link = token()
    services.close_company(at.id, actor_id=make.admin().id, now=now())
    with pytest.raises(LinkSpent):
        accept(link)


def test_the_inviter_cannot_tell_whether_an_address_has_an_account(app: Flask) -> None:
    at = company()
    known, actor = make.rep(email="known@example.com"), make.actor(make.partner_admin(at=at))
    for email in ("known@example.com", "new@example.com"):
        assert services.invite(actor, invitee(at, email=email, name="Typed Name"), now=now())
    waiting = db.session.execute(
        select(MailedLink.name, MailedLink.company_id).where(MailedLink.used_at.is_(None))
    ).all()
    assert waiting == [("Typed Name", at.id)] * 2
    assert len(history(known.id)) == 1


def test_a_known_account_joins_with_a_second_seat_and_signs_in_as_before(app: Flask) -> None:
    at, known = company(), make.rep(email="ploy@example.com", name="Ploy Known")
    services.invite(make.actor(make.partner_admin(at=at)), invitee(at), now=now())
    entry = accept(token(), password="", name="Somebody Else")
    assert entry.token is None and open_sessions(known.id) == 0
    first, second = history(known.id)
    assert (first.is_credited, second.is_credited, second.company_id) == (True, False, at.id)
    assert get_learner(known.id).name == "Ploy Known"
    assert services.sign_in(known.email, make.PASSWORD, KNOCK, now=now())


def test_one_cannot_be_invited_where_one_works_or_twice_at_once(app: Flask) -> None:
    at = company()
    actor = make.actor(make.channel_manager())
    make.rep(at=at, email="works@example.com")
    with pytest.raises(DomainError) as refusal:
        services.invite(actor, invitee(at, email="Works@example.com"), now=now())
    assert refusal.value.field == "email"
    services.invite(actor, invitee(at), now=now())
    with pytest.raises(DomainError):
        services.invite(actor, invitee(at), now=now())
    assert count(MailedLink) == 1


def test_inviting_again_voids_the_link_before(app: Flask) -> None:
    at, actor = company(), make.actor(make.channel_manager())
    link_id = services.invite(actor, invitee(at), now=now())
    first = token()
    with pytest.raises(DomainError):
        services.invite_again(actor, link_id, now=now())
    empty_mail()
    services.invite_again(actor, link_id, now=now() + timedelta(minutes=3))
    second = token()
    with pytest.raises(LinkSpent):
        accept(first)
    assert accept(second).token


def test_a_withdrawn_invitation_does_not_work_and_its_waiting_mail_is_not_sent(app: Flask) -> None:
    actor = make.actor(make.channel_manager())
    link_id = services.invite(actor, invitee(company()), now=now())
    services.withdraw_invitation(actor, link_id, now=now())
    assert mails() == []
    with pytest.raises(NotVisible):
        services.withdraw_invitation(actor, link_id, now=now())


def test_invitations_of_another_company_are_out_of_reach(app: Flask) -> None:
    theirs = company()
    link_id = services.invite(make.actor(make.partner_admin(at=theirs)), invitee(theirs), now=now())
    mine = make.actor(make.partner_admin())
    for command in (services.invite_again, services.withdraw_invitation):
        with pytest.raises(NotVisible):
            command(mine, link_id, now=now() + timedelta(hours=1))
    with pytest.raises(NotVisible):
        services.invite(mine, invitee(theirs, email="other@example.com"), now=now())


@pytest.mark.parametrize(
    ("who", "role", "kind"),
    [
        ("partner_admin", "partner_admin", "partner"),
        ("partner_admin", "channel_manager", "partner"),
        ("partner_admin", "admin", "partner"),
        ("channel_manager", "author", "vendor"),
        ("channel_manager", "channel_manager", "vendor"),
        ("channel_manager", "author", "partner"),
        ("admin", "admin", "vendor"),
        ("admin", "author", "partner"),
        ("rep", "rep", "partner"),
        ("author", "rep", "vendor"),
    ],
)
def test_nobody_invites_into_a_role_that_is_not_below_their_own(
    app: Flask, who: str, role: str, kind: str
) -> None:
    vendor = company(kind="vendor")
    partner = company()
    at = vendor if kind == "vendor" else partner
    person = make.person(who, at=partner if who in ("rep", "partner_admin") else vendor)
    with pytest.raises((DomainError, NotVisible)):
        services.invite(make.actor(person), invitee(at, roles=frozenset({role})), now=now())
    assert count(MailedLink) == 0
    assert count(Person, Person.email == "ploy@example.com") == 0


def test_a_refused_role_leaves_an_audit_row(app: Flask) -> None:
    at = company()
    actor = make.actor(make.partner_admin(at=at))
    with pytest.raises(DomainError):
        services.invite(actor, invitee(at, roles=frozenset({"partner_admin"})), now=now())
    assert verbs()[-1] == "role.refused"


def test_forgetting_a_password_writes_the_same_row_for_every_address(app: Flask) -> None:
    rep = make.rep()
    for email in (rep.email, "nobody@example.com"):
        services.request_reset(email)
    names = [row.name for row in db.session.scalars(select(OutboxJob))]
    assert names == ["people.open_reset"] * 2
    assert [mail["To"] for mail in mails()] == [rep.email]


def test_a_reset_sets_the_password_ends_all_sessions_and_keeps_the_second_factor(app: Flask) -> None:
    rep = make.rep(totp_secret=b"sealed")
    make.actor(rep)
    services.request_reset(rep.email)
    link = token()
    services.reset_password(link, "nine loud waterfalls", now=now())
    assert open_sessions(rep.id) == 0
    assert isinstance(
        services.sign_in(rep.email, "nine loud waterfalls", KNOCK, now=now()), services.CodeNeeded
    )
    with pytest.raises(LinkSpent):
        services.reset_password(link, "yet another password", now=now())
    assert "password.reset" in verbs(of=rep.id)


def test_a_reset_link_expires_after_an_hour_and_using_one_voids_the_others(app: Flask) -> None:
    rep = make.rep()
    for _ask in range(2):
        services.request_reset(rep.email)
    first, second = (link_in(mail).rsplit("/", 1)[-1] for mail in mails())
    with pytest.raises(LinkSpent):
        services.reset_password(first, "nine loud waterfalls", now=now() + timedelta(hours=1, seconds=1))
    services.reset_password(first, "nine loud waterfalls", now=now())
    with pytest.raises(LinkSpent):
        services.reset_password(second, "yet another password", now=now())


def test_three_reset_mails_an_hour_are_enough(app: Flask) -> None:
    rep = make.rep()
    for _ask in range(5):
        services.request_reset(rep.email)
    assert len(mails()) == 3


@pytest.mark.parametrize("state", ["disabled", "invited"])
def test_no_reset_for_an_account_that_cannot_sign_in(app: Flask, state: str) -> None:
    rep = make.rep(password=None) if state == "invited" else make.rep(disabled_at=now())
    services.request_reset(rep.email)
    assert mails() == []


def test_a_reset_link_is_no_invitation_and_the_other_way_round(app: Flask) -> None:
    rep = make.rep()
    services.request_reset(rep.email)
    link = token()
    with pytest.raises(LinkSpent):
        accept(link)
    assert look_at_link(INVITATION, link, now=now()) is None


def test_disabling_kills_a_mail_that_waits(app: Flask) -> None:
    rep = make.rep()
    services.request_reset(rep.email)
    with transaction() as session:
        session.execute(update(Person).where(Person.id == rep.id).values(disabled_at=now()))
    drain()
    assert mails() == []


def test_a_rep_invited_by_import_gets_no_second_seat_on_accepting(app: Flask) -> None:
    at = company()
    person = make.rep(at=at, password=None, email="ploy@example.com")
    from app.people.services.inviting import mail_invitation

    with transaction() as session:
        mail_invitation(
            session, person.id, at.id, frozenset({"rep"}), name=person.name, created_by=None, now=now()
        )
    assert accept(token()).token
    (seat,) = history(person.id)
    assert roles_at(seat.id) == {"rep"}
