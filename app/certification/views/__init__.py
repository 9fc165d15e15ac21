"""Pages of certification, one file a subject."""

from app.certification.views import changes, deciding, pages
from app.certification.views.blueprint import bp

__all__ = ["bp", "changes", "deciding", "pages"]
