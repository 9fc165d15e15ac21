"""Many doing the same thing at the same moment."""

import threading
from collections.abc import Callable
from typing import Any

CROWD = 20


def at_once(deed: Callable[[int], Any], times: int = CROWD) -> list[Any]:
    """Let so many threads begin together; what each came to, in their order. An error of one is raised here."""
    start = threading.Barrier(times)
    outcomes: list[Any] = [None] * times
    errors: list[BaseException] = []

    def one(number: int) -> None:
        start.wait()
        try:
            outcomes[number] = deed(number)
        except BaseException as problem:
            errors.append(problem)

    threads = [threading.Thread(target=one, args=(number,)) for number in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if errors:
        raise errors[0]
    return outcomes
