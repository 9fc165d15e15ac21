"""What `transaction()` promises."""

import pytest
from sqlalchemy import bindparam, func, select, update

from app.core.db import WriteOutsideTransaction, after_commit, db, read, transaction, write
from app.partners.models import Company
from tests.factories.partners import LONG_AGO, company


def companies() -> int:
    return db.session.scalar(select(func.count(Company.id))) or 0


def test_an_error_inside_a_transaction_leaves_nothing_behind(app):
    with pytest.raises(ZeroDivisionError), transaction():
        company()
        _ = 1 / 0
    assert companies() == 0


def test_an_inner_transaction_joins_the_outer_one(app):
    with pytest.raises(ZeroDivisionError), transaction():
        with transaction():
            company()
        _ = 1 / 0
    assert companies() == 0


def test_a_write_outside_a_transaction_is_refused(app):
    db.session.add(Company(key="x", name="X", created_at=LONG_AGO))
    with pytest.raises(WriteOutsideTransaction):
        db.session.flush()
    db.session.rollback()


def test_a_ready_made_write_outside_a_transaction_is_refused(app):
    with pytest.raises(WriteOutsideTransaction):
        write(update(Company).values(name="X"))


def test_ready_made_statements_see_what_the_session_has_not_written_yet(app):
    named = select(Company.name).where(Company.key == bindparam("wanted"))
    renamed = update(Company).where(Company.key == bindparam("wanted")).values(name=bindparam("new"))
    with transaction() as session:
        for key in ("one", "two"):
            session.add(Company(key=key, name=key.title(), created_at=LONG_AGO))
        assert read(named, wanted="one").scalar_one() == "One"
        write(renamed, {"wanted": "one", "new": "First"}, {"wanted": "two", "new": "Second"})
        assert [read(named, wanted=key).scalar_one() for key in ("one", "two")] == ["First", "Second"]


def test_a_callback_runs_after_the_commit_and_never_after_a_rollback(app):
    heard = []
    with transaction():
        after_commit(lambda: heard.append("stored"))
        assert heard == []
    with pytest.raises(ZeroDivisionError), transaction():
        after_commit(lambda: heard.append("never"))
        _ = 1 / 0
    assert heard == ["stored"]
