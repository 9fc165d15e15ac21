"""What every process needs sooner or later, loaded before the server forks: templates, words, what is live."""

import logging

from flask import Flask
from sqlalchemy.exc import SQLAlchemyError

from app.catalogue.queries import live_courses, live_curricula
from app.certification.queries import live_definitions
from app.core.db import db
from app.core.i18n import LANGUAGES, in_language

log = logging.getLogger(__name__)


def warm_up(app: Flask) -> None:
    """Load it; templates only in production, for it takes a second. A database that is away stops nothing."""
    if app.config["KRU"].production:
        for name in app.jinja_env.list_templates():
            app.jinja_env.get_template(name)
    with app.app_context():
        for language in LANGUAGES:
            with in_language(language):
                pass
        try:
            live_courses(), live_curricula(), live_definitions()
        except SQLAlchemyError:
            log.warning("the database does not answer yet", exc_info=True)
        db.session.remove()
        db.engine.dispose()
