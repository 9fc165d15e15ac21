"""Pictures of a paper."""

from flask_login import current_user
from werkzeug.wrappers import Response

from app.assessment import paper_queries, review_queries
from app.assessment.paper import files_in
from app.assessment.paper_queries import Sitting
from app.assessment.views.blueprint import ATTEMPT, bp
from app.assessment.views.result import released_to
from app.core.access import SIGNED_IN, access
from app.core.errors import NotVisible
from app.core.serve import serve_file
from app.core.storage import find_media_type


@bp.get(f"{ATTEMPT}/pictures/<sha256>")
@access(SIGNED_IN)
def picture(attempt_id: int, sha256: str) -> Response:
    """A picture of one's own paper: while it is open what its questions show, after that what is released of it."""
    sitting = paper_queries.get_sitting(current_user, attempt_id)
    media_type = find_media_type(sha256)
    if media_type is None or not _shows(sitting, sha256):
        raise NotVisible
    return serve_file(sha256, media_type)


def _shows(sitting: Sitting, sha256: str) -> bool:
    if sitting.closed_at is None:
        return paper_queries.shows_file(sitting, sha256)
    shows = released_to(sitting)
    return sha256 in files_in(review_queries.review_of(sitting, shows))
