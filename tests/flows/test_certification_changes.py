"""Extend, defer, give, revoke and reinstate: with a reason, with a second person beyond the limit, and with history."""

from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from app.certification.models import AwardHistory, AwardPeriod
from app.certification.queries import standings_of
from app.certification.records import DecisionRequest, GivenEvidence
from app.certification.services import Asked, Changed, Given
from app.core.db import db, transaction
from app.core.errors import DomainError
from app.core.models import AuditEntry
from app.flows.award_manually import award_manually
from app.flows.decide_request import decide_request
from app.flows.defer_certification import defer_certification
from app.flows.extend_certification import extend_certification
from app.flows.reinstate_certification import reinstate_certification
from app.flows.revoke_certification import ask_or_revoke
from app.notifications.models import Notice
from tests.factories import certification, people

CERTIFIED = datetime(2026, 6, 1, 3, tzinfo=UTC)
NOW = datetime(2026, 11, 23, 5, tzinfo=UTC)
WHY = "Parental leave, agreed with the partner."


@pytest.fixture
def period(app: Flask) -> AwardPeriod:
    """Valid until 1 June 2027, grace until 1 July."""
    certification.publish_certification()
    return certification.period(people.rep(), certified_at=CERTIFIED)


def standing(period: AwardPeriod, now: datetime):
    return standings_of(period.person_id, now=now)["certified-seller"]


def test_an_extension_moves_end_window_and_grace_and_the_past_stays_what_it_was(period: AwardPeriod) -> None:
    manager = people.channel_manager()
    done = extend_certification(period.id, until=date(2027, 8, 1), actor_id=manager.id, reason=WHY, now=NOW)
    assert isinstance(done, Changed)
    assert (done.valid_until, done.grace_until) == (date(2027, 8, 1), date(2027, 8, 31))
    assert period.window_opens_on == date(2027, 6, 2)
    assert standing(period, NOW - timedelta(seconds=1)).until == date(2027, 6, 1)
    assert standing(period, NOW).until == date(2027, 8, 1)
    kept = db.session.scalars(select(AwardHistory)).one()
    assert (kept.valid_until, kept.until_at, kept.change) == (date(2027, 6, 1), NOW, "awarded")
    assert (period.change, period.changed_by, period.change_reason) == ("extended", manager.id, WHY)
    assert "certification.extended" in db.session.scalars(select(AuditEntry.verb)).all()


def test_a_deferral_moves_the_end_of_the_grace_alone(period: AwardPeriod) -> None:
    defer_certification(
        period.id, grace_until=date(2027, 9, 1), actor_id=people.admin().id, reason=WHY, now=NOW
    )
    assert (period.valid_until, period.grace_until) == (date(2027, 6, 1), date(2027, 9, 1))
    assert standing(period, datetime(2027, 8, 20, tzinfo=UTC)).state == "in_grace"


def test_nobody_moves_their_own_award_alone(app: Flask) -> None:
    certification.publish_certification()
    manager = people.channel_manager()
    own = certification.period(manager, certified_at=CERTIFIED)
    asked = extend_certification(own.id, until=date(2027, 6, 2), actor_id=manager.id, reason=WHY, now=NOW)
    assert isinstance(asked, Asked) and own.valid_until == date(2027, 6, 1)
    asked = defer_certification(
        own.id, grace_until=date(2027, 7, 2), actor_id=manager.id, reason=WHY, now=NOW
    )
    assert isinstance(asked, Asked) and own.grace_until == date(2027, 7, 1)


def test_nobody_reinstates_their_own_award(app: Flask) -> None:
    certification.publish_certification()
    manager = people.channel_manager()
    own = certification.period(manager, certified_at=CERTIFIED, revoked_at=NOW, revoked_class="error")
    with pytest.raises(DomainError, match="A colleague has to decide"):
        reinstate_certification(own.id, actor_id=manager.id, reason=WHY, now=NOW)
    assert own.revoked_at == NOW


def test_more_than_ninety_days_need_a_second_person_also_in_small_steps(period: AwardPeriod) -> None:
    manager, other = people.channel_manager(), people.admin()
    asked = {"actor_id": manager.id, "reason": WHY, "now": NOW}
    assert isinstance(extend_certification(period.id, until=date(2027, 8, 30), **asked), Changed)
    waits = extend_certification(period.id, until=date(2027, 8, 31), **asked)
    assert isinstance(waits, Asked)
    assert period.valid_until == date(2027, 8, 30)
    with pytest.raises(DomainError, match="already"):
        extend_certification(period.id, until=date(2027, 9, 30), **asked)
    with pytest.raises(DomainError, match="second person"):
        decide_request(waits.request_id, verdict="approved", actor_id=manager.id, now=NOW)
    with pytest.raises(DomainError, match="second person"):
        decide_request(waits.request_id, verdict="approved", actor_id=period.person_id, now=NOW)
    decide_request(waits.request_id, verdict="approved", actor_id=other.id, now=NOW)
    assert (period.valid_until, period.changed_by, period.approved_by) == (
        date(2027, 8, 31),
        manager.id,
        other.id,
    )
    told = db.session.scalars(select(Notice).where(Notice.kind == "request_decided")).one()
    assert (told.person_id, told.params["approved"]) == (manager.id, True)
    with pytest.raises(DomainError, match="decided"):
        decide_request(waits.request_id, verdict="refused", actor_id=other.id, now=NOW)


def test_what_is_refused_changes_nothing_and_may_be_asked_again(period: AwardPeriod) -> None:
    manager = people.channel_manager()
    ask = {"grace_until": date(2028, 1, 1), "actor_id": manager.id, "reason": WHY, "now": NOW}
    waits = defer_certification(period.id, **ask)
    assert isinstance(waits, Asked)
    decide_request(waits.request_id, verdict="refused", actor_id=people.admin().id, now=NOW)
    assert period.grace_until == date(2027, 7, 1)
    assert isinstance(defer_certification(period.id, **ask), Asked)


def test_the_database_refuses_that_who_asked_decides(period: AwardPeriod) -> None:
    manager = people.channel_manager()
    defer_certification(period.id, grace_until=date(2028, 1, 1), actor_id=manager.id, reason=WHY, now=NOW)
    with pytest.raises(IntegrityError), transaction() as session:
        session.execute(
            update(DecisionRequest).values(verdict="approved", decided_at=NOW, decided_by=manager.id)
        )


@pytest.mark.parametrize("until", [date(2027, 6, 1), date(2027, 5, 1)])
def test_an_extension_leads_to_a_later_day(period: AwardPeriod, until: date) -> None:
    with pytest.raises(DomainError) as refusal:
        extend_certification(period.id, until=until, actor_id=people.admin().id, reason=WHY, now=NOW)
    assert refusal.value.field == "until"
    assert not db.session.scalars(select(AwardHistory)).all()


def test_nothing_is_changed_without_a_reason(period: AwardPeriod) -> None:
    with pytest.raises(DomainError) as refusal:
        extend_certification(
            period.id, until=date(2027, 7, 1), actor_id=people.admin().id, reason=" ", now=NOW
        )
    assert refusal.value.field == "reason"


def test_revoking_for_misconduct_needs_two_and_reinstating_keeps_the_whole_history(
    period: AwardPeriod,
) -> None:
    manager, other = people.channel_manager(), people.admin()
    waits = ask_or_revoke(period.id, actor_id=manager.id, revoked_class="misconduct", reason=WHY, now=NOW)
    assert isinstance(waits, Asked)
    assert standing(period, NOW).state == "certified"
    decide_request(waits.request_id, verdict="approved", actor_id=other.id, now=NOW)
    later = NOW + timedelta(days=10)
    reinstate_certification(period.id, actor_id=manager.id, reason=WHY, now=later)
    states = [standing(period, t).state for t in (NOW - timedelta(1), NOW, later - timedelta(1), later)]
    assert states == ["certified", "revoked", "revoked", "certified"]
    assert standing(period, NOW).revoked_class == "misconduct"
    changes = db.session.scalars(select(AwardHistory.change).order_by(AwardHistory.id)).all()
    assert ([*changes, period.change], period.valid_until) == (
        ["awarded", "revoked", "reinstated"],
        date(2027, 6, 1),
    )


def test_other_classes_take_effect_at_once(period: AwardPeriod) -> None:
    ask_or_revoke(period.id, actor_id=people.admin().id, revoked_class="left_programme", reason=WHY, now=NOW)
    assert standing(period, NOW).state == "revoked"


def test_every_manual_award_needs_two_and_names_its_evidence(app: Flask) -> None:
    certification.publish_certification()
    ploy, manager, other = people.rep(), people.channel_manager(), people.admin()
    given = Given("vendor-exam", "external", "https://credentials.example/42")
    waits = award_manually(ploy.id, "certified-seller", given=given, actor_id=manager.id, reason=WHY, now=NOW)
    assert not db.session.scalars(select(AwardPeriod)).all()
    decide_request(waits.request_id, verdict="approved", actor_id=other.id, now=NOW)
    period = db.session.scalars(select(AwardPeriod)).one()
    assert (period.origin, period.changed_by, period.approved_by) == ("manual", manager.id, other.id)
    assert (period.cycle, period.valid_until) == (1, date(2027, 11, 23))
    assert period.evidence["facts"][0]["subject"] == "vendor-exam"
    assert db.session.scalars(select(GivenEvidence.reference)).one() == given.reference
    assert "certified" in db.session.scalars(select(Notice.kind)).all()


def test_what_is_held_is_not_awarded_again_before_its_window(period: AwardPeriod) -> None:
    given = Given("vendor-exam", "attestation", "Seen by Mali at the customer's.")
    waits = award_manually(
        period.person_id,
        "certified-seller",
        given=given,
        actor_id=people.channel_manager().id,
        reason=WHY,
        now=NOW,
    )
    with pytest.raises(DomainError, match="cannot be renewed yet"):
        decide_request(waits.request_id, verdict="approved", actor_id=people.admin().id, now=NOW)
    assert db.session.scalars(select(DecisionRequest.verdict)).one() is None
    assert not db.session.scalars(select(GivenEvidence)).all()


def test_only_the_newest_cycle_is_moved(period: AwardPeriod) -> None:
    person = type("P", (), {"id": period.person_id, "zone": period.zone})
    certification.period(person, certified_at=NOW, cycle=2)
    with pytest.raises(DomainError, match="newest"):
        extend_certification(
            period.id, until=date(2027, 7, 1), actor_id=people.admin().id, reason=WHY, now=NOW
        )
