"""Collect the words for translators: Python and templates into messages.pot, then the .po files of every language.

The files hold no dates, no line numbers and no names of people or machines, so they change only when words do. What
English no longer says is dropped; what is new stands there empty until somebody translates it.
"""

import sys
from collections.abc import Sequence
from importlib.resources import files
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

APP = Path(__file__).resolve().parent.parent / "app"
TRANSLATIONS = APP / "translations"
TEMPLATES = {"extensions": "jinja2.ext.do", "silent": "false"}
METHODS = [("**.py", "python"), ("**/templates/**.html", "jinja2"), ("**/templates/**.txt", "jinja2")]
KEYWORDS = {"_": None, "_l": None, "gettext": None, "lazy_gettext": None, "ngettext": (1, 2)}
DEVELOPERS_PAGES = ("web/styleguide", "web/templates/web/styleguide")
"""The style guide is for people who build Kru; its words stay English."""

HEADER = (
    'msgid ""\n'
    'msgstr ""\n'
    '"Project-Id-Version: Kru\\n"\n'
    '{language}"MIME-Version: 1.0\\n"\n'
    '"Content-Type: text/plain; charset=utf-8\\n"\n'
    '"Content-Transfer-Encoding: 8bit\\n"\n'
    "{plurals}\n"
)


def kru_words() -> Catalog:
    """Everything that the application wraps in a translating function, with the files it stands in."""
    found = Catalog(charset="utf-8")
    options = {pattern: TEMPLATES for pattern, method in METHODS if method == "jinja2"}
    for name, line, message, comments, context in extract_from_dir(
        APP,
        method_map=METHODS,
        options_map=options,
        keywords=KEYWORDS,
        comment_tags=("translators:",),
        strip_comment_tags=True,
    ):
        if not name.startswith(DEVELOPERS_PAGES):
            found.add(message, locations=[(f"app/{name}", line)], auto_comments=comments, context=context)
    return found


def wtforms_words() -> Catalog:
    """What WTForms itself says about a field."""
    shipped = read_po(BytesIO(files("wtforms").joinpath("locale", "wtforms.pot").read_bytes()))
    found = Catalog(charset="utf-8")
    for message in shipped:
        if message.id:
            found.add(message.id, flags=message.flags)
    return found


def written(catalog: Catalog, language: str = "") -> bytes:
    """The catalogue as a .po file (or .pot without a language), sorted, the same for the same words."""
    body = BytesIO()
    write_po(
        body,
        catalog,
        width=110,
        omit_header=True,
        sort_output=True,
        ignore_obsolete=True,
        include_lineno=False,
    )
    head = HEADER.format(
        language=f'"Language: {language}\\n"\n' if language else "",
        plurals=f'"Plural-Forms: {catalog.plural_forms}\\n"\n' if language else "",
    )
    return head.encode() + body.getvalue()


def update(words: Catalog, target: Path, language: str) -> int:
    """Bring one language's file up to date; how many messages are still to be translated."""
    known = Catalog(locale=language)
    if target.exists():
        known = read_po(BytesIO(target.read_bytes()), locale=language)
    known.update(words, no_fuzzy_matching=True)
    target.write_bytes(written(known, language))
    return sum(1 for message in known if message.id and not is_translated(message.string))


def is_translated(string: str | Sequence[str] | None) -> bool:
    """Every plural form has its words."""
    if isinstance(string, str):
        return bool(string)
    return bool(string) and all(string or ())


def main() -> int:
    words = {"messages": kru_words(), "wtforms": wtforms_words()}
    (TRANSLATIONS / "messages.pot").write_bytes(written(words["messages"]))
    for folder in sorted(TRANSLATIONS.glob("*/LC_MESSAGES")):
        for domain, catalog in words.items():
            empty = update(catalog, folder / f"{domain}.po", folder.parent.name)
            print(f"{folder.parent.name}/{domain}: {len(catalog)} messages, {empty} to translate")
    return 0


if __name__ == "__main__":
    sys.exit(main())
