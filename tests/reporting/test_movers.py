"""People who move: credit follows the dated seat, on no day for two companies, with or without a tail for leavers."""

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, select

from app.core.db import read, transaction
from app.people.models import Affiliation
from app.reporting.standing import FLAGS, IS_LATEST, PERIOD, SEATED, AsOf
from tests.factories import certification as make
from tests.factories import partners, people

START = datetime(2026, 4, 1, tzinfo=UTC)


def counted(on):
    """How many hold a certification, by company, at noon of the day."""
    as_of = AsOf(on, datetime(on.year, on.month, on.day, 12, tzinfo=UTC), ZoneInfo("UTC"))
    holding = (
        select(Affiliation.company_id, func.count(PERIOD.id))
        .join(PERIOD, PERIOD.person_id == Affiliation.person_id)
        .where(SEATED, IS_LATEST, FLAGS.held)
        .group_by(Affiliation.company_id)
    )
    return {row[0]: row[1] for row in read(holding, **as_of.values)}


def expected(moves, on, tail):
    """The same by hand: each person counts where they sit, or for the tail after leaving where they sat last."""
    noon = datetime(on.year, on.month, on.day, 12, tzinfo=UTC)
    found = {}
    for seats in moves.values():
        begun = [seat for seat in seats if seat[1] <= noon]
        if begun:
            company, _start, end = begun[-1]
            if end is None or noon < end + timedelta(days=tail):
                found[company] = found.get(company, 0) + 1
    return found


@pytest.mark.parametrize("tail", [0, 14])
def test_twenty_moves_replayed_give_exact_counts_for_any_day(app, tail, monkeypatch):
    monkeypatch.setitem(app.config, "KRU", replace(app.config["KRU"], leaver_tail_days=tail))
    make.publish_certification(validity_months=None)
    dice = random.Random(tail)
    companies = [partners.company().id for _ in range(4)]
    holders = [people.rep(zone="UTC") for _ in range(5)]
    moves = {}
    for person in holders:
        make.period(person, certified_at=START - timedelta(days=30), months=None)
        seats, at = [], START
        with transaction() as session:
            first = session.get_one(Affiliation, people.open_seat(person.id))
            first.ended_at = first.started_at + timedelta(hours=1)
            session.flush()
            for number in range(5):
                end = None if number == 4 else at + timedelta(days=dice.randint(5, 40))
                company = dice.choice([c for c in companies if not seats or c != seats[-1][0]])
                session.add(Affiliation(person_id=person.id, company_id=company, started_at=at, ended_at=end))
                session.flush()
                seats.append((company, at, end))
                at = (end or at) + timedelta(days=dice.choice([0, 0, 3, 30]))
        moves[person.id] = seats
    assert sum(len(seats) - 1 for seats in moves.values()) == 20
    for shift in range(240):
        on = START.date() + timedelta(days=shift)
        found = counted(on)
        assert found == expected(moves, on, tail), on
        assert sum(found.values()) <= len(holders)
