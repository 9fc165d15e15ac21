"""A lesson that is finished settles at once what it earns; a broken rule downstream loses no evidence."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app.catalogue.documents import Acknowledgement, AnyItem
from app.core.db import db
from app.core.models import OutboxJob
from app.flows import assign_curriculum, finish_item
from app.learning import queries
from app.learning.beacons import Beacon
from app.learning.completion import accepted_words
from app.learning.coverage import Stretch
from app.learning.evidence import Marks
from app.notifications.models import Notice
from tests.factories import catalogue as make
from tests.factories import people as make_people
from tests.factories.learning import NOON, at

FILM = make.video(duration=10)
RULES = make.acknowledgement()


def watch(person: Any, film: AnyItem = FILM) -> bool:
    """Open the film, watch all of it; whether that finished it."""
    token = finish_item.open_page(person.id, "leads", film, now=NOON).token
    beacon = Beacon(token, 1, Marks(played=(Stretch(0, 10),)))
    return finish_item.report(person.id, "leads", film, beacon, now=at(10)).is_finished


def accept(person: Any, rules: Acknowledgement = RULES) -> None:
    finish_item.acknowledge(
        person.id,
        "leads",
        rules,
        language="en",
        words=accepted_words(rules)["en"],
        own_name=person.name,
        name=person.name,
        now=at(20),
    )


def test_watching_all_of_a_one_film_course_completes_the_course_at_once(app: Flask) -> None:
    make.publish_course("leads", FILM)
    person = make_people.rep()
    assert watch(person)
    assert [(c.course_key, c.completed_at) for c in queries.courses_completed(person.id)] == [
        ("leads", at(10))
    ]


def test_accepting_the_last_text_completes_the_course(app: Flask) -> None:
    make.publish_course("leads", FILM, RULES)
    person = make_people.rep()
    watch(person)
    assert queries.courses_completed(person.id) == []
    accept(person)
    assert [c.completed_at for c in queries.courses_completed(person.id)] == [at(20)]


def test_ticking_the_last_step_completes_the_course(app: Flask) -> None:
    book = make.playbook(sections=())
    make.publish_course("leads", book)
    person = make_people.rep()
    ticked = finish_item.tick_steps(person.id, "leads", book, ticked=["1.1", "1.2"], unticked=[], now=NOON)
    assert ticked.is_finished
    assert queries.courses_completed(person.id)


def test_a_broken_rule_downstream_loses_no_evidence_and_is_tried_again(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_args: Any, **_more: Any) -> None:
        raise RuntimeError("a rule is broken")

    monkeypatch.setattr("app.flows.settle.settle", broken)
    make.publish_course("leads", FILM)
    person = make_people.rep()
    assert watch(person)
    assert [i.item_key for i in queries.items_completed(person.id)] == ["film"]
    owed = db.session.scalars(select(OutboxJob.name).where(OutboxJob.name == "flows.settle_person")).all()
    assert len(owed) == 1


def test_finishing_again_settles_nothing_new(app: Flask) -> None:
    make.publish_course("leads", FILM)
    person = make_people.rep()
    watch(person)
    assert not watch(person)
    assert len(queries.courses_completed(person.id)) == 1


def test_people_are_told_about_a_curriculum_that_is_given_to_them_and_about_another_date(app: Flask) -> None:
    make.publish_course("leads", FILM)
    make.publish_curriculum("essentials", "leads")
    manager, person = make_people.channel_manager(), make_people.rep()
    for day in (30, 30, 60):
        assign_curriculum.assign_curriculum(
            [person.id],
            "essentials",
            due_on=(NOON + timedelta(days=day)).date(),
            enrolled_by=manager.id,
            now=NOON,
        )
    notices = db.session.scalars(select(Notice).where(Notice.person_id == person.id)).all()
    assert [(n.kind, n.params["curriculum"], n.params["due"]) for n in notices] == [
        ("assigned", "essentials", "2026-12-23"),
        ("assigned", "essentials", "2027-01-22"),
    ]


def test_an_audience_rule_enrols_and_tells(app: Flask) -> None:
    make.publish_course("leads", FILM)
    make.publish_curriculum("essentials", "leads", enrolment="assigned")
    person = make_people.rep()
    assert assign_curriculum.enrol_by_rules(person.id, now=NOON) == ["essentials"]
    assert assign_curriculum.enrol_by_rules(person.id, now=NOON) == []
    assert len(db.session.scalars(select(Notice).where(Notice.person_id == person.id)).all()) == 1
