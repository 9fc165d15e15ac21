"""Forms for files of questions: one that comes in, the confirmation, one that goes out."""

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField, HiddenField, SelectField
from wtforms.validators import Optional

from app.assessment.formats import WRITERS
from app.assessment.uploads import UploadDraft
from app.core.forms import BaseForm
from app.core.i18n import gettext

FORMAT_WORDS = {
    "gift": "GIFT",
    "moodle-xml": "Moodle XML",
    "aiken": "Aiken",
    "qti12": "QTI 1.2",
    "qti21": "QTI 2.1 / 2.2",
    "qti3": "QTI 3.0",
    "csv": "CSV",
    "xlsx": "Excel (XLSX)",
}
"""What formats call themselves, in every language."""


class ImportForm(BaseForm):
    """A file of questions and how to read it. `language.choices` are the bank's."""

    file = FileField(
        _l("File"),
        description=_l("GIFT, Moodle XML, Aiken, a QTI file or package, CSV or Excel."),
        validators=[FileRequired(_l("Choose a file first."))],
    )
    format = SelectField(_l("Format"), validators=[Optional()])
    language = SelectField(_l("Language of the texts"))
    as_draft = BooleanField(
        _l("Bring them in as drafts"),
        description=_l("Drafts are not drawn until somebody has looked and made them ready."),
        default=True,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.format.choices = {"": gettext("Found out from the content"), **FORMAT_WORDS}

    def draft(self) -> UploadDraft:
        upload = self.file.data
        return UploadDraft(
            upload.stream.read(),
            upload.filename or "",
            self.format.data or "",
            self.language.data or "",
            bool(self.as_draft.data),
        )


class ConfirmImportForm(BaseForm):
    """Nothing but what was shown, sealed."""

    sealed = HiddenField()


class ExportForm(BaseForm):
    """Which format and language; it stands in the address."""

    class Meta(BaseForm.Meta):
        csrf = False

    format = SelectField(_l("Format"), choices={kind: FORMAT_WORDS[kind] for kind in WRITERS})
    language = SelectField(_l("Language of the texts"))
