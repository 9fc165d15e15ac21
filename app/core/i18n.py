"""Languages and dates: English and Thai, UTC inside, the person's zone outside, Buddhist years in Thai."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_time
from babel.numbers import format_decimal
from flask import Flask, has_request_context, request
from flask_babel import Babel, get_locale, ngettext
from flask_login import current_user

LANGUAGES = {"en": "English", "th": "ภาษาไทย"}
LANGUAGE_COOKIE = "kru_lang"
BUDDHIST_ERA = 543

babel = Babel()


def init_app(app: Flask) -> None:
    settings = app.config["KRU"]
    app.config["BABEL_DEFAULT_LOCALE"] = settings.default_language
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = "translations"
    babel.init_app(app, locale_selector=_choose_language, timezone_selector=_choose_zone)
    app.jinja_env.filters.update(
        day=day,
        day_long=day_long,
        day_short=day_short,
        clock=clock_time,
        number=number,
        minutes=minutes,
        pick=pick,
    )
    app.jinja_env.globals.update(language=language, languages=LANGUAGES)


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


def language() -> str:
    """The language of the page or mail being written."""
    locale = get_locale()
    return locale.language if locale else "en"


def zone() -> ZoneInfo:
    """The zone in which the reader counts days."""
    from flask_babel import get_timezone

    return ZoneInfo(str(get_timezone() or "UTC"))


def pick(text: dict[str, str], wanted: str | None = None) -> str:
    """A text in the reader's language, else in the first one that it has."""
    return text.get(wanted or language()) or next(iter(text.values()), "")


def local_day(value: date | datetime) -> date:
    """The day on which an instant falls for the reader; a day stays itself."""
    return value.astimezone(zone()).date() if isinstance(value, datetime) else value


def _dated(value: date | datetime | None, pattern: str, thai: str, in_language: str | None = None) -> str:
    if value is None:
        return ""
    on, lang = local_day(value), in_language or language()
    if lang == "th":
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
