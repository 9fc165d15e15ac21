"""What a new version does to holders: foretold as it is done, once, with the past kept."""

from datetime import UTC, date, datetime, timedelta

from flask import Flask
from sqlalchemy import func, select

from app.certification.definition import Bridge, ShortenTo
from app.certification.models import AwardHistory, AwardPeriod
from app.certification.queries import standings_of
from app.core.db import db
from app.flows.publish_certification_effects import carry_out, foretell
from app.flows.settle import settle
from tests.factories import catalogue, certification, learning, partners, people

CERTIFIED = datetime(2026, 6, 1, 3, tzinfo=UTC)
NOW = datetime(2026, 11, 23, 5, tzinfo=UTC)
BY = date(2027, 2, 1)


def holders() -> list[AwardPeriod]:
    """Two people at one company and one at another, until 1 June 2027, and one who has lapsed."""
    catalogue.publish_course("leads", catalogue.video())
    catalogue.publish_course("news", catalogue.video("news-film"))
    certification.publish_certification()
    one, other = partners.company(), partners.company()
    held = [
        certification.period(people.rep(at=company), certified_at=CERTIFIED) for company in (one, one, other)
    ]
    certification.period(people.rep(at=other), certified_at=CERTIFIED - timedelta(days=800))
    return held


def ends() -> list[date | None]:
    return list(db.session.scalars(select(AwardPeriod.valid_until).order_by(AwardPeriod.id)))


def test_shortening_is_foretold_done_once_and_leaves_history(app: Flask) -> None:
    held = holders()
    version = certification.definition(holders=ShortenTo(BY))
    before = ends()
    effects = foretell(version, now=NOW)
    assert (effects.people, effects.companies, effects.untouched) == (3, 2, 0)
    assert ends() == before
    certification.publish(version, now=NOW)
    assert carry_out(version, actor_id=None, now=NOW) == effects
    assert ends() == [BY, BY, BY, before[3]]
    assert standings_of(held[0].person_id, now=NOW - timedelta(1))["certified-seller"].until == date(
        2027, 6, 1
    )
    assert carry_out(version, actor_id=None, now=NOW).people == 0
    assert db.session.scalar(select(func.count()).select_from(AwardHistory)) == 3


def test_nothing_happens_to_holders_unless_the_version_says_so(app: Flask) -> None:
    holders()
    assert carry_out(certification.definition(), actor_id=None, now=NOW).people == 0


def test_who_crosses_the_bridge_in_time_keeps_their_dates(app: Flask) -> None:
    done, in_time, late = holders()
    learning.finish_course(done.person_id, "news", now=NOW)
    version = certification.definition(holders=Bridge(certification.course("news"), BY))
    certification.publish(version, now=NOW)
    assert carry_out(version, actor_id=None, now=NOW).people == 2
    assert ends()[:3] == [date(2027, 6, 1), BY, BY]
    last_day = datetime(2027, 2, 1, 16, tzinfo=UTC)
    learning.finish_course(in_time.person_id, "news", now=last_day)
    learning.finish_course(late.person_id, "news", now=last_day + timedelta(hours=2))
    for period in (in_time, late):
        settle(period.person_id, now=last_day + timedelta(days=1))
    assert ends()[:3] == [date(2027, 6, 1), date(2027, 6, 1), BY]
