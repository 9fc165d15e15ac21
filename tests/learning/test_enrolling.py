"""Enrolment by oneself, by a manager and by an audience rule; goes at a course and their end."""

from datetime import date, timedelta

import pytest
from flask import Flask

from app.catalogue.documents import AudienceRule
from app.core.errors import DomainError, NotVisible
from app.learning import queries, services
from app.people.queries import get_learner
from tests.factories import catalogue as make
from tests.factories import people as make_people
from tests.factories.learning import NOON, finish_course, finish_items
from tests.factories.partners import company


def test_enrolling_twice_is_one_enrolment(app: Flask) -> None:
    make.publish_course("leads")
    person = make_people.rep()
    first = services.enrol(person.id, "leads", now=NOON)
    assert services.enrol(person.id, "leads", now=NOON) == first
    assert queries.current_cycle(person.id, "leads") == 1


def test_a_course_that_is_not_live_takes_nobody(app: Flask) -> None:
    with pytest.raises(NotVisible):
        services.enrol(make_people.rep().id, "nowhere", now=NOON)


def test_an_audience_rule_enrols_whom_it_names_and_nobody_else(app: Flask) -> None:
    make.publish_course("leads")
    rule = AudienceRule(roles=("rep",), tiers=("gold",))
    make.publish_curriculum("gold", "leads", audience=rule, enrolment="assigned", due_days=30)
    make.publish_curriculum("offered", "leads", audience=rule)
    gold = make_people.rep(at=company(tier="gold"))
    silver = make_people.rep(at=company(tier="silver"))
    assert services.enrol_by_rules(get_learner(gold.id), now=NOON) == ["gold"]
    assert services.enrol_by_rules(get_learner(gold.id), now=NOON) == []
    assert services.enrol_by_rules(get_learner(silver.id), now=NOON) == []
    following = queries.record_of(gold.id).following["gold"]
    assert (following.source, following.due_on) == ("rule", date(2026, 12, 23))


def test_following_oneself_keeps_an_earlier_assignment(app: Flask) -> None:
    make.publish_course("leads")
    make.publish_curriculum("essentials", "leads")
    person = make_people.rep()
    services.assign_curriculum(
        [person.id], "essentials", due_on=date(2026, 12, 1), enrolled_by=person.id, now=NOON
    )
    again = services.enrol_in_curriculum(
        person.id, "essentials", source="self", enrolled_by=person.id, now=NOON
    )
    assert not again
    assert queries.record_of(person.id).following["essentials"].source == "manager"


def test_a_manager_assigns_many_and_moves_the_date_of_those_who_follow_already(app: Flask) -> None:
    make.publish_course("leads")
    make.publish_curriculum("essentials", "leads")
    manager = make_people.channel_manager()
    old, new = make_people.rep(), make_people.rep()
    services.enrol_in_curriculum(old.id, "essentials", source="self", enrolled_by=None, now=NOON)
    day = date(2026, 12, 18)
    added = services.assign_curriculum(
        [old.id, new.id], "essentials", due_on=day, enrolled_by=manager.id, now=NOON
    )
    assert added == [new.id]
    assert queries.record_of(old.id).following["essentials"].due_on == day
    assert queries.record_of(new.id).following["essentials"].source == "manager"


def test_a_due_date_in_the_past_is_refused_in_words(app: Flask) -> None:
    make.publish_course("leads")
    make.publish_curriculum("essentials", "leads")
    person = make_people.rep()
    with pytest.raises(DomainError) as refusal:
        services.assign_curriculum(
            [person.id], "essentials", due_on=date(2026, 11, 1), enrolled_by=person.id, now=NOON
        )
    assert refusal.value.field == "due_on"
    assert queries.record_of(person.id).following == {}


def test_an_item_is_finished_once_however_often_it_is_told(app: Flask) -> None:
    make.publish_course("leads")
    person = make_people.rep()
    finish_items(person.id, "leads", "film")
    finish_items(person.id, "leads", "film", now=NOON + timedelta(days=1))
    assert [(i.item_key, i.completed_at) for i in queries.items_completed(person.id)] == [("film", NOON)]


def test_a_course_counts_from_its_last_item_whenever_it_is_settled(app: Flask) -> None:
    published = make.publish_course("leads", make.video(), make.playbook())
    person = make_people.rep()
    finish_items(person.id, "leads", "film")
    assert services.complete_courses(person.id, now=NOON) == []
    finish_items(person.id, "leads", "playbook", now=NOON + timedelta(hours=1))
    closed = services.complete_courses(person.id, now=NOON + timedelta(days=3))
    expected = [queries.CompletedCourse("leads", 1, published.version_id, NOON + timedelta(hours=1))]
    assert closed == expected == queries.courses_completed(person.id)
    assert services.complete_courses(person.id, now=NOON + timedelta(days=4)) == []


def test_optional_items_are_not_needed(app: Flask) -> None:
    make.publish_course("leads", make.video(), make.playbook(is_optional=True))
    person = make_people.rep()
    finish_items(person.id, "leads", "film")
    assert services.complete_courses(person.id, now=NOON)


def test_a_further_go_waits_until_the_current_one_is_finished(app: Flask) -> None:
    make.publish_course("leads")
    person = make_people.rep()
    services.enrol(person.id, "leads", now=NOON)
    with pytest.raises(DomainError):
        services.open_next_cycle(person.id, "leads", now=NOON)
    finish_course(person.id, "leads")
    services.open_next_cycle(person.id, "leads", now=NOON)
    assert queries.current_cycle(person.id, "leads") == 2
    progress = queries.course_progress(person.id)["leads"]
    assert (progress.cycle, progress.done, progress.completed_at) == (2, 0, None)
    assert [c.cycle for c in queries.courses_completed(person.id)] == [1]


def test_finished_items_stay_finished_under_new_words_but_rules_ask_again(app: Flask) -> None:
    make.publish_course("leads", make.video(), make.acknowledgement())
    person = make_people.rep()
    finish_items(person.id, "leads", "film", "rules")
    make.publish_course("leads", make.video(hash="other"), make.acknowledgement(version="2"))
    progress = queries.course_progress(person.id)["leads"]
    assert (progress.done, progress.total) == (1, 2)
    finish_items(person.id, "leads", "rules")
    assert queries.course_progress(person.id)["leads"].done == 2


def test_a_finished_course_stays_finished_when_an_item_is_added(app: Flask) -> None:
    make.publish_course("leads", make.video())
    person = make_people.rep()
    finish_course(person.id, "leads")
    make.publish_course("leads", make.video(), make.playbook())
    progress = queries.course_progress(person.id)["leads"]
    assert progress.completed_at == NOON
    assert (progress.done, progress.total, progress.minutes_left) == (2, 2, 0)


def test_progress_costs_the_same_number_of_statements_for_ten_times_the_courses(
    app: Flask, statements: list[str]
) -> None:
    person = make_people.rep()
    counts = []
    for number in range(11):
        make.publish_course(f"course-{number}", make.video())
        finish_items(person.id, f"course-{number}", "film")
        if number in (0, 10):
            queries.live_courses()
            statements.clear()
            assert len(queries.course_progress(person.id)) == number + 1
            counts.append(len(statements))
    assert counts[0] == counts[1]
