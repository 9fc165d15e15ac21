"""When a further try to sign in must wait (pure). Only wrong tries count."""

from dataclasses import dataclass
from datetime import timedelta

WINDOW = timedelta(minutes=15)
HERE = 5
"""Wrong tries at one account from one network."""
NETWORK = 50
"""Wrong tries at any accounts from one network: a whole office may share it."""
ACCOUNT = 100
"""Wrong tries at one account from everywhere."""
KNOWN_FOR = timedelta(days=30)
"""A network that the account signed in from is trusted that long: strangers cannot lock people out."""


@dataclass(frozen=True)
class WrongTries:
    """Within the window, this try included."""

    here: int
    network: int
    account: int
    is_known_here: bool


def must_wait(tries: WrongTries) -> bool:
    if tries.here > HERE or tries.network > NETWORK:
        return True
    return tries.account > ACCOUNT and not tries.is_known_here
