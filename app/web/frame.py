"""What every page's frame needs: navigation by role, the account menu, theme, assets."""

from typing import Any

from flask import Flask, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from app.people.identity import initials


def init_app(app: Flask) -> None:
    app.context_processor(frame)


def frame() -> dict[str, Any]:
    """Variables of layout.html."""
    actor = current_user
    theme = request.cookies.get("kru_theme", "auto")
    base = {"actor": actor, "theme": theme if theme in ("light", "dark") else "auto"}
    if not actor.is_authenticated:
        return base | {"shell": "gate", "nav": [], "account": None}
    return base | {"shell": "vendor" if actor.is_vendor else "rep", "nav": navigation(), "account": account()}


def navigation() -> list[dict[str, Any]]:
    return []


def account() -> dict[str, Any]:
    actor = current_user
    return {
        "name": actor.name,
        "subtitle": actor.company_name,
        "initials": initials(actor.name),
        "links": [],
        "seats": [],
    }


__all__ = ["_", "frame", "init_app", "url_for"]
