"""Forms of certification."""

from flask_babel import lazy_gettext as _l
from wtforms import SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # stubs are of 3.2
from wtforms.validators import InputRequired, Length

from app.core.forms import BaseForm, strip


class RevokeForm(BaseForm):
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
    reason = TextAreaField(
        _l("In your words, for the record"),
        description=_l("Only channel managers see this."),
        filters=[strip],
        validators=[InputRequired(_l("Say why in at least 10 characters.")), Length(min=10, max=500)],
    )


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
