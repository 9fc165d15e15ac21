"""What `transaction()` promises."""

import pytest
from sqlalchemy import func, select

from app.core.db import WriteOutsideTransaction, after_commit, db, transaction
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


def test_a_callback_runs_after_the_commit_and_never_after_a_rollback(app):
    heard = []
    with transaction():
        after_commit(lambda: heard.append("stored"))
        assert heard == []
    with pytest.raises(ZeroDivisionError), transaction():
        after_commit(lambda: heard.append("never"))
        _ = 1 / 0
    assert heard == ["stored"]
