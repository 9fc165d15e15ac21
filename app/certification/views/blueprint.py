"""The blueprint of certification."""

from flask import Blueprint

bp = Blueprint("certification", __name__, template_folder="../templates")
