"""What every page's frame needs: navigation by role, the account menu, theme."""

from dataclasses import dataclass
from typing import Any

from flask import Flask, current_app, request, url_for
from flask_login import current_user

from app.core.i18n import LANGUAGES, language
from app.people.identity import initials
from app.web import assets
from app.web.navigation import Entry, account_links, gate_links, home, navigation
from app.web.seats import Seat, other_seats

THEME_COOKIE = "kru_theme"
THEMES = ("light", "dark")


@dataclass(frozen=True)
class LanguageChoice:
    """A language that the page is not in, with where to ask for it."""

    code: str
    name: str
    url: str
    next: str


@dataclass(frozen=True)
class Account:
    """The menu under a person's initials."""

    name: str
    subtitle: str
    initials: str
    links: list[Entry]
    seats: list[Seat]
    languages: list[LanguageChoice]
    sign_out: str | None


def init_app(app: Flask) -> None:
    assets.init_app(app)
    app.context_processor(frame)


def frame() -> dict[str, Any]:
    """Variables of layout.html."""
    actor = current_user
    shared = {"actor": actor, "theme": _theme(), "home_url": home(), "languages_offered": _languages()}
    if not actor.is_authenticated:
        return shared | {"shell": "gate", "nav": None, "account": None, "gate_links": gate_links()}
    return shared | {
        "shell": "vendor" if actor.is_vendor else "rep",
        "nav": navigation(actor),
        "account": _account(),
        "gate_links": gate_links(),
    }


def _theme() -> str:
    """What the browser was told last, else what the account says, else as the device says."""
    for theme in (request.cookies.get(THEME_COOKIE), current_user.theme):
        if theme in THEMES:
            return str(theme)
    return "auto"


def _languages() -> list[LanguageChoice]:
    here = request.full_path.rstrip("?") if request.method == "GET" else ""
    return [
        LanguageChoice(code, name, url_for("web.set_language"), here)
        for code, name in LANGUAGES.items()
        if code != language()
    ]


def _account() -> Account:
    actor = current_user
    return Account(
        name=actor.name,
        subtitle=actor.company_name,
        initials=initials(actor.name),
        links=account_links(),
        seats=other_seats(actor) if actor.seats > 1 else [],
        languages=_languages(),
        sign_out=url_for("people.sign_out") if "people.sign_out" in current_app.view_functions else None,
    )
