"""What the style guide shows: made-up people, one form and some days, so that every component has something to say.

A page for those who build Kru, outside production only; its samples are not translated.
"""

from datetime import date
from typing import Any

from wtforms import (
    BooleanField,
    DateField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.widgets import CheckboxInput, ListWidget

from app.core.forms import BaseForm
from app.people.actor import Actor
from app.people.models import ADMIN, AUTHOR, CHANNEL_MANAGER, PARTNER_ADMIN, REP
from app.web.frame import frame_for
from app.web.styleguide_paper import sample_paper

TODAY = date(2026, 11, 23)
STATES = (
    "certified", "in_progress", "lapses_soon", "in_grace", "lapsed", "revoked", "not_started", "locked", "done",
)  # fmt: skip
ROLES = (CHANNEL_MANAGER, AUTHOR, ADMIN, REP, PARTNER_ADMIN)


class SampleForm(BaseForm):
    """Every kind of control."""

    class Meta(BaseForm.Meta):
        csrf = False

    company = StringField("Company name", description="As it should stand on certificates.")
    verify_by = DateField("Verify by")
    tier = SelectField("Tier", choices={"gold": "Gold", "silver": "Silver"})
    code = StringField("Code", render_kw={"disabled": True})
    note = TextAreaField("Note", description="Plain text, at most 500 characters.")
    audience = RadioField(
        "Audience of this line", choices={"partners": "Partners", "internal": "Internal only"}
    )
    notices = SelectMultipleField(
        "Notices",
        choices={"30": "30 days before a certificate ends", "7": "7 days before"},
        widget=ListWidget(),
        option_widget=CheckboxInput(),
    )
    thai = BooleanField("Mail in Thai")
    terms = BooleanField("I accept the rules of engagement, version 4")


def sample_form() -> SampleForm:
    """A form as it comes back with mistakes."""
    form = SampleForm(
        formdata=None,
        company="Lanna Digital",
        verify_by=date(2026, 10, 31),
        code="Set by your admin",
        audience="partners",
        notices=["30"],
        thai=True,
    )
    form.verify_by.errors = ["31 Oct 2026 is past. Choose a day from today on."]
    form.terms.errors = ["Accept the rules to go on."]
    return form


def sample_actor(role: str) -> Actor:
    """Somebody in this role, whom no database knows."""
    is_partner = role in (REP, PARTNER_ADMIN)
    return Actor(
        sign_in_id=0,
        person_id=0,
        name="Ploy Srisuwan" if is_partner else "Nattapong Wong",
        language="en",
        zone="Asia/Bangkok",
        theme="auto",
        affiliation_id=0,
        company_id=0,
        company_name="Siam Cloud Solutions" if is_partner else "Kru",
        company_type="reseller" if is_partner else "vendor",
        company_tier="gold",
        company_region="Bangkok",
        roles=frozenset({role}),
        has_totp=True,
        seats=1,
    )


def sample_values(role: str) -> dict[str, Any]:
    """Variables of styleguide.html, in the frame that this role sees."""
    return frame_for(sample_actor(role)) | {
        "form": sample_form(),
        "states": STATES,
        "roles": ROLES,
        "role": role,
        "today": TODAY,
        "day": date,
        "paper": sample_paper(),
    }
