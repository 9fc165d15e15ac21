"""Tiers and types of companies in the reader's words."""

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
