"""Forms of companies: shape only; the services check the truth."""

from collections.abc import Sequence
from typing import Any

from babel import Locale
from flask_babel import get_locale
from flask_babel import lazy_gettext as _
from wtforms import SelectField, StringField
from wtforms.validators import DataRequired, Length, Optional

from app.core.forms import BaseForm, strip
from app.core.i18n import LANGUAGES, gettext
from app.partners.services import COUNTRIES, CompanyDraft
from app.partners.words import region_of, region_word, tier_words, type_words
from app.people.forms import text, zones


class RegionField(StringField):
    """Holds a region in the reader's words; `region_of` gives its key back."""

    def process_data(self, value: Any) -> None:
        self.data = region_word(value or "")


class CompanyForm(BaseForm):
    name = StringField(_("Name"), filters=[strip], validators=[DataRequired(), Length(max=200)])
    key = StringField(_("Key"), filters=[strip], validators=[Optional(), Length(max=60)])
    company_type = SelectField(_("Type"))
    tier = SelectField(_("Tier"))
    region = RegionField(_("Region"), filters=[strip], validators=[Optional(), Length(max=60)])
    country = SelectField(_("Country"))
    zone = SelectField(_("Time zone"))
    language = SelectField(_("Language"), choices=LANGUAGES)
    manager = SelectField(_("Channel manager"))

    def __init__(
        self,
        *args: Any,
        managers: list[tuple[int, str]],
        regions: Sequence[str] = (),
        is_vendor: bool = False,
        **kwargs: Any,
    ) -> None:
        """`regions` are those in use: they are offered while one types, so that one place keeps one name."""
        super().__init__(*args, **kwargs)
        self.company_type.choices = {
            word: text for word, text in type_words().items() if (word == "vendor") == is_vendor
        }
        self.tier.choices = tier_words()
        self.known_regions = [region_word(region) for region in regions]
        self.country.choices = countries()
        self.zone.choices = {zone: zone.replace("_", " ") for zone in zones()}
        self.manager.choices = {
            "": gettext("Nobody yet"),
            **{str(person_id): name for person_id, name in managers},
        }

    def draft(self) -> CompanyDraft:
        return CompanyDraft(
            name=text(self.name),
            company_type=text(self.company_type),
            tier=text(self.tier),
            region=region_of(text(self.region)),
            country=text(self.country),
            zone=text(self.zone),
            language=text(self.language),
            key=text(self.key),
        )

    @property
    def manager_id(self) -> int | None:
        return int(self.manager.data) if self.manager.data else None


def countries() -> dict[str, str]:
    """Codes and names in the reader's language (in English where it has none), by name."""
    names = {**Locale("en").territories, **Locale.parse(str(get_locale() or "en")).territories}
    return dict(sorted(((code, str(names[code])) for code in COUNTRIES), key=lambda pair: pair[1]))
