"""Pages of people, one file a subject."""

from app.people.views import account, audit, gate, importing, links, people, person, second_factor
from app.people.views.blueprint import bp, connect

__all__ = [
    "account",
    "audit",
    "bp",
    "connect",
    "gate",
    "importing",
    "links",
    "people",
    "person",
    "second_factor",
]
