"""What opened pages report is credited within the time that passed; each trick earns nothing."""

from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app.catalogue.documents import AnyItem
from app.core.db import db, transaction
from app.core.errors import DomainError, NotVisible
from app.learning import queries, services
from app.learning.beacons import Beacon
from app.learning.completion import accepted_words
from app.learning.coverage import Stretch
from app.learning.evidence import Marks
from app.learning.models import Acknowledgement, AttentionClock, ItemCompletion, ItemProgress
from app.learning.services import OutOfDate, Recorded
from tests.factories import catalogue as make
from tests.factories import people as make_people
from tests.factories.learning import NOON, at, finish_course


def page(person: Any, item: AnyItem, *, when: float = 0) -> str:
    return services.open_viewing(person.id, "leads", item, now=at(when)).token


def played(*stretches: tuple[float, ...]) -> Marks:
    return Marks(played=tuple(Stretch(*one) for one in stretches))


def send(
    person: Any, item: AnyItem, token: str, sequence: int, marks: Marks, *, when: float, place: str = ""
) -> Recorded:
    return services.record_beacon(
        person.id, "leads", item, Beacon(token, sequence, marks, place), now=at(when)
    )


def seconds(recorded: Recorded) -> float:
    return sum(end - start for start, end in recorded.evidence["watched"])


@pytest.fixture
def film(app: Flask) -> AnyItem:
    item = make.video(duration=100)
    make.publish_course("leads", item, make.playbook())
    return item


@pytest.fixture
def person(app: Flask) -> Any:
    return make_people.rep()


def test_honest_watching_finishes_the_film_once(film: AnyItem, person: Any) -> None:
    token = page(person, film)
    answers = [send(person, film, token, n, played((n * 10 - 10, n * 10)), when=n * 10) for n in range(1, 11)]
    assert [a.is_finished for a in answers] == [False] * 8 + [True, False]
    assert [i.item_key for i in queries.items_completed(person.id)] == ["film"]


def test_double_speed_is_fair_and_a_forged_speed_is_not_faster(film: AnyItem, person: Any) -> None:
    token = page(person, film)
    assert seconds(send(person, film, token, 1, played((0, 20, 2.0)), when=10)) == 20
    assert seconds(send(person, film, token, 2, played((20, 100, 99.0)), when=20)) == 40


def test_claiming_the_whole_film_at_once_earns_only_the_time_that_passed(film: AnyItem, person: Any) -> None:
    token = page(person, film)
    assert seconds(send(person, film, token, 1, played((0, 100)), when=2)) == 2


def test_a_replayed_beacon_earns_nothing(film: AnyItem, person: Any) -> None:
    token = page(person, film)
    send(person, film, token, 1, played((0, 10)), when=10)
    again = send(person, film, token, 1, played((50, 90)), when=60)
    assert (again.is_accepted, seconds(again)) == (False, 10)


def test_an_older_beacon_that_arrives_late_earns_nothing(film: AnyItem, person: Any) -> None:
    token = page(person, film)
    send(person, film, token, 5, played((0, 10)), when=10)
    late = send(person, film, token, 4, played((10, 20)), when=30)
    assert (late.is_accepted, seconds(late)) == (False, 10)


def test_two_tabs_do_not_add(film: AnyItem, person: Any) -> None:
    one, other = page(person, film), page(person, film)
    for n in range(1, 5):
        send(person, film, one, n, played((n * 10 - 10, n * 10)), when=n * 10)
        last = send(person, film, other, n, played((40 + n * 10, 50 + n * 10)), when=n * 10 + 0.1)
    assert seconds(last) <= 40.1


def test_a_film_and_a_playbook_at_once_share_the_time(film: AnyItem, person: Any) -> None:
    book = make.playbook()
    watching, reading = page(person, film), page(person, book)
    send(person, film, watching, 1, played((0, 10)), when=10)
    read = send(person, book, reading, 1, Marks(dwelt=(("first-call", 10.0),)), when=10)
    assert read.evidence["sections"] == {"first-call": 0.0}


def test_a_foreign_or_unknown_token_is_not_there(film: AnyItem, person: Any) -> None:
    token = page(person, film)
    stranger = make_people.rep()
    page(stranger, film)
    for who, what in ((stranger, token), (person, "made-up"), (person, "")):
        with pytest.raises(NotVisible):
            send(who, film, what, 1, played((0, 10)), when=10)


def test_a_token_of_another_item_is_not_there(film: AnyItem, person: Any) -> None:
    token = page(person, make.playbook())
    with pytest.raises(NotVisible):
        send(person, film, token, 1, played((0, 10)), when=10)


def test_a_page_of_older_words_or_of_yesterday_must_be_opened_again(film: AnyItem, person: Any) -> None:
    token = page(person, film)
    with pytest.raises(OutOfDate):
        send(person, make.video(hash="new", duration=100), token, 1, played((0, 10)), when=10)
    with pytest.raises(OutOfDate):
        send(person, film, token, 1, played((0, 10)), when=25 * 3600)


def test_time_before_the_page_was_opened_is_not_credited(film: AnyItem, person: Any) -> None:
    page(person, film)
    second = page(person, film, when=3600)
    assert seconds(send(person, film, second, 1, played((0, 90)), when=3605)) == 5


def test_what_waited_while_the_line_was_lost_is_credited_afterwards(film: AnyItem, person: Any) -> None:
    token = page(person, film)
    send(person, film, token, 1, played((0, 10)), when=10)
    assert seconds(send(person, film, token, 2, played((10, 80)), when=82)) == 80


def test_one_goes_on_at_the_same_second_on_any_device(film: AnyItem, person: Any) -> None:
    token = page(person, film)
    send(person, film, token, 1, played((0, 10)), when=10, place="10.4")
    go = queries.record_of(person.id).current["leads"]
    kept = queries.progress_in(go.id, "film")["film"][0]
    assert (kept.place, go.last_item_key) == ({"second": 10.4}, "film")


def test_ticks_are_kept_and_may_be_taken_away_but_a_finished_playbook_stays_finished(
    film: AnyItem, person: Any
) -> None:
    book = make.playbook()
    token = page(person, book)
    read = Marks(dwelt=(("first-call", 4.0), ("after-the-call", 4.0)))
    send(person, book, token, 1, read, when=10)
    ticked = services.tick_steps(person.id, "leads", book, ticked=["1.1", "1.2"], unticked=[], now=at(11))
    assert ticked.is_finished
    services.tick_steps(person.id, "leads", book, ticked=[], unticked=["1.2"], now=at(12))
    again = services.tick_steps(person.id, "leads", book, ticked=["1.2"], unticked=[], now=at(13))
    assert not again.is_finished
    assert [i.item_key for i in queries.items_completed(person.id)] == ["playbook"]


def test_half_watched_film_is_kept_when_only_the_words_around_it_change(film: AnyItem, person: Any) -> None:
    token = page(person, film)
    send(person, film, token, 1, played((0, 50)), when=50)
    reworded = make.video(duration=100, hash="reworded", title=make.both("A better title"))
    make.publish_course("leads", reworded)
    opened = services.open_viewing(person.id, "leads", reworded, now=at(60))
    assert opened.evidence["watched"] == [[0.0, 50.0]]


def test_a_lower_bar_finishes_what_already_reaches_it_when_the_page_is_opened(
    film: AnyItem, person: Any
) -> None:
    token = page(person, film)
    send(person, film, token, 1, played((0, 50)), when=50)
    easier = make.video(duration=100, hash="easier", complete_at=0.5)
    make.publish_course("leads", easier)
    assert services.open_viewing(person.id, "leads", easier, now=at(60)).is_finished


def test_in_a_further_go_the_film_begins_anew(film: AnyItem, person: Any) -> None:
    finish_course(person.id, "leads")
    services.open_next_cycle(person.id, "leads", now=at(1))
    token = page(person, film, when=2)
    done = send(person, film, token, 1, played((0, 10)), when=12)
    assert seconds(done) == 10
    assert [i.cycle for i in queries.items_completed(person.id)] == [1, 1]


RULES = make.acknowledgement()


def accept(person: Any, item: Any, *, name: str, words: str | None = None, when: float = 0) -> bool:
    return services.acknowledge(
        person.id,
        "leads",
        item,
        language="th",
        words=words or accepted_words(item)["th"],
        own_name=person.name,
        name=name,
        now=at(when),
    )


def test_an_acceptance_keeps_name_instant_version_and_the_words_hash(app: Flask, person: Any) -> None:
    make.publish_course("leads", RULES)
    assert accept(person, RULES, name=f"  {person.name.upper()} ")
    assert not accept(person, RULES, name=person.name, when=60)
    row = db.session.scalars(select(Acknowledgement)).one()
    assert (row.version, row.language, row.accepted_at) == ("1", "th", NOON)
    assert row.text_hash == accepted_words(RULES)["th"]
    assert row.name == person.name.upper()


def test_somebody_else_s_name_accepts_nothing(app: Flask, person: Any) -> None:
    make.publish_course("leads", RULES)
    with pytest.raises(DomainError) as refusal:
        accept(person, RULES, name="Somebody Else")
    assert refusal.value.field == "name"
    assert queries.items_completed(person.id) == []


def test_a_text_that_changed_while_it_was_read_is_not_accepted(app: Flask, person: Any) -> None:
    newer = make.acknowledgement(version="2")
    make.publish_course("leads", newer)
    with pytest.raises(DomainError):
        accept(person, newer, name=person.name, words=accepted_words(RULES)["th"])


def test_a_new_version_asks_again_and_keeps_both_acceptances(app: Flask, person: Any) -> None:
    make.publish_course("leads", RULES)
    accept(person, RULES, name=person.name)
    newer = make.acknowledgement(version="2")
    make.publish_course("leads", newer)
    assert queries.course_progress(person.id)["leads"].done == 0
    accept(person, newer, name=person.name, when=60)
    assert queries.course_progress(person.id)["leads"].done == 1
    assert [text.version for text in queries.texts_accepted(person.id, "leads", "rules")] == ["2", "1"]


def test_a_new_title_does_not_ask_again(app: Flask, person: Any) -> None:
    make.publish_course("leads", RULES)
    accept(person, RULES, name=person.name)
    make.publish_course("leads", make.acknowledgement(hash="retitled", title=make.both("Other title")))
    assert queries.course_progress(person.id)["leads"].done == 1


def test_a_beacon_costs_one_read_and_three_writes(film: AnyItem, person: Any, statements: list[str]) -> None:
    token, who = page(person, film), SimpleNamespace(id=person.id)
    send(who, film, token, 1, played((0, 5)), when=5)
    statements.clear()
    send(who, film, token, 2, played((5, 10)), when=10)
    assert [statement.split()[0] for statement in statements] == ["SELECT", "UPDATE", "UPDATE", "UPDATE"]


def test_every_page_of_a_person_shares_one_clock_and_one_row_of_progress(film: AnyItem, person: Any) -> None:
    page(person, film)
    page(person, film)
    assert len(db.session.scalars(select(AttentionClock)).all()) == 1
    assert len(db.session.scalars(select(ItemProgress)).all()) == 1


def test_a_completion_is_a_fact_that_the_database_keeps(film: AnyItem, person: Any) -> None:
    finish_course(person.id, "leads")
    with pytest.raises(Exception, match="append-only"), transaction() as session:
        session.execute(ItemCompletion.__table__.delete())  # type: ignore[attr-defined]
