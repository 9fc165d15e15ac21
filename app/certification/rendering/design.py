"""A design of certificates/: its template, style, measures and ornament. Parsed once in a process."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

import jinja2
import msgspec
from markupsafe import Markup, escape
from weasyprint import CSS
from weasyprint.text.fonts import FontConfiguration

from app.certification.rendering import guilloche, mosaic
from app.certification.rendering.dates import Era
from app.certification.rendering.facts import Facts, Refused, tongue
from app.certification.rendering.fetcher import LockedFetcher
from app.certification.rendering.measure import Face, Fit, fit, fit_paragraph

ORNAMENTS: dict[str, Callable[[str, str], str]] = {
    "guilloche.border": lambda accent, _number: guilloche.border(accent),
    "guilloche.watermark": lambda accent, _number: guilloche.watermark(accent),
    "guilloche.seal": guilloche.seal,
    "mosaic.mosaic": mosaic.mosaic,
}
"""What a layout may name: each draws an SVG from the accent and the certificate's number."""


class Sizes(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Points: largest on one line, least on one line, largest on two, the same when holder and title take two."""

    one: float
    least: float
    two: float
    crowded: float


class Display(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A large line: its width in mm, sizes by script, and the font files by the document's language."""

    width: float
    latin: Sizes
    thai: Sizes
    faces: dict[str, tuple[str, ...]]


class Layout(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """layout.json of a design. Widths are millimetres; fonts are names of files without their ending."""

    era: dict[Literal["en", "th"], Era]
    """How years are counted, by the document's language."""
    ornament: dict[str, str]
    holder: Display
    title: Display
    text: tuple[str, ...]
    strong: tuple[str, ...]
    company_width: float
    statement_width: float
    address_width: float
    signatory_width: float


@dataclass(frozen=True)
class Design:
    folder: Path
    template: jinja2.Template
    style: CSS
    fonts: FontConfiguration
    layout: Layout

    def face(self, names: tuple[str, ...]) -> Face:
        fonts = self.folder.parent / "fonts"
        return Face(
            tuple(
                fonts / f"{name.rpartition('-')[0]}-{name.rpartition('-')[2]}-normal.woff2" for name in names
            )
        )

    def art(self, facts: Facts) -> dict[str, str]:
        """The drawings of one certificate, by the names that the style asks for."""
        return {
            name: ORNAMENTS[drawn](facts.accent, facts.number) for name, drawn in self.layout.ornament.items()
        }

    def fitted(self, facts: Facts, company: str, address: str) -> dict[str, Fit]:
        """The size of every line that may be long. Raises Refused for letters that the fonts lack."""
        layout, text, strong = self.layout, self.face(self.layout.text), self.face(self.layout.strong)
        title_face = self._display_face(layout.title, facts, facts.title)
        self._display_face(layout.holder, facts, facts.holder)
        holder, title = (
            self._display(layout.holder, facts, facts.holder),
            self._display(layout.title, facts, facts.title),
        )
        if holder.rows == title.rows == 2:
            holder = self._display(layout.holder, facts, facts.holder, is_crowded=True)
            title = self._display(layout.title, facts, facts.title, is_crowded=True)
        return {
            "holder": holder,
            "title": title,
            "company": fit(company, text, layout.company_width, 11, 6),
            "statement": fit_paragraph(facts.statement, text, layout.statement_width, 10),
            "address": fit(address, strong, layout.address_width, 9.5, 7, 7),
            "name": fit(facts.signatory.name, title_face, layout.signatory_width, 12.5, 6),
            "role": fit_paragraph(facts.signatory.role, text, layout.signatory_width, 9.5),
        }

    def _display_face(self, display: Display, facts: Facts, text: str) -> Face:
        face = self.face(display.faces[facts.lang])
        if alien := face.missing(text):
            raise Refused(f"no font of the design has {''.join(sorted(alien))!r}, which stands in {text!r}")
        return face

    def _display(self, display: Display, facts: Facts, text: str, *, is_crowded: bool = False) -> Fit:
        sizes = display.thai if tongue(text) == "th" else display.latin
        face = self.face(display.faces[facts.lang])
        return fit(
            text, face, display.width, sizes.one, sizes.least, sizes.crowded if is_crowded else sizes.two
        )


@cache
def load(certificates: Path, name: str) -> Design:
    """Raises Refused when there is no such design."""
    folder = certificates / name
    if not (folder / "layout.json").is_file():
        raise Refused(f"there is no design {name!r} in certificates/")
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(certificates),
        undefined=jinja2.StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["lines"] = lines
    environment.globals["tongue"] = tongue
    fonts = FontConfiguration()
    return Design(
        folder=folder,
        template=environment.get_template(f"{name}/certificate.html"),
        style=CSS(
            string=(folder / "style.css").read_text("utf-8"),
            font_config=fonts,
            url_fetcher=LockedFetcher(certificates / "fonts", {}),
        ),
        fonts=fonts,
        layout=msgspec.json.decode((folder / "layout.json").read_bytes(), type=Layout),
    )


def lines(text: str) -> Markup:
    """Line ends as breaks."""
    return Markup("<br>").join(escape(line) for line in text.split("\n"))


def words(certificates: Path, lang: str) -> Any:
    """The fixed wording in that language."""
    return msgspec.json.decode((certificates / "words.json").read_bytes())[lang]
