"""Forms of accounts and people: shape only; the services check the truth."""

from typing import Any
from zoneinfo import available_timezones

from flask_babel import lazy_gettext as _
from flask_wtf.file import FileField, FileRequired
from wtforms import (
    BooleanField,
    Field,
    HiddenField,
    PasswordField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
)
from wtforms.validators import DataRequired, InputRequired, Length, Optional, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from app.core.errors import DomainError
from app.core.forms import BaseForm, strip
from app.core.i18n import LANGUAGES, gettext
from app.people.services import Destination, Invitee, Profile
from app.people.spelling import checked_email
from app.people.words import role_words, theme_words


def text(field: Field) -> str:
    """What was typed, empty for nothing."""
    return str(field.data or "")


class SignInForm(BaseForm):
    email = StringField(_("E-mail"), filters=[strip], validators=[DataRequired(), Length(max=254)])
    password = PasswordField(_("Password"), validators=[InputRequired(), Length(max=1000)])
    next = HiddenField(validators=[Optional()])


class CodeForm(BaseForm):
    code = StringField(_("Code"), filters=[strip], validators=[DataRequired(), Length(max=20)])


class ForgotForm(BaseForm):
    email = StringField(_("E-mail"), filters=[strip], validators=[DataRequired(), Length(max=254)])


class NewPasswordForm(BaseForm):
    password = PasswordField(_("New password"), validators=[InputRequired(), Length(max=1000)])


class AcceptForm(BaseForm):
    """For a new account; a known one only presses the button."""

    name = StringField(_("Your name"), filters=[strip], validators=[DataRequired(), Length(max=200)])
    password = PasswordField(_("Password"), validators=[InputRequired(), Length(max=1000)])
    language = RadioField(_("Language"), choices=LANGUAGES)


class ProfileForm(BaseForm):
    name = StringField(_("Name"), filters=[strip], validators=[DataRequired(), Length(max=200)])
    language = SelectField(_("Language"), choices=LANGUAGES)
    zone = SelectField(_("Time zone"))
    theme = SelectField(_("Look"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.zone.choices = {zone: zone.replace("_", " ") for zone in zones()}
        self.theme.choices = theme_words()

    def profile(self) -> Profile:
        return Profile(text(self.name), text(self.language), text(self.zone), text(self.theme))


class ChangePasswordForm(BaseForm):
    current = PasswordField(_("Your password now"), validators=[InputRequired(), Length(max=1000)])
    password = PasswordField(_("New password"), validators=[InputRequired(), Length(max=1000)])


class SecondFactorForm(BaseForm):
    sealed = HiddenField(validators=[InputRequired(), Length(max=500)])
    code = StringField(_("Code"), filters=[strip], validators=[DataRequired(), Length(max=20)])


class SecondFactorOffForm(BaseForm):
    password = PasswordField(_("Your password"), validators=[InputRequired(), Length(max=1000)])


def tick_boxes(label: Any) -> SelectMultipleField:
    """One box for each choice, any number of them ticked."""
    return SelectMultipleField(label, widget=ListWidget(prefix_label=False), option_widget=CheckboxInput())


def an_address(_form: BaseForm, field: Field) -> None:
    """A validator: the field holds an e-mail address."""
    try:
        checked_email(text(field))
    except DomainError as refusal:
        raise ValidationError(str(refusal)) from None


def a_company(_form: BaseForm, field: Field) -> None:
    """A validator: one of the companies is chosen."""
    if not field.data:
        raise ValidationError(gettext("Choose a company."))


class InviteForm(BaseForm):
    email = StringField(_("E-mail"), filters=[strip], validators=[DataRequired(), an_address])
    name = StringField(_("Name"), filters=[strip], validators=[DataRequired(), Length(max=200)])
    company = SelectField(_("Company"), coerce=int, validators=[a_company])
    roles = tick_boxes(_("Roles"))
    language = SelectField(_("Language of the mail"), choices=LANGUAGES)

    def offer(self, companies: list[tuple[int, str]], roles: frozenset[str]) -> None:
        """What this actor may choose from."""
        self.company.choices = companies_to_choose(companies)
        self.roles.choices = offered(roles)

    def invitee(self) -> Invitee:
        return Invitee(
            email=text(self.email),
            name=text(self.name),
            company_id=self.company.data,
            roles=frozenset(self.roles.data or ()),
            language=text(self.language),
        )


class MoveForm(BaseForm):
    company = SelectField(_("New company"), coerce=int, validators=[a_company])
    roles = tick_boxes(_("Roles there"))
    job_title = StringField(_("Job title"), filters=[strip], validators=[Optional(), Length(max=80)])

    def offer(self, companies: list[tuple[int, str]], roles: frozenset[str]) -> None:
        """What this actor may choose from."""
        self.company.choices = companies_to_choose(companies)
        self.roles.choices = offered(roles)

    def destination(self) -> Destination:
        return Destination(self.company.data, frozenset(self.roles.data or ()), text(self.job_title))


class UploadForm(BaseForm):
    file = FileField(_("CSV file"), validators=[FileRequired(_("Choose a file first."))])


class ConfirmUploadForm(BaseForm):
    packed = HiddenField(validators=[InputRequired()])


class ConfirmPeopleForm(ConfirmUploadForm):
    with_mail = BooleanField(_("Mail an invitation to every new person now"))


def companies_to_choose(companies: list[tuple[int, str]]) -> dict[str, str]:
    """A select's choices; nothing is chosen beforehand unless there is only one."""
    choices = {str(company_id): name for company_id, name in companies}
    return choices if len(choices) == 1 else {"0": gettext("Choose…"), **choices}


def offered(roles: frozenset[str]) -> dict[str, str]:
    """Those roles with their words, in their usual order."""
    return {role: word for role, word in role_words().items() if role in roles}


def zones() -> list[str]:
    """The time zones of places."""
    return sorted(zone for zone in available_timezones() if "/" in zone and not zone.startswith("Etc/"))


def file_bytes(form: Any, most: int) -> bytes:
    """What was uploaded, and one byte more than allowed at most, so that the reader can refuse it."""
    return bytes(form.file.data.stream.read(most + 1))
