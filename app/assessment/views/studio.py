"""What the pages of the studio share."""

from types import ModuleType

from app.assessment import studio_words
from app.assessment.views.blueprint import bp


@bp.app_template_global("assessment_words")
def assessment_words() -> ModuleType:
    """How templates call types, states and difficulties; macros see it too."""
    return studio_words
