"""Pages of people."""

from flask import Blueprint, session
from flask_login import LoginManager

from app.people.actor import Actor, Visitor
from app.people.sessions import load_actor

bp = Blueprint("people", __name__, template_folder="templates")


def connect(login_manager: LoginManager) -> None:
    """Tell Flask-Login who holds a session token."""
    login_manager.anonymous_user = Visitor
    login_manager.user_loader(_actor)


def _actor(token: str) -> Actor | None:
    return load_actor(token)


__all__ = ["bp", "connect", "session"]
