"""Pages of assessment, one file a subject."""

from app.assessment.views import (
    analysis,
    answering,
    attempts,
    grading,
    importing,
    pictures,
    recording,
    regrade,
    result,
    sitting,
    starting,
    studio,
    studio_banks,
    studio_questions,
    studio_quizzes,
    words,
)
from app.assessment.views.blueprint import bp

__all__ = [
    "analysis",
    "answering",
    "attempts",
    "bp",
    "grading",
    "importing",
    "pictures",
    "recording",
    "regrade",
    "result",
    "sitting",
    "starting",
    "studio",
    "studio_banks",
    "studio_questions",
    "studio_quizzes",
    "words",
]
