"""Pages of assessment, one file a subject."""

from app.assessment.views import (
    analysis,
    answering,
    attempts,
    grading,
    pictures,
    recording,
    result,
    sitting,
    starting,
    studio_quizzes,
    words,
)
from app.assessment.views.blueprint import bp

__all__ = [
    "analysis", "answering", "attempts", "bp", "grading", "pictures", "recording", "result", "sitting", "starting",
    "studio_quizzes", "words",
]  # fmt: skip
