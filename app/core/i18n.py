"""Languages and dates: English and Thai, UTC inside, the person's zone outside, Buddhist years in Thai.

A page is words by the thousand, so the reader (language, zone, catalogue) is chosen once a request and kept in a
context variable; looking a word up is then a dictionary's work. Flask-Babel stays for lazy strings and WTForms.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from gettext import NullTranslations
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_time
from babel.numbers import format_decimal
from babel.support import Translations
from flask import Flask, current_app, has_app_context, has_request_context, request
from flask_babel import Babel, force_locale, refresh
from flask_login import current_user
from jinja2 import pass_eval_context
from jinja2.nodes import EvalContext
from markupsafe import Markup

from app.core.clock import now

LANGUAGES = {"en": "English", "th": "ภาษาไทย"}
LANGUAGE_COOKIE = "kru_lang"
BUDDHIST_ERA = 543
FOLDER = Path(__file__).resolve().parent.parent / "translations"

babel = Babel()


@dataclass(frozen=True)
class Reader:
    """In which language and zone something is written, with the words of that language."""

    language: str
    zone: ZoneInfo
    words: NullTranslations
    marked: dict[str, Markup] = field(default_factory=dict)
    """Words for templates that take no values, kept ready."""


_reader: ContextVar[Reader | None] = ContextVar("reader", default=None)


def init_app(app: Flask) -> None:
    settings = app.config["KRU"]
    app.config["BABEL_DEFAULT_LOCALE"] = settings.default_language
    app.config["BABEL_DEFAULT_TIMEZONE"] = settings.default_zone
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = "translations"
    babel.init_app(app, locale_selector=_choose_language, timezone_selector=_choose_zone)
    app.before_request(forget_reader)
    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.globals.update(
        _=_template_gettext,
        gettext=_template_gettext,
        ngettext=_template_ngettext,
        language=language,
        languages=LANGUAGES,
    )
    app.jinja_env.filters.update(
        day=day,
        day_long=day_long,
        day_named=day_named,
        day_short=day_short,
        clock=clock_time,
        number=number,
        minutes=minutes,
        pick=pick,
    )
    app.jinja_env.tests["past"] = is_past


def _choose_language() -> str | None:
    if not has_request_context():
        return None
    if current_user and current_user.is_authenticated:
        return str(current_user.language)
    chosen = request.cookies.get(LANGUAGE_COOKIE, "")
    return chosen if chosen in LANGUAGES else request.accept_languages.best_match(list(LANGUAGES))


def _choose_zone() -> str | None:
    if has_request_context() and current_user and current_user.is_authenticated:
        return str(current_user.zone)
    return None


def reader() -> Reader:
    """Who is being written to: the person signed in, the visitor, or the installation's default."""
    found = _reader.get()
    if found is None:
        settings = current_app.config["KRU"] if has_app_context() else None
        spoken = _choose_language() or (settings.default_language if settings else "en")
        zone_name = _choose_zone() or (settings.default_zone if settings else "UTC")
        found = _reader_of(spoken, zone_name)
        _reader.set(found)
    return found


@lru_cache(maxsize=512)
def _reader_of(spoken: str, zone_name: str) -> Reader:
    return Reader(spoken, ZoneInfo(zone_name), _words(spoken), _marked(spoken))


@lru_cache
def _words(spoken: str) -> NullTranslations:
    return Translations.load(str(FOLDER), [spoken])


@lru_cache
def _marked(_spoken: str) -> dict[str, Markup]:
    return {}


def forget_reader() -> None:
    """Choose anew at the next word: a request begins, or the language was changed."""
    _reader.set(None)
    refresh()


@contextmanager
def in_language(spoken: str, zone_name: str | None = None) -> Iterator[None]:
    """Write to somebody else for a while, in their language and, if given, their zone."""
    token = _reader.set(_reader_of(spoken, zone_name or reader().zone.key))
    try:
        with force_locale(spoken):
            yield
    finally:
        _reader.reset(token)


def gettext(message: str, **values: Any) -> str:
    """The message in the reader's language, with its values."""
    text = reader().words.gettext(message)
    return text % values if values else text


def ngettext(singular: str, plural: str, num: int, **values: Any) -> str:
    """The message for that number; `num` is one of its values."""
    values.setdefault("num", num)
    return reader().words.ngettext(singular, plural, num) % values


@pass_eval_context
def _template_gettext(context: EvalContext, message: str, **values: Any) -> str:
    """As gettext, for templates: the message is markup, its values are escaped, and a per cent sign is doubled."""
    found = reader()
    if not context.autoescape:
        return found.words.gettext(message) % values
    if values:
        return Markup(found.words.gettext(message)) % values  # nosec B704: our own words; values are escaped
    ready = found.marked.get(message)
    if ready is None:
        ready = found.marked[message] = Markup(found.words.gettext(message) % ())  # nosec B704: our own words
    return ready


@pass_eval_context
def _template_ngettext(context: EvalContext, singular: str, plural: str, num: int, **values: Any) -> str:
    values.setdefault("num", num)
    text = reader().words.ngettext(singular, plural, num)
    marked = Markup(text) if context.autoescape else text  # nosec B704: our own words
    return marked % values


def language() -> str:
    """The language of the page or mail being written."""
    return reader().language


def zone() -> ZoneInfo:
    """The zone in which the reader counts days."""
    return reader().zone


def pick(text: dict[str, str], wanted: str | None = None) -> str:
    """A text in the reader's language, else in the first one that it has."""
    return text.get(wanted or reader().language) or next(iter(text.values()), "")


def local_day(value: date | datetime) -> date:
    """The day on which an instant falls for the reader; a day stays itself."""
    return value.astimezone(zone()).date() if isinstance(value, datetime) else value


def _dated(value: date | datetime | None, pattern: str, thai: str, in_language: str | None = None) -> str:
    if value is None:
        return ""
    return _formatted(local_day(value), pattern, thai, in_language or language())


@lru_cache(maxsize=8192)
def _formatted(on: date, pattern: str, thai: str, spoken: str) -> str:
    if spoken == "th":
        return str(format_date(on, thai, locale="th")).replace("BBBB", str(on.year + BUDDHIST_ERA))
    return str(format_date(on, pattern, locale="en_GB"))


def day(value: date | datetime | None, in_language: str | None = None) -> str:
    """14 Dec 2026 · 14 ธ.ค. 2569"""
    return _dated(value, "d MMM y", "d MMM 'BBBB'", in_language)


def day_short(value: date | datetime | None, in_language: str | None = None) -> str:
    """14 Dec · 14 ธ.ค."""
    return _dated(value, "d MMM", "d MMM", in_language)


def day_long(value: date | datetime | None, in_language: str | None = None) -> str:
    """14 December 2026 · 14 ธันวาคม 2569"""
    return _dated(value, "d MMMM y", "d MMMM 'BBBB'", in_language)


def day_named(value: date | datetime | None) -> str:
    """Monday 14 December · วันจันทร์ที่ 14 ธันวาคม"""
    return _dated(value, "EEEE d MMMM", "EEEEที่ d MMMM")


def is_past(value: date | datetime) -> bool:
    """Whether that day is over for the reader."""
    return local_day(value) < local_day(now())


def clock_time(value: datetime) -> str:
    """14:32 for the reader."""
    return str(format_time(value.astimezone(zone()), "HH:mm", locale="en_GB"))


def number(value: int) -> str:
    """1,240; the sign of a loss is a real minus."""
    return str(format_decimal(value, locale="en")).replace("-", "\N{MINUS SIGN}")


def minutes(value: int) -> str:
    """18 min · 1 h 10 min"""
    if value < 60:
        return str(ngettext("%(num)d min", "%(num)d min", value))
    hours, rest = divmod(value, 60)
    words = str(ngettext("%(num)d h", "%(num)d h", hours))
    return f"{words} {ngettext('%(num)d min', '%(num)d min', rest)}" if rest else words
