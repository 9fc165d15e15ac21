"""A real browser for tests: launching it, who is in it, and what every page must keep."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

PHONE, DESK = 390, 1280
HEIGHT = 844
SERIOUS = ("serious", "critical")
_axe = Axe()


@contextmanager
def launched(*more: str) -> Iterator[Browser]:
    """Headless Chromium, with `more` arguments; skips the test where there is none."""
    path = os.environ.get("KRU_TEST_BROWSER") or shutil.which("chromium")
    if not path:
        pytest.skip("no Chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", *more])
        yield browser
        browser.close()


def context_of(browser: Browser, width: int = DESK, scheme: str = "light", **options: Any) -> BrowserContext:
    """Somebody's browser at that width; narrow ones are touched."""
    size = {"width": width, "height": HEIGHT}
    return browser.new_context(viewport=size, color_scheme=scheme, has_touch=width < 768, **options)  # type: ignore[arg-type]


def become(context: BrowserContext, site: Any, person_id: int) -> None:
    """Sign somebody in without the gate."""
    context.add_cookies([{"name": "kru", "value": site.cookie_of(person_id), "url": site.base}])


def complaints_of(page: Page) -> list[str]:
    """What the console says from now on: errors, warnings, breaches of the content policy, crashes of scripts."""
    heard: list[str] = []
    page.on("console", lambda m: heard.append(m.text) if m.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: heard.append(str(error)))
    return heard


def axe_findings(page: Page, *impacts: str) -> list[tuple[str, str]]:
    """Rule and place of what axe finds; of these impacts, or of all."""
    return [
        (found["id"], node["html"][:150])
        for found in _axe.run(page).response["violations"]
        for node in found["nodes"][:3]
        if not impacts or found["impact"] in impacts
    ]


def overflow(page: Page) -> int:
    """By how many pixels the page is wider than its window."""
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))


def eventually(page: Page, expression: str, seconds: float = 5) -> None:
    """Wait without the browser's own waiting, which evaluates strings in the page: the policy forbids that."""
    for _ in range(int(seconds * 10)):
        if page.evaluate(expression):
            return
        page.wait_for_timeout(100)
    raise AssertionError(expression)
