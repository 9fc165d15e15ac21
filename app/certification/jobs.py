"""Jobs of certification."""

from app.certification import issuing, printing
from app.core import clock, storage
from app.core.jobs import job

MEDIA_TYPE = "application/pdf"


@job("certification.issue_certificate", max_attempts=6)
def issue_certificate(period_id: int) -> None:
    """Make the certificate of an award period. Cut off anywhere and run again it ends in the same one."""
    frozen = issuing.freeze(period_id, now=clock.now())
    if frozen.is_issued:
        return
    printed = printing.print_certificate(frozen.design, frozen.facts)
    sha256 = storage.keep(printed, MEDIA_TYPE)
    issuing.mark_issued(frozen.certificate_id, sha256, now=clock.now())
