"""What the worker does by the clock. Each tick may run twice, late or in two workers at once without harm."""

from app.core import clock
from app.flows.finish_quiz import finish_overdue
from app.flows.release_results import release_due
from app.flows.remind import remind_of_expiry
from app.flows.settle import settle_everybody_nightly
from app.people.services import forget_old


def close_overdue_attempts() -> None:
    finish_overdue(now=clock.now())


def release_closed_quizzes() -> None:
    release_due(now=clock.now())


def remind() -> None:
    remind_of_expiry(now=clock.now())


def heal() -> None:
    settle_everybody_nightly(now=clock.now())


def forget() -> None:
    forget_old(clock.now())


TICKS = (close_overdue_attempts, release_closed_quizzes, remind, heal, forget)
