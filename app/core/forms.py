"""The base of every form: CSRF, translated messages, and a way to hang a refusal on its field."""

from typing import Any

from flask_babel import Domain
from flask_wtf import FlaskForm

from app.core.errors import DomainError

WTFORMS_DOMAIN = Domain(domain="wtforms")


class BaseForm(FlaskForm):
    """Forms check shape and hand over a finished value; they never query."""

    class Meta(FlaskForm.Meta):
        def get_translations(self, form: Any) -> Any:
            return WTFORMS_DOMAIN.get_translations()

    def refuse(self, refusal: DomainError) -> None:
        """Put a command's refusal on the field it names, or on the form."""
        if refusal.field and refusal.field in self._fields:
            field = self._fields[refusal.field]
            field.errors = [*field.errors, str(refusal)]
        else:
            self.form_errors.append(str(refusal))


def strip(value: Any) -> Any:
    """A filter for text fields: NUL and outer spaces go."""
    return value.replace("\x00", "").strip() if isinstance(value, str) else value
