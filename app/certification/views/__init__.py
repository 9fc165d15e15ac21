"""Pages of certification, one file a subject."""

from app.certification.views import changes, deciding, holders, pages
from app.certification.views.blueprint import bp

__all__ = ["bp", "changes", "deciding", "holders", "pages"]
