"""Pages of companies, one file a subject."""

from app.partners.views import companies, importing
from app.partners.views.blueprint import bp

__all__ = ["bp", "companies", "importing"]
