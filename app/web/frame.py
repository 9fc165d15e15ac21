"""What every page's frame needs: navigation by role, the account menu, theme."""

from dataclasses import dataclass
from typing import Any

from flask import Flask, request, url_for
from flask_login import current_user

from app.core.i18n import LANGUAGES, language
from app.people.actor import Actor, Visitor
from app.people.identity import initials
from app.web import assets
from app.web.navigation import Entry, account_links, gate_links, home, navigation, role_word
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
    sign_out: str


def init_app(app: Flask) -> None:
    assets.init_app(app)
    app.context_processor(frame)


def frame() -> dict[str, Any]:
    """Variables of layout.html for whoever asks."""
    return frame_for(current_user)


def frame_for(actor: Actor | Visitor) -> dict[str, Any]:
    """The frame that this person sees."""
    shared = {
        "actor": actor,
        "theme": _theme(actor.theme),
        "home_url": home(),
        "languages_offered": _languages(),
        "gate_links": gate_links(),
    }
    if not isinstance(actor, Actor):
        return shared | {"shell": "gate", "nav": None, "account": None}
    shell = "vendor" if actor.is_vendor else "rep"
    return shared | {"shell": shell, "nav": navigation(actor), "account": _account(actor)}


def _theme(preferred: str) -> str:
    """What the browser was told last, else what the account says, else as the device says."""
    for theme in (request.cookies.get(THEME_COOKIE), preferred):
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


def _account(actor: Actor) -> Account:
    return Account(
        name=actor.name,
        subtitle=role_word(actor) or actor.company_name,
        initials=initials(actor.name),
        links=account_links(),
        seats=other_seats(actor) if actor.seats > 1 else [],
        languages=_languages(),
        sign_out=url_for("people.sign_out"),
    )
