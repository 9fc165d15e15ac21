"""Pages of assessment, one file a subject."""

from app.assessment.views import analysis, sitting
from app.assessment.views.blueprint import bp

__all__ = ["analysis", "bp", "sitting"]
