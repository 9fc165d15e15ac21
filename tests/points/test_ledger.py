"""The ledger: paid once, balanced, never edited."""

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select, text
from sqlalchemy.exc import DatabaseError

from app.core.db import db, transaction
from app.points import queries
from app.points.models import LedgerAccount, LedgerEntry, Posting
from app.points.queries import Place, ranked
from app.points.rules import Rule
from app.points.seasons import season_of
from tests import databases
from tests.factories import partners, people, points

NOW = datetime(2026, 11, 20, 5, tzinfo=UTC)


def test_an_award_goes_from_the_programme_to_the_person_and_the_company(app: Flask) -> None:
    ploy = people.rep()
    assert points.entry(ploy, rule=Rule("course", "course_completed", person=40, company=30)) is True
    company = points.seats_of(ploy.id)[0].company_id
    assert queries.balance_of(ploy.id) == 40
    assert queries.company_balance(company) == 30
    programme = select(func.sum(Posting.amount)).join(LedgerAccount).where(LedgerAccount.kind == "programme")
    assert db.session.scalar(programme) == -70


def test_the_same_fact_is_paid_once_and_another_again(app: Flask) -> None:
    ploy, niran = people.rep(), people.rep()
    assert points.entry(ploy)
    assert not points.entry(ploy)
    assert points.entry(ploy, "course:leads:2")
    assert points.entry(niran)
    assert (queries.balance_of(ploy.id), queries.balance_of(niran.id)) == (80, 40)


@pytest.mark.parametrize(("person", "company", "legs"), [(5, 0, 2), (0, 5, 2), (5, 5, 3), (0, 0, 0)])
def test_a_share_of_nought_is_no_posting(app: Flask, person: int, company: int, legs: int) -> None:
    points.entry(people.rep(), rule=Rule("r", "course_completed", person=person, company=company))
    assert db.session.scalar(select(func.count()).select_from(Posting)) == legs


def test_without_a_company_the_person_is_paid_alone(app: Flask) -> None:
    ploy = people.rep()
    points.entry(ploy, company_id=None, affiliation_id=None)
    assert queries.balance_of(ploy.id) == 40
    assert db.session.scalar(select(func.count()).select_from(Posting)) == 2
    assert queries.check_ledger().is_sound


@pytest.mark.parametrize("table", ["ledger_entry", "posting"])
@pytest.mark.parametrize("change", ["UPDATE {} SET id = id", "DELETE FROM {}"])
def test_the_database_refuses_to_edit_or_delete(app: Flask, table: str, change: str) -> None:
    points.entry(people.rep())
    with pytest.raises(DatabaseError, match="append-only"), transaction() as session:
        session.execute(text(change.format(table)))


@pytest.mark.skipif(
    not databases.is_postgresql(), reason="SQLite has no deferred triggers; `points check` looks"
)
def test_the_database_refuses_an_entry_that_does_not_balance(app: Flask) -> None:
    points.entry(people.rep())
    entry = db.session.scalar(select(Posting.entry_id).limit(1))
    with pytest.raises(DatabaseError, match="does not balance"), transaction() as session:
        session.execute(text("SET CONSTRAINTS ALL IMMEDIATE"))
        other = LedgerAccount(kind="company", company_id=partners.company().id)
        session.add(other)
        session.flush()
        session.execute(
            text("INSERT INTO posting (entry_id, account_id, amount) VALUES (:entry, :account, 7)"),
            {"entry": entry, "account": other.id},
        )


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(st.integers(0, 2), st.integers(1, 5), st.integers(0, 50), st.integers(0, 50)), max_size=12
    )
)
def test_balances_are_sums_and_all_accounts_sum_to_nought(
    app: Flask, awards: list[tuple[int, int, int, int]]
) -> None:
    cast = [people.rep() for _ in range(3)]
    expected = dict.fromkeys(range(3), 0)
    seen: set[tuple[int, int]] = set()
    for who, fact, person, company in awards:
        paid = points.entry(
            cast[who], f"course:c{fact}:1", rule=Rule("r", "course_completed", person=person, company=company)
        )
        if paid:
            assert (who, fact) not in seen
            seen.add((who, fact))
            expected[who] += person
    assert [queries.balance_of(rep.id) for rep in cast] == list(expected.values())
    assert queries.check_ledger().is_sound


def test_a_statement_says_where_each_point_came_from_newest_first(app: Flask) -> None:
    ploy = people.rep()
    for cycle in (2, 1, 3):
        points.entry(ploy, f"course:leads:{cycle}", occurred_at=NOW + timedelta(days=cycle // 2))
    lines = queries.statement(person_id=ploy.id, limit=2)
    assert [line.reference for line in lines] == ["course:leads:3", "course:leads:2"]
    assert lines[0].rule_key == "course" and lines[0].amount == 40
    older = queries.statement(person_id=ploy.id, before=lines[-1].entry_id)
    assert [line.reference for line in older] == ["course:leads:1"]


def test_the_board_counts_one_season(app: Flask) -> None:
    first, second = people.rep(), people.rep()
    points.entry(first, occurred_at=NOW)
    points.entry(second, occurred_at=NOW)
    points.entry(second, "course:pitch:1", occurred_at=NOW)
    points.entry(first, "course:old:1", occurred_at=datetime(2025, 12, 31, 16, 59, tzinfo=UTC))
    season = season_of(NOW, "Asia/Bangkok")
    board = queries.company_board(since=season.starts_at, until=season.ends_at)
    company = {rep.id: points.seats_of(rep.id)[0].company_id for rep in (first, second)}
    assert board == [Place(1, company[second.id], 80), Place(2, company[first.id], 40)]


def test_equal_points_share_a_place() -> None:
    assert [p.rank for p in ranked([(1, 90), (2, 50), (3, 50), (4, 10)])] == [1, 2, 2, 4]


def test_a_season_is_a_year_of_the_programmes_zone() -> None:
    season = season_of(datetime(2026, 12, 31, 17, 0, tzinfo=UTC), "Asia/Bangkok")
    assert season.first_day.year == 2027
    assert season.starts_at == datetime(2026, 12, 31, 17, 0, tzinfo=UTC)


def test_the_check_command_finds_a_sound_ledger_sound(app: Flask) -> None:
    points.entry(people.rep())
    said = app.test_cli_runner().invoke(args=["points", "check"])
    assert said.exit_code == 0
    assert "1 entries, all balanced" in said.output


def test_the_check_command_names_an_entry_that_does_not_balance(app: Flask) -> None:
    """An entry without legs gets past every constraint; only the check sees it."""
    ploy = people.rep()
    with transaction() as session:
        session.add(
            LedgerEntry(
                reason="certified", reference="x", rule_key="r", rule_version_id=1, person_id=ploy.id,
                affiliation_id=None, company_id=None, subject="x", occurred_at=NOW, posted_at=NOW,
            )
        )  # fmt: skip
    said = app.test_cli_runner().invoke(args=["points", "check"])
    assert said.exit_code == 1
    assert "does not balance" in said.output
