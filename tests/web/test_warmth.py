"""What is loaded before the server forks."""

import pytest
from sqlalchemy import event

from app import create_app
from app.catalogue import queries
from app.core.db import db
from app.web.warmth import warm_up
from tests.conftest import migrate, settings_for
from tests.factories import catalogue as make


@pytest.fixture
def site(tmp_path):
    made = create_app(settings_for(tmp_path, f"sqlite:///{tmp_path / 'kru.db'}"))
    yield made
    with made.app_context():
        db.engine.dispose()


def test_the_first_page_finds_what_is_live_decoded(site):
    migrate(site)
    with site.app_context():
        make.publish_course("leads")
        make.publish_curriculum("basics", "leads")
    warm_up(site)
    asked = []
    with site.app_context():
        event.listen(db.engine, "before_cursor_execute", lambda *seen: asked.append(seen[2]))
        assert list(queries.live_courses()) == ["leads"] and list(queries.live_curricula()) == ["basics"]
    assert asked and not [statement for statement in asked if "publication" in statement]


def test_a_database_that_is_not_there_yet_stops_nothing(site, caplog):
    warm_up(site)
    assert "the database does not answer yet" in caplog.text
