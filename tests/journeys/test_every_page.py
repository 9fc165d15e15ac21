"""Every page that some role can open: readable by everybody, as wide as its window, titled, and quiet in the console.

The pages are the GET rows of the policy table, in the world of the policy test. Each is opened by the first role
that may, narrow and light, then wide and dark; in Thai once more for its width.
"""

import os
import re
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.chromium import DESK, PHONE, SERIOUS, axe_findings, become, complaints_of, context_of, overflow
from tests.live.site import Site, running_site
from tests.policy import MISSING, OWN, ROLES, TABLE, cell
from tests.policy_walk import asks
from tests.policy_world import World, build, publish_course

pytestmark = [pytest.mark.browser, pytest.mark.live, pytest.mark.timeout(240)]

NO_PAGES = {
    "GET people.import_people_template", "GET partners.import_companies_template", "GET learning.files",
    "GET certification.making", "GET certification.certificate", "GET reporting.figures", "GET reporting.board_csv",
    "GET reporting.board_xlsx", "GET reporting.company_export", "GET assessment.import_template",
    "GET assessment.export_file", "GET static", "GET web.healthz", "GET web.readyz",
}  # fmt: skip
"""Files, and pieces that a page loads into itself."""
REFUSALS = ("GET learning.course", "GET people.invitation", "GET people.reset", "GET certification.verify")
"""Rows whose answer to what is missing is looked at too."""
BY_EVERY_ROLE = ("GET reporting.home", "GET learning.learn", "GET points.mine", "GET people.account")
"""Pages that differ by role, or show each role's frame."""
IN_BOTH_SCHEMES = (
    "GET reporting.board",
    "GET assessment.result",
    "GET certification.certification",
    "GET people.sign_in",
)


@dataclass(frozen=True)
class Place:
    """A page as one role opens it."""

    row: str
    role: str
    address: str
    is_refusal: bool


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Site, World]]:
    with running_site(tmp_path_factory.mktemp("pages"), f"pages_{os.getpid()}") as running:
        with running.app.app_context():
            world = build()
        yield running, world


def places(site: Site, world: World) -> Iterator[Place]:
    """Every page once, by the first role that may open it, and some by every role."""
    seen: set[tuple[str, bool, int]] = set()
    with site.app.app_context():
        for row, things in TABLE.items():
            if not row.startswith("GET") or row in NO_PAGES:
                continue
            for thing in things:
                is_refusal = thing == MISSING
                if is_refusal and row not in REFUSALS:
                    continue
                for role in ROLES:
                    if (
                        cell(row, thing, role) not in ("404", "410")
                        if is_refusal
                        else cell(row, thing, role) != "200"
                    ):
                        continue
                    for number, (address, _ask) in enumerate(asks(site.app, world, row, thing, role)):
                        is_new = (row, is_refusal, number) not in seen
                        seen.add((row, is_refusal, number))
                        if is_new or (row in BY_EVERY_ROLE and thing == OWN):
                            yield Place(row, role, address, is_refusal)


def speaking(site: tuple[Site, World], language: str) -> list[Place]:
    """Every place, after everybody has chosen that language."""
    site[0].change("UPDATE person SET language = :l", l=language)
    return list(places(*site))


class Windows:
    """One window for each role, opened when it is needed."""

    def __init__(
        self, site: Site, world: World, chromium: Browser, width: int, scheme: str, locale: str
    ) -> None:
        self.site, self.world, self.chromium = site, world, chromium
        self.options = {"width": width, "scheme": scheme, "locale": locale, "reduced_motion": "reduce"}
        self.contexts: dict[str, BrowserContext] = {}
        self.pages: dict[str, tuple[Page, list[str]]] = {}

    def open(self, place: Place) -> tuple[Page, list[str]]:
        """The page, and what its console has said since."""
        if place.role not in self.pages:
            self.contexts[place.role] = context_of(self.chromium, **self.options)  # type: ignore[arg-type]
            if place.role != "visitor":
                become(self.contexts[place.role], self.site, self.world.cast[place.role].person_id)
            page = self.contexts[place.role].new_page()
            self.pages[place.role] = (page, complaints_of(page))
        page, heard = self.pages[place.role]
        heard.clear()
        page.goto(self.site.base + place.address, wait_until="load")
        if page.locator("[hx-trigger*=load]").count():
            page.wait_for_load_state("networkidle")
        return page, heard

    def close(self) -> None:
        for context in self.contexts.values():
            context.close()


def faults(page: Page, heard: list[str], place: Place, language: str = "en") -> list[str]:
    """What every page must keep, whatever it is about."""
    found = [line for line in heard if not (place.is_refusal and "status of 4" in line)]
    if too_wide := overflow(page):
        found.append(f"{too_wide} pixels too wide")
    if page.locator("h1").count() != 1:
        found.append(f"{page.locator('h1').count()} headings of the first level")
    if not re.fullmatch(r".{3,} – Kru", page.title()):
        found.append(f"titled {page.title()!r}")
    if page.locator("html").get_attribute("lang") != language:
        found.append("in another language")
    return found


def look_at(
    windows: Windows, wanted: list[Place], *, language: str = "en", with_axe: bool = True
) -> list[str]:
    """Place and fault of everything that is wrong."""
    wrong = []
    for place in wanted:
        page, heard = windows.open(place)
        found = faults(page, heard, place, language)
        if with_axe:
            found += [f"{rule}: {node}" for rule, node in axe_findings(page, *SERIOUS)]
        wrong += [f"{place.address} as {place.role}: {fault}" for fault in found]
    return wrong


@pytest.mark.parametrize(("width", "scheme"), [(PHONE, "light"), (DESK, "dark")])
def test_every_page_fits_and_can_be_read_by_everybody(
    site: tuple[Site, World], chromium: Browser, width: int, scheme: str
) -> None:
    wanted = speaking(site, "en")
    assert len(wanted) > 60 and {place.role for place in wanted} == set(ROLES)
    with closing(Windows(*site, chromium, width, scheme, "en-GB")) as windows:
        assert look_at(windows, wanted) == []


@pytest.mark.parametrize(("width", "scheme"), [(PHONE, "dark"), (DESK, "light")])
def test_some_pages_in_the_other_scheme(
    site: tuple[Site, World], chromium: Browser, width: int, scheme: str
) -> None:
    wanted = [place for place in speaking(site, "en") if place.row in IN_BOTH_SCHEMES]
    with closing(Windows(*site, chromium, width, scheme, "en-GB")) as windows:
        assert look_at(windows, wanted) == []


def test_every_page_fits_a_phone_in_thai(site: tuple[Site, World], chromium: Browser) -> None:
    running, world = site
    wanted = speaking(site, "th")
    with closing(Windows(running, world, chromium, PHONE, "light", "th-TH")) as windows:
        assert look_at(windows, wanted, language="th", with_axe=False) == []


HOSTILE = """<img src=x onerror=window.hit=1>"'><script>window.hit=1</script>{{7*7}}"""
MARKDOWN = """Before <script>window.hit=1</script> and <img src=x onerror="window.hit=1">.

## First call

[here](javascript:window.hit=1) ![x](x" onerror="window.hit=1) <svg onload=window.hit=1>

:::play Open the call
1. Read <iframe srcdoc="<script>parent.hit=1</script>"></iframe> {you}
2. Ask <a href="data:text/html,<script>window.hit=1</script>">it</a> {you}
:::

## After the call

<style>body { display: none }</style> <form action="https://evil.example"><button>Send</button></form>
"""


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_hostile_words_in_names_titles_and_texts_do_nothing_anywhere(
    site: tuple[Site, World], chromium: Browser, width: int
) -> None:
    """Whoever types markup sees it as words; the console stays quiet, for the policy had nothing to stop."""
    running, world = site
    wanted = speaking(site, "en")
    running.change("UPDATE person SET name = :w", w=HOSTILE)
    running.change("UPDATE company SET name = :w, region = :r", w=HOSTILE, r=HOSTILE[:60])
    running.change("UPDATE affiliation SET job_title = :w", w=HOSTILE)
    running.change("UPDATE sign_in SET browser = :w", w=HOSTILE[:60])
    with running.app.app_context():
        publish_course("leads", HOSTILE, body={"en": MARKDOWN, "th": MARKDOWN})
    with_words, too_wide = 0, []
    with closing(Windows(running, world, chromium, width, "light", "en-GB")) as windows:
        for place in wanted:
            page, heard = windows.open(place)
            assert page.evaluate("window.hit") is None, place
            assert [line for line in heard if "status of 4" not in line] == [], place
            with_words += "<img src=x onerror=window.hit=1>" in page.inner_text("body")
            too_wide += [place.address] if overflow(page) > 0 else []
    assert with_words > 20 and too_wide == []
