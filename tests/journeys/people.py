"""Somebody in a browser of their own, and what they do there: read, watch, answer. Nothing is made up for them."""

import re
import subprocess
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page
from sqlalchemy import select

from app.assessment.models import Slot
from app.core.db import db
from tests.chromium import DESK, complaints_of, context_of, eventually, overflow
from tests.factories import assessment
from tests.live.site import Site, wait_for

FILM_SECONDS = 60
"""The longest film at double speed, and some patience."""


class Visitor:
    """A browser and its page. `heard` is what its console complained of."""

    def __init__(self, site: Site, chromium: Browser, width: int = DESK, **options: Any) -> None:
        self.site = site
        self.context = context_of(chromium, width, **options)
        self.page: Page = self.context.new_page()
        self.page.set_default_timeout(20_000)
        self.heard = complaints_of(self.page)

    def open(self, path: str) -> Page:
        """A page, which must fit and say what it is."""
        self.page.goto(path if "://" in path else self.site.base + path, wait_until="load")
        self.looks_right()
        return self.page

    def looks_right(self) -> None:
        assert overflow(self.page) <= 0, self.page.url
        assert self.page.locator("h1").count() == 1, self.page.url

    @property
    def path(self) -> str:
        return self.page.url.removeprefix(self.site.base)

    def press(self, selector: str) -> None:
        """Press what leads to another page, and wait for it."""
        with self.page.expect_navigation(wait_until="load"):
            self.page.click(selector)
        self.looks_right()

    def sign_in(self, email: str, password: str) -> None:
        self.open("/sign-in")
        self.page.fill("#email", email)
        self.page.fill("#password", password)
        self.press("form[action='/sign-in'] [type=submit]")

    def close(self) -> None:
        self.context.close()


class Learner(Visitor):
    """A rep at work."""

    person_id: int

    def speeds_up(self) -> None:
        """Double speed, by the button of the player's bar."""
        for _ in range(5):
            if self.page.evaluate("document.querySelector('video').playbackRate") == 2:
                return
            self.page.click("[data-player-speed]")
        raise AssertionError("the player has no double speed")

    def watches_the_film(self) -> None:
        self.page.wait_for_selector("[data-player-bar]:visible")
        self.speeds_up()
        self.page.click("[data-player-play]")
        self.is_done(FILM_SECONDS)

    def reads_the_playbook(self) -> None:
        """Every step is ticked, and every section is in sight for its time."""
        for box in self.page.locator("[data-step]").all():
            with self.page.expect_response("**/steps"):
                box.check()
        self._dwells("[data-section]")

    def reads_the_datasheet(self) -> None:
        self._dwells("[data-place]")

    def _dwells(self, places: str) -> None:
        found = self.page.locator(places)
        for number in range(found.count()):
            place = found.nth(number)
            place.evaluate("node => node.scrollIntoView({block: 'start'})")
            self.page.wait_for_timeout(5_500)
        self.is_done()

    def accepts(self, name: str) -> None:
        self.page.fill("#name", name)
        self.press("form[action$='/acknowledge'] [type=submit]")
        self.page.wait_for_selector("[aria-labelledby=accepted]")

    def opens_every_objection(self) -> None:
        for one in self.page.locator("[data-opening]").all():
            one.locator("summary").click()
        self.is_done()

    def is_done(self, seconds: float = 20) -> None:
        """The page says that the server counts it as finished."""
        shown = "document.querySelector('[data-report-finished]:not([hidden])')"
        eventually(self.page, f"!!{shown}", seconds)

    def answers_everything(self) -> None:
        """Start the quiz, choose what is right on each page, and hand in."""
        self.press("form[action$='/attempts'] [type=submit]")
        attempt_id = int(re.findall(r"/attempts/(\d+)", self.page.url)[0])
        for numbers in self._right_answers(attempt_id):
            for number in numbers:
                self.page.check(f"[name=choice][value='{number}']")
            self.press("[data-next]")
        self.press("form[data-exam-submit] [type=submit]")
        assert self.path == f"/attempts/{attempt_id}/result"

    def _right_answers(self, attempt_id: int) -> list[list[str]]:
        with self.site.app.app_context():
            slots = db.session.scalars(
                select(Slot).where(Slot.attempt_id == attempt_id).order_by(Slot.position)
            ).all()
            return [assessment.numbers(slot) for slot in slots]

    def downloads(self, selector: str, folder: Path) -> Path:
        with self.page.expect_download() as waiting:
            self.page.click(selector)
        path = folder / waiting.value.suggested_filename
        waiting.value.save_as(path)
        return path


def link_in_mail(site: Site, to: str) -> str:
    """The address in the newest mail to somebody, once the worker has filed one."""
    folder = Path(site.env["KRU_INSTANCE"]) / "mail"

    def letters() -> list[str]:
        mails = [message_from_bytes(path.read_bytes(), policy=default) for path in folder.glob("*.eml")]
        bodies = [(str(mail["To"]), mail.get_body()) for mail in mails]
        return [body.get_content() for whom, body in bodies if whom == to and body is not None]

    wait_for(letters, 30)
    [address] = re.findall(rf"{re.escape(site.base)}/invitation/\S+", letters()[-1])
    return str(address)


def text_of(pdf: Path) -> str:
    """What a reader extracts from a PDF, spaces joined."""
    command = ["pdftotext", "-layout", str(pdf), "-"]
    return " ".join(subprocess.run(command, capture_output=True, check=True, text=True).stdout.split())
