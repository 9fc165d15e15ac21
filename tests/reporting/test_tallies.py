"""What the people of a company add up to in one cell of the board."""

from datetime import UTC, date, datetime, timedelta

from app.reporting.board import Filter, shown_definitions
from app.reporting.cells import Tally
from app.reporting.standing import AsOf
from app.reporting.tallies import with_tallies
from tests.factories import catalogue, learning, partners, people
from tests.factories import certification as make

NOW = datetime(2026, 11, 23, 5, tzinfo=UTC)


def days_ago(days: int) -> datetime:
    return NOW - timedelta(days=days)


def tally(company) -> Tally:
    as_of = AsOf.of(None, now=NOW, zone="Asia/Bangkok")
    row = (company.id, company.name, company.tier, company.region, company.company_type, None)
    return with_tallies([row], shown_definitions(Filter()), as_of)[0].tally("certified-seller")


def test_the_people_of_every_state_add_up(app):
    catalogue.publish_course("leads")
    make.publish_certification()
    siam, other = partners.company(name="Siam Cloud"), partners.company(name="Elsewhere")
    for days in (10, 20, 30, 340, 345, 380, 400, 420, 440):
        make.period(people.rep(at=siam), certified_at=days_ago(days))
    make.period(people.rep(at=other), certified_at=days_ago(500))
    make.period(
        people.rep(at=siam), certified_at=days_ago(50), revoked_at=days_ago(40), revoked_class="error"
    )
    for days in (2, 5):
        learner = people.rep(at=siam)
        learning.finish_items(learner.id, "leads", "film", now=days_ago(days))
    assert tally(siam) == Tally(
        holding=6, soon=2, grace=1, lapsed=3, revoked=1, learning=2,
        next_end=date(2026, 12, 13), grace_end=date(2026, 12, 8), lapsed_on=date(2026, 11, 19),
        active_on=date(2026, 11, 21),
    )  # fmt: skip


def test_only_the_latest_cycle_of_a_person_counts(app):
    make.publish_certification()
    company = partners.company(name="Lanna Digital")
    renewed = people.rep(at=company)
    make.period(renewed, certified_at=days_ago(500))
    make.period(renewed, certified_at=days_ago(100), cycle=2)
    assert tally(company) == Tally(holding=1, next_end=date(2027, 8, 15))


def test_holders_without_an_end_have_no_next_end(app):
    make.publish_certification(validity_months=None)
    company = partners.company(name="Siam Cloud")
    for _ in range(2):
        make.period(people.rep(at=company), certified_at=days_ago(900), months=None)
    assert tally(company) == Tally(holding=2)
