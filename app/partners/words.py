"""Tiers and types of companies in the reader's words."""

from collections.abc import Iterable

from app.core.i18n import gettext as _


def tier_words() -> dict[str, str]:
    """From the lowest to the highest."""
    return {
        "registered": _("Registered"),
        "silver": _("Silver"),
        "gold": _("Gold"),
        "platinum": _("Platinum"),
    }


def type_words() -> dict[str, str]:
    return {
        "reseller": _("Reseller"),
        "distributor": _("Distributor"),
        "integrator": _("Integrator"),
        "consultant": _("Consultant"),
        "vendor": _("Vendor"),
    }


def region_words() -> dict[str, str]:
    """The usual regions by key."""
    return {
        "bangkok": _("Bangkok"),
        "central": _("Central"),
        "north": _("North"),
        "north-east": _("North east"),
        "east": _("East"),
        "south": _("South"),
        "west": _("West"),
        "singapore": _("Singapore"),
        "malaysia": _("Malaysia"),
        "vietnam": _("Vietnam"),
        "indonesia": _("Indonesia"),
        "laos": _("Laos"),
    }


def region_word(region: str) -> str:
    """A region's key in the reader's words; one that is not among the usual ones is written out: West coast."""
    return words_of_regions([region])[region]


def words_of_regions(regions: Iterable[str]) -> dict[str, str]:
    """The same for many, by key."""
    usual = region_words()
    return {region: usual.get(region) or _written_out(region) for region in regions}


def _written_out(region: str) -> str:
    text = region.replace("-", " ")
    return text[:1].upper() + text[1:]


def region_of(typed: str) -> str:
    """The key of a region that somebody typed in their own words."""
    folded = typed.strip().casefold()
    named = {word.casefold(): key for key, word in region_words().items()}
    return named.get(folded, typed)
