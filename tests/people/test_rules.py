"""Pure rules about people."""

from datetime import UTC, datetime, timedelta

import pyotp
import pytest

from app.core.errors import DomainError
from app.people.browsers import browser_name
from app.people.credit import Seat, seat_at
from app.people.identity import email_key
from app.people.second_factor import accepted_step, new_secret
from app.people.slowing import ACCOUNT, HERE, NETWORK, WrongTries, must_wait
from app.people.spelling import checked_email, checked_name

JANUARY, JUNE = datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 6, 1, 9, tzinfo=UTC)
OLD, NEW = Seat(1, 10, JANUARY, JUNE), Seat(2, 20, JUNE, None)


@pytest.mark.parametrize(
    ("instant", "seat"),
    [
        (JANUARY - timedelta(seconds=1), None),
        (JANUARY, OLD),
        (JUNE - timedelta(microseconds=1), OLD),
        (JUNE, NEW),
        (JUNE + timedelta(days=900), NEW),
    ],
)
def test_credit_follows_the_seat_of_the_day_and_a_move_counts_from_its_instant(
    instant: datetime, seat: Seat | None
) -> None:
    assert seat_at((OLD, NEW), instant) == seat


def test_a_gap_between_seats_credits_nobody() -> None:
    left = Seat(1, 10, JANUARY, JANUARY + timedelta(days=1))
    assert seat_at((left, NEW), JANUARY + timedelta(days=2)) is None


def test_five_wrong_tries_are_checked_and_the_sixth_waits() -> None:
    assert not must_wait(WrongTries(here=HERE, network=HERE, account=HERE, is_known_here=False))
    assert must_wait(WrongTries(here=HERE + 1, network=1, account=1, is_known_here=True))


def test_a_network_that_tries_many_accounts_waits() -> None:
    assert must_wait(WrongTries(here=1, network=NETWORK + 1, account=1, is_known_here=True))


def test_strangers_from_many_networks_cannot_lock_out_the_network_the_person_uses() -> None:
    assert must_wait(WrongTries(here=1, network=1, account=ACCOUNT + 1, is_known_here=False))
    assert not must_wait(WrongTries(here=1, network=1, account=ACCOUNT + 1, is_known_here=True))


def test_a_code_is_good_once_and_older_ones_are_not_good_after_it() -> None:
    secret, at = new_secret(), 1_800_000_000.0
    code = pyotp.TOTP(secret).at(int(at))
    step = accepted_step(secret, code, at=at, last_step=None)
    assert step is not None
    assert accepted_step(secret, code, at=at, last_step=step) is None
    before = pyotp.TOTP(secret).at(int(at) - 30)
    assert accepted_step(secret, before, at=at, last_step=step) is None


@pytest.mark.parametrize("code", ["", "12345", "1234567", "abcdef", "１２３４５６", "12 34"])
def test_what_is_not_six_digits_is_no_code(code: str) -> None:
    assert accepted_step(new_secret(), code, at=1_800_000_000.0, last_step=None) is None


def test_look_alike_spellings_are_one_address() -> None:
    assert checked_email("ｐｌｏｙ@Example.com") == "ploy@example.com"
    assert email_key("PLOY@example.com") == email_key("ｐloy@EXAMPLE.com ")


@pytest.mark.parametrize(
    "email", ["", "ploy", "ploy@", "plöy@example.com", "a@b.example\r\nBcc: x@y.example"]
)
def test_what_is_no_plain_address_is_refused_on_its_field(app: object, email: str) -> None:
    with pytest.raises(DomainError) as refusal:
        checked_email(email)
    assert refusal.value.field == "email"


def test_names_are_tidied_and_bounded(app: object) -> None:
    assert checked_name("  Ploy​  Srisai\n") == "Ploy Srisai"
    assert len(checked_name("ก" * 80)) == 80
    for wrong in ("", " ​ ", "x" * 81):
        with pytest.raises(DomainError):
            checked_name(wrong)


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        ("Mozilla/5.0 (Linux; Android 14) AppleWebKit Chrome/126.0 Mobile Safari/537.36", "Chrome, Android"),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) Version/17.5 Safari/604.1",
            "Safari, iPhone",
        ),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/126 Safari/537.36 Edg/126.0", "Edge, Windows"),
        ("curl/8.0", ""),
    ],
)
def test_a_browser_is_named_in_words(agent: str, name: str) -> None:
    assert browser_name(agent) == name
