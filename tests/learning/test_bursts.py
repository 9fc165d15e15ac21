"""Many at once: parallel opens, replays and completions end as if they had come one after the other."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from app import create_app
from app.core.db import db
from app.flows import finish_item
from app.learning import services
from app.learning.beacons import Beacon
from app.learning.coverage import Stretch
from app.learning.evidence import Marks
from app.learning.models import AttentionClock, Enrolment, ItemCompletion, ItemProgress
from tests import databases
from tests.conftest import migrate, settings_for
from tests.factories import catalogue as make
from tests.factories import people as make_people
from tests.factories.learning import NOON, at

MANY = 12
FILM = make.video(duration=100)


@pytest.fixture
def app(tmp_path: Path, worker: str) -> Iterator[Flask]:
    """An application of its own, whose database commits for real."""
    url = databases.fresh_url(f"burst_{worker}", tmp_path)
    made = create_app(settings_for(tmp_path, url), TESTING=True, JOBS_INLINE=True)
    migrate(made)
    yield made
    with made.app_context():
        db.engine.dispose()
    databases.drop(url)


@pytest.fixture
def person_id(app: Flask) -> int:
    with app.app_context():
        make.publish_course("leads", FILM)
        return make_people.rep().id


def at_once(app: Flask, act: Callable[[int], Any]) -> list[Any]:
    """Do it MANY times in parallel, each with its own connection."""

    def one(number: int) -> Any:
        with app.app_context():
            return act(number)

    with ThreadPoolExecutor(MANY) as pool:
        return list(pool.map(one, range(MANY)))


def count(app: Flask, model: Any) -> int:
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(model)) or 0


def test_many_tabs_opened_at_once_are_one_enrolment_with_one_clock(app: Flask, person_id: int) -> None:
    at_once(app, lambda _n: services.open_viewing(person_id, "leads", FILM, now=NOON))
    assert [count(app, model) for model in (Enrolment, ItemProgress, AttentionClock)] == [1, 1, 1]


def test_one_report_sent_many_times_at_once_counts_once(app: Flask, person_id: int) -> None:
    with app.app_context():
        token = services.open_viewing(person_id, "leads", FILM, now=NOON).token

    def replay(number: int) -> bool:
        marks = Marks(played=(Stretch(number * 8, number * 8 + 8),))
        beacon = Beacon(token, 1, marks)
        return services.record_beacon(person_id, "leads", FILM, beacon, now=at(10)).is_accepted

    assert sum(at_once(app, replay)) == 1


def test_many_tabs_reporting_at_once_earn_no_more_than_one(app: Flask, person_id: int) -> None:
    def watch(number: int) -> None:
        token = services.open_viewing(person_id, "leads", FILM, now=NOON).token
        marks = Marks(played=(Stretch(number * 8, number * 8 + 8),))
        services.record_beacon(person_id, "leads", FILM, Beacon(token, 1, marks), now=at(8))

    at_once(app, watch)
    with app.app_context():
        watched = db.session.scalars(select(ItemProgress.evidence)).one()["watched"]
    assert sum(end - start for start, end in watched) <= 8.0 + 1e-6


def test_finishing_many_times_at_once_is_one_completion(app: Flask, person_id: int) -> None:
    short = make.video(duration=10)
    with app.app_context():
        make.publish_course("leads", short)
        tokens = [services.open_viewing(person_id, "leads", short, now=NOON).token for _ in range(MANY)]

    def finish(number: int) -> bool:
        beacon = Beacon(tokens[number], 1, Marks(played=(Stretch(0, 10),)))
        return finish_item.report(person_id, "leads", short, beacon, now=at(10)).is_finished

    assert sum(at_once(app, finish)) == 1
    assert count(app, ItemCompletion) == 1
    with app.app_context():
        assert db.session.scalars(select(Enrolment.completed_at)).one() == at(10)
