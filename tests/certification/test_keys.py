"""Signing keys: made once at first need, sealed at rest, rotated without harm to what was signed."""

from datetime import UTC, datetime, timedelta

import pytest
from cryptography.fernet import InvalidToken
from flask import Flask
from sqlalchemy import select

from app.certification import jobs, keys, printing
from app.certification.authority import certificates
from app.certification.models import AwardPeriod, Certificate
from app.certification.records import SigningKey
from app.core import storage
from app.core.db import db
from app.core.errors import NotVisible
from app.core.models import AuditEntry
from tests.factories import certification, people
from tests.factories.signing import is_genuine

NOW = datetime(2026, 11, 23, 5, tzinfo=UTC)


def issued(period: AwardPeriod) -> bytes:
    jobs.issue_certificate.handle(period_id=period.id)
    sha256 = db.session.scalars(
        select(Certificate.sha256).where(Certificate.award_period_id == period.id)
    ).one()
    assert sha256 is not None
    return storage.storage().read(storage.file_key(sha256))


def test_the_first_call_makes_the_key_and_later_ones_find_it(app: Flask) -> None:
    first = keys.live_key_id(NOW)
    assert keys.live_key_id(NOW + timedelta(days=900)) == first
    assert db.session.scalars(select(AuditEntry.verb)).all() == ["signing_key.made"]


def test_two_that_make_the_first_key_at_once_end_with_one(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = keys.live_key_id(NOW)
    pair = keys.key_pair(first)
    assert keys._keep_first(pair, NOW) == first
    assert len(db.session.scalars(select(SigningKey.id)).all()) == 1


def test_private_halves_are_sealed_and_only_our_secret_opens_them(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    key_id = keys.live_key_id(NOW)
    kept = db.session.get_one(SigningKey, key_id)
    assert b"PRIVATE" not in kept.private
    assert "PRIVATE" not in kept.public
    assert keys.key_pair(key_id).leaf_key.startswith("-----BEGIN PRIVATE KEY")
    monkeypatch.setattr(
        type(app.config["KRU"]), "secret_key", property(lambda _self: "another"), raising=False
    )
    with pytest.raises(InvalidToken):
        keys.key_pair(key_id)


def test_a_key_of_another_kind_is_not_found(app: Flask) -> None:
    with pytest.raises(NotVisible):
        keys.key_pair(4711)


def test_after_a_rotation_old_and_new_certificates_verify_under_the_same_authority(app: Flask) -> None:
    certification.publish_certification()
    old = issued(certification.period(people.rep()))
    first = keys.live_key_id(NOW)
    second = keys.rotate(NOW)
    new = issued(certification.period(people.rep()))
    [authority] = keys.authorities()
    assert first != second == keys.live_key_id(NOW)
    assert is_genuine(old, authority)
    assert is_genuine(new, authority)
    assert keys.key_pair(first).chain != keys.key_pair(second).chain


def test_a_new_authority_leaves_old_certificates_valid_under_the_old_one(app: Flask) -> None:
    certification.publish_certification()
    old = issued(certification.period(people.rep()))
    keys.rotate(NOW, has_new_authority=True)
    new = issued(certification.period(people.rep()))
    before, after = keys.authorities()
    assert is_genuine(old, before) and not is_genuine(old, after)
    assert is_genuine(new, after) and not is_genuine(new, before)


def test_the_authoritys_key_stands_only_beside_the_live_key(app: Flask) -> None:
    first = keys.live_key_id(NOW)
    second = keys.rotate(NOW)
    assert keys.key_pair(first).authority_key == ""
    assert keys.key_pair(second).authority_key.startswith("-----BEGIN PRIVATE KEY")
    assert len(certificates(keys.key_pair(first).chain)) == 2


def test_a_job_cut_off_before_a_rotation_ends_in_the_same_bytes_after_it(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The key is frozen with the facts: a retired one still finishes what names it."""
    certification.publish_certification()
    period = certification.period(people.rep())
    kept: list[str] = []
    real = storage.keep

    def cut(data: bytes, media_type: str) -> str:
        kept.append(real(data, media_type))
        raise SystemError("the machine went away")

    with monkeypatch.context() as power:
        power.setattr(storage, "keep", cut)
        with pytest.raises(SystemError):
            jobs.issue_certificate.handle(period_id=period.id)
    keys.rotate(NOW)
    issued(period)
    assert db.session.scalars(select(Certificate.sha256)).all() == kept


def test_a_design_changed_later_does_not_reach_what_was_issued(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    certification.publish_certification()
    period = certification.period(people.rep())
    before = issued(period)
    monkeypatch.setattr(printing, "print_certificate", lambda *_args: pytest.fail("it was printed again"))
    assert issued(period) == before
