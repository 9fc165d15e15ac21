"""Commands on people: one transaction each, audited; other packages import them from here."""

from app.people.services.account import lock_person, set_language

__all__ = ["lock_person", "set_language"]
