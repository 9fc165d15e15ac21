"""Once a night: which questions of a quiz with a cap stand on too many papers."""

from datetime import datetime

from app.assessment.services.exposure import count_exposure, forget_exposure
from app.catalogue.documents import Quiz
from app.catalogue.queries import live_courses
from app.core import clock
from app.core.jobs import enqueue, job
from app.flows.nights import night_of


@job("flows.count_exposures")
def count_exposures(night: str) -> None:
    """Every live quiz that has a cap, each in a transaction of its own."""
    refs = [
        f"{key}/{item.key}"
        for key, live in live_courses().items()
        for item in live.document.items
        if isinstance(item, Quiz) and item.exposure_cap is not None
    ]
    for ref in refs:
        count_exposure(ref, now=clock.now())
    forget_exposure(refs)


def count_exposures_nightly(*, now: datetime) -> None:
    """The key makes it one run a night."""
    night = night_of(now)
    enqueue(count_exposures, key=f"exposures:{night}", night=night)
