"""Somebody in a real browser at an open attempt of their own."""

from datetime import timedelta
from typing import Any

from playwright.sync_api import Browser, Page
from sqlalchemy import update

from app.assessment.models import Attempt, Slot
from app.catalogue.documents import Quiz
from app.core import clock
from app.core.db import db, transaction
from app.flows.start_quiz import start_quiz
from app.people.models import Person
from tests.chromium import PHONE, become, context_of
from tests.factories import assessment as make
from tests.factories import people
from tests.live.site import Site


class Sitting:
    """An attempt and the browser that it is open in; `course` must be live at `version`."""

    def __init__(
        self, site: Site, chromium: Browser, quiz: Quiz, *, version: int, course: str = "leads", language: str = "en",
        width: int = PHONE, scheme: str = "light", **options: Any,
    ) -> None:  # fmt: skip
        self.site = site
        with site.app.app_context():
            self.person = people.rep().id
            with transaction() as session:
                session.execute(
                    update(Person).where(Person.id == self.person).values(language=language, theme=scheme)
                )
            self.attempt_id = start_quiz(
                self.person, course_key=course, quiz=quiz, version_id=version, honoured=True, now=clock.now()
            )
        self.context = context_of(chromium, width, scheme, **options)
        become(self.context, site, self.person)
        self.page = self.context.new_page()

    def url(self, rest: str = "") -> str:
        return f"{self.site.base}/attempts/{self.attempt_id}{rest}"

    def open(self, question: int = 1, page: Page | None = None) -> Page:
        page = page or self.page
        page.goto(self.url(f"?question={question}"), wait_until="networkidle")
        return page

    def saved(self, page: Page | None = None) -> None:
        """Wait until the page says so."""
        said = "[data-saved]:visible:not(.is-waiting) >> text=/\\d\\d:\\d\\d/"
        (page or self.page).wait_for_selector(said)

    def slot(self, position: int = 1) -> Slot:
        """The question as the database has it now."""
        with self.site.app.app_context():
            slot = make.slots(self.attempt_id)[position - 1]
            db.session.expunge(slot)
            return slot

    def answer(self, position: int = 1) -> Any:
        return self.slot(position).answer

    def chosen(self, position: int = 1) -> list[str]:
        """The numbers of the options chosen."""
        slot = self.slot(position)
        return make.numbers(slot, set(slot.answer))

    def set_deadline(self, seconds: int, *, grace: int = 0) -> None:
        with self.site.app.app_context(), transaction() as session:
            at = clock.now() + timedelta(seconds=seconds)
            ends = at + timedelta(seconds=grace)
            session.execute(
                update(Attempt).where(Attempt.id == self.attempt_id).values(deadline_at=at, ends_at=ends)
            )

    def outcome(self) -> str | None:
        with self.site.app.app_context():
            return db.session.get_one(Attempt, self.attempt_id).outcome

    def close(self) -> None:
        self.context.close()
