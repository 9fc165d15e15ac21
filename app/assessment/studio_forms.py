"""Forms of the studio: shape only; the services check the truth."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, IntegerField, RadioField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # stubs are of 3.2
from wtforms.validators import InputRequired, Length, NumberRange, Optional, Regexp

from app.assessment.questions import Criterion, Graded
from app.assessment.services.bank_keeping import BankDraft
from app.catalogue.documents import KEY
from app.core.forms import BaseForm, strip
from app.core.i18n import gettext, ngettext, pick


class NewBankForm(BaseForm):
    """A bank that is written in the studio."""

    title_en = StringField(_l("Title in English"), filters=[strip], validators=[Length(max=120)])
    title_th = StringField(_l("Title in Thai"), filters=[strip], validators=[Length(max=120)])
    key = StringField(
        _l("Key"),
        description=_l(
            "Small letters, figures and hyphens, as in channel-basics. Quizzes draw from the bank by it."
        ),
        filters=[strip],
        validators=[
            InputRequired(_l("Give the bank a key.")),
            Regexp(
                KEY, message=_l("Use small letters, figures and hyphens, and begin with a letter or figure.")
            ),
        ],
    )

    def draft(self, owner: str) -> BankDraft:
        titles: dict[str, Any] = {"en": self.title_en.data, "th": self.title_th.data}
        return BankDraft(self.key.data or "", {code: words for code, words in titles.items() if words}, owner)


class GradingForm(BaseForm):
    """What a grader says of one answer. `grading_form` adds a group for each criterion, or the share of the mark."""

    comment = TextAreaField(
        _l("Comment for the person"),
        description=_l("What was good, what to do better. It is shown with the result."),
        filters=[strip],
        validators=[Length(max=4000)],
    )

    @property
    def levels(self) -> dict[str, str]:
        """Criterion to the level that was chosen."""
        begin = len(LEVEL)
        return {name[begin:]: field.data for name, field in self._fields.items() if name.startswith(LEVEL)}

    @property
    def share(self) -> Fraction | None:
        """The share of the mark where there is no rubric."""
        percent = self._fields["percent"].data if "percent" in self._fields else None
        return None if percent is None else Fraction(percent, 100)


LEVEL = "level-"


def grading_form(question: Graded, given: Mapping[str, Any] | None = None) -> GradingForm:
    """The form of one question's rubric; `given` is what stands in it before anything is typed."""
    fields: dict[str, Any] = {f"{LEVEL}{one.key}": _criterion(one) for one in question.rubric}
    if not question.rubric:
        fields["percent"] = IntegerField(
            _l("Share of the mark, in per cent"),
            validators=[
                InputRequired(_l("Say how much of the mark the answer is worth, from 0 to 100.")),
                NumberRange(0, 100, _l("Choose a number from 0 to 100.")),
            ],
        )
    made: type[GradingForm] = type("RubricForm", (GradingForm,), fields)
    return made(**(given or {}))


def _criterion(criterion: Criterion) -> RadioField:
    """One radio group; the best level comes first as the author wrote them."""
    choices = {
        level.key: ngettext(
            "%(text)s: %(num)d point", "%(text)s: %(num)d points", level.points, text=pick(level.text)
        )
        for level in criterion.levels
    }
    message = gettext("Choose a level for %(criterion)s.", criterion=pick(criterion.title))
    return RadioField(pick(criterion.title), choices=choices, validators=[InputRequired(message)])


class ReasonForm(BaseForm):
    """Something that needs a reason for the record."""

    reason = TextAreaField(
        _l("Why"),
        description=_l("For the record; it is kept with the attempt."),
        filters=[strip],
        validators=[InputRequired(_l("Say why in at least 10 characters.")), Length(min=10, max=500)],
    )


class AllowanceForm(ReasonForm):
    """What somebody is allowed beyond the rule at one quiz."""

    extra_attempts = IntegerField(
        _l("Further attempts"),
        description=_l("How many more than the rule gives; 0 for none."),
        default=0,
        validators=[Optional(), NumberRange(0, 100, _l("Choose a number from 0 to 100."))],
    )
    time_percent = IntegerField(
        _l("Time, in per cent of the limit"),
        description=_l("150 gives half as much time again. An attempt that is open gets it at once."),
        default=100,
        validators=[Optional(), NumberRange(100, 1000, _l("Choose a number from 100 to 1000."))],
    )
    skips_wait = BooleanField(_l("The next attempt may begin at once, without waiting"))
    is_everywhere = BooleanField(
        _l("At every quiz, not only this one"),
        description=_l("For time and waiting; further attempts are always of one quiz."),
    )


class RegradeForm(BaseForm):
    """What is to count for past answers to a question."""

    kind = RadioField(
        _l("Past answers to this question"),
        choices=[
            SelectChoice("mended", _l("count by the key of the current version")),
            SelectChoice("dropped", _l("do not count at all: the question is dropped from the score")),
        ],
        validators=[InputRequired(_l("Choose what is to count."))],
    )
    never_lower = BooleanField(
        _l("Never lower anybody"),
        description=_l("Whoever would lose by it keeps the score and the pass that they have."),
    )
