"""Forms of learning: accepting a text, assigning a curriculum."""

from datetime import date

from flask_babel import lazy_gettext as _l
from wtforms import DateField, HiddenField, SelectMultipleField, StringField
from wtforms.validators import InputRequired, Length, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from app.core.forms import BaseForm, strip


class AcceptForm(BaseForm):
    """One's name under a text."""

    name = StringField(
        _l("Your name"), filters=[strip], validators=[InputRequired(_l("Type your name.")), Length(max=80)]
    )
    words = HiddenField()


class AssignForm(BaseForm):
    """Who is to follow a curriculum, and by when."""

    people = SelectMultipleField(
        _l("People"),
        coerce=int,
        option_widget=CheckboxInput(),
        widget=ListWidget(prefix_label=False),
        validators=[InputRequired(_l("Choose at least one person."))],
    )
    due_on = DateField(
        _l("Due date"),
        description=_l("Leave it empty to use the curriculum's own time."),
        validators=[Optional()],
    )

    @property
    def chosen(self) -> tuple[list[int], date | None]:
        return list(self.people.data or []), self.due_on.data
