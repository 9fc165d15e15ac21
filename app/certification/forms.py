"""Forms of certification."""

from collections.abc import Iterable

from flask_babel import lazy_gettext as _l
from wtforms import DateField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # stubs are of 3.2
from wtforms.validators import InputRequired, Length

from app.core.forms import BaseForm, strip


class ReasonForm(BaseForm):
    """Why something is done to an award."""

    reason = TextAreaField(
        _l("In your words, for the record"),
        description=_l("Only channel managers see this."),
        filters=[strip],
        validators=[InputRequired(_l("Say why in at least 10 characters.")), Length(min=10, max=500)],
    )


class RevokeForm(ReasonForm):
    """Why an award is taken back."""

    revoked_class = SelectField(
        _l("Reason that everybody may see"),
        choices=[
            SelectChoice("error", _l("Issued by mistake")),
            SelectChoice("misconduct", _l("The rules of the programme were broken")),
            SelectChoice("left_programme", _l("The holder has left the programme")),
            SelectChoice("superseded", _l("Another certification has taken its place")),
        ],
    )


class MoveForm(ReasonForm):
    """Until when, and why."""

    until = DateField(_l("New last day"), validators=[InputRequired(_l("Choose a day."))])


class GiveForm(ReasonForm):
    """A certification for evidence from elsewhere."""

    certification = SelectField(_l("Certification"))
    kind = SelectField(_l("Kind of evidence"))
    reference = StringField(
        _l("Where the evidence can be found"),
        description=_l("A number, an address or the name of a file; the second person reads it."),
        filters=[strip],
        validators=[InputRequired(_l("Say where the evidence can be found.")), Length(max=300)],
    )

    def offer(self, certifications: Iterable[tuple[str, str]], kinds: Iterable[tuple[str, str]]) -> None:
        """What can be chosen."""
        self.certification.choices = [SelectChoice(*one) for one in certifications]
        self.kind.choices = [SelectChoice(*one) for one in kinds]


class VerifyForm(BaseForm):
    """A code typed from paper."""

    class Meta(BaseForm.Meta):
        csrf = False

    code = StringField(
        _l("Code of the certificate"),
        description=_l("26 letters and figures, on the certificate beside the QR code."),
        filters=[strip],
        validators=[Length(max=60)],
    )
