"""Publishing documents and reading what is live."""

from datetime import UTC, datetime

import msgspec
import pytest
from flask import Flask
from sqlalchemy import delete, func, select

from app.catalogue import queries, services
from app.catalogue.documents import Course
from app.catalogue.models import LivePublication, Publication
from app.core.db import db, transaction
from app.core.errors import NotVisible
from app.core.models import Freshness
from tests.factories import catalogue as make

NOW = datetime(2026, 11, 25, 9, tzinfo=UTC)


def test_a_first_publish_is_version_one_and_live(app: Flask) -> None:
    published = make.publish_course("leads")
    live = queries.live_course("leads")
    assert live and published.is_new
    assert (live.version_id, live.number) == (published.version_id, 1)
    assert live.document == make.course("leads")


def test_the_same_wording_again_makes_no_version(app: Flask) -> None:
    first, again = make.publish_course("leads"), make.publish_course("leads")
    assert not again.is_new and again.version_id == first.version_id
    assert db.session.scalar(select(func.count()).select_from(Publication)) == 1


def test_a_change_is_the_next_version_and_the_old_one_can_still_be_read(app: Flask) -> None:
    first = make.publish_course("leads")
    second = make.publish_course("leads", make.video())
    assert (second.is_new, second.number) == (True, 2)
    assert queries.live_courses()["leads"].number == 2
    assert len(queries.course_version(first.version_id).items) == 5
    assert queries.document(second.version_id)["key"] == "leads"


def test_going_back_to_an_older_wording_is_a_new_version(app: Flask) -> None:
    make.publish_course("leads")
    make.publish_course("leads", make.video())
    assert make.publish_course("leads").number == 3


def test_what_is_gone_is_retired_but_kept_and_comes_back_as_it_was(app: Flask) -> None:
    version = make.publish_course("leads")
    make.publish_course("deals")
    assert services.retire_absent("course", {"deals"}, now=NOW) == ["leads"]
    assert set(queries.live_courses()) == {"deals"} and queries.live_course("leads") is None
    assert queries.course_version(version.version_id).key == "leads"
    again = make.publish_course("leads")
    assert not again.is_new and queries.live_course("leads")


def test_retiring_twice_changes_nothing(app: Flask) -> None:
    make.publish_course("leads")
    services.retire_absent("course", set(), now=NOW)
    assert services.retire_absent("course", set(), now=datetime(2027, 1, 1, tzinfo=UTC)) == []
    assert db.session.scalar(select(LivePublication.retired_at)) == NOW


def test_retiring_courses_leaves_curricula_alone(app: Flask) -> None:
    make.publish_curriculum("basics", "leads")
    services.retire_absent("course", set(), now=NOW)
    assert list(queries.live_curricula()) == ["basics"] and queries.live_curriculum("basics")


def test_raw_documents_of_kinds_that_live_higher_up(app: Flask) -> None:
    services.publish_document("points", "points", {"rules": []}, actor_id=7, now=NOW)
    assert queries.live_documents("points")["points"].document == {"rules": []}
    assert db.session.scalar(select(Publication.published_by)) == 7


def test_a_missing_version_is_not_visible(app: Flask) -> None:
    with pytest.raises(NotVisible):
        queries.course_version(987654)


def test_reading_what_is_live_costs_one_statement_however_many_courses(
    app: Flask, statements: list[str]
) -> None:
    for key in ("leads", "deals", "pitch"):
        make.publish_course(key)
    queries.live_courses()
    queries.forget()
    statements.clear()
    for key in queries.live_courses():
        queries.live_course(key)
    assert len(statements) == 1 and "freshness" in statements[0]


def test_what_another_process_publishes_is_live_at_the_next_request(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    make.publish_course("leads")
    assert set(queries.live_courses()) == {"leads"}
    kept_here = queries._newest
    make.publish_course("deals")
    services.retire_absent("course", {"deals"}, now=NOW)
    monkeypatch.setattr(queries, "_newest", kept_here)
    queries.forget()
    assert set(queries.live_courses()) == {"deals"} and queries.live_course("leads") is None


def test_a_publish_that_is_rolled_back_is_not_remembered(app: Flask) -> None:
    with pytest.raises(ZeroDivisionError), transaction():
        make.publish_course("leads")
        assert queries.live_course("leads")
        raise ZeroDivisionError
    queries.forget()
    assert queries.live_course("leads") is None
    other = make.publish_course("leads", make.video(title=make.both("Another")))
    assert queries.course_version(other.version_id).items[0].title["en"] == "Another"


def test_a_document_survives_the_database_unchanged(app: Flask) -> None:
    course = make.course("leads", languages=("th", "en"))
    version = make.publish(course)
    db.session.expire_all()
    stored = db.session.get_one(Publication, version.version_id).document
    assert msgspec.convert(stored, Course) == course


def test_what_was_published_before_there_was_a_token_is_found(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    make.publish_course("leads")
    with transaction() as session:
        session.execute(delete(Freshness))
    monkeypatch.setattr(queries, "_newest", queries.NOTHING_YET)
    queries.forget()
    assert set(queries.live_courses()) == {"leads"}
