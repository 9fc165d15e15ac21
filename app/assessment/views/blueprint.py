"""The blueprint of assessment."""

from flask import Blueprint

bp = Blueprint("assessment", __name__, template_folder="../templates")

ATTEMPT = "/attempts/<int(max=2147483647):attempt_id>"
ANSWER = f"{ATTEMPT}/answers/<int(max=10000):position>"
