"""Tries to sign in, counted to slow guessing. Addresses and networks are kept as keyed hashes only."""

import hashlib
import hmac
import ipaddress
from datetime import datetime

from flask import current_app
from sqlalchemy import bindparam, case, delete, func, insert, select, update
from sqlalchemy.orm import aliased

from app.core.db import AnySelect, UtcTime, transaction, write
from app.people.models import SignInTry
from app.people.slowing import KNOWN_FOR, WINDOW, WrongTries


def account_hash(email_key: str) -> str:
    return _keyed("account", email_key)


def network_hash(address: str) -> str:
    """One IPv4 address, or the /64 that a provider gives one IPv6 customer."""
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return _keyed("network", "unknown")
    if isinstance(ip, ipaddress.IPv6Address):
        return _keyed("network", str(ipaddress.ip_network((ip, 64), strict=False)))
    return _keyed("network", str(ip))


def _keyed(purpose: str, value: str) -> str:
    key = current_app.config["KRU"].secret_key.encode()
    return hmac.new(key, f"kru.{purpose}:{value}".encode(), hashlib.sha256).hexdigest()


TRY = insert(SignInTry).returning(SignInTry.id)
SUCCESS = update(SignInTry).where(SignInTry.id == bindparam("try_id")).values(succeeded=True)


def note_try(account: str, network: str, *, now: datetime) -> int:
    """Write the try down as a wrong one before anything is checked, so that a burst is counted too."""
    with transaction():
        made = write(TRY, account_hash=account, network_hash=network, at=now, succeeded=False)
        try_id: int = made.scalar_one()
        return try_id


def _counting() -> AnySelect:
    """The counts of WrongTries for the parameters account, network, window (its start) and known (likewise)."""
    by_account = SignInTry.account_hash == bindparam("account")
    by_network = SignInTry.network_hash == bindparam("network")
    window, known = bindparam("window", type_=UtcTime), bindparam("known", type_=UtcTime)
    earlier = aliased(SignInTry)
    last_success = (
        select(func.max(earlier.at))
        .where(
            earlier.account_hash == bindparam("account"),
            earlier.network_hash == bindparam("network"),
            earlier.succeeded,
            earlier.at > known,
        )
        .scalar_subquery()
    )
    here = by_account & by_network & (SignInTry.at > func.coalesce(last_success, window))
    return select(
        func.sum(case((here, 1), else_=0)),
        func.sum(case((by_network, 1), else_=0)),
        func.sum(case((by_account, 1), else_=0)),
        last_success.is_not(None),
    ).where(by_account | by_network, SignInTry.succeeded.is_(False), SignInTry.at > window)


COUNTING = _counting()


def counting_values(account: str, network: str, *, now: datetime) -> dict[str, object]:
    """The parameters of COUNTING."""
    return {"account": account, "network": network, "window": now - WINDOW, "known": now - KNOWN_FOR}


def wrong_tries(here: int | None, network: int | None, account: int | None, is_known: bool) -> WrongTries:
    """What COUNTING found; at this account from this network only those since the last success."""
    return WrongTries(here or 0, network or 0, account or 0, is_known)


def forgive(try_id: int) -> None:
    """A try that was not even checked does not count: waiting people do not make the wait longer."""
    with transaction() as session:
        session.execute(delete(SignInTry).where(SignInTry.id == try_id))


def note_success(try_id: int) -> None:
    with transaction():
        write(SUCCESS, try_id=try_id)


def forget_tries(*, before: datetime) -> None:
    with transaction() as session:
        session.execute(delete(SignInTry).where(SignInTry.at < before))
