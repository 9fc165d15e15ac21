"""Jobs of certification."""

from app.certification import issuing, keys, printing
from app.core import clock, storage
from app.core.jobs import job

MEDIA_TYPE = "application/pdf"


@job("certification.issue_certificate", max_attempts=6)
def issue_certificate(period_id: int) -> None:
    """Make the certificate of an award period. Cut off anywhere and run again it ends in the same one."""
    # Web processes owe certificates and never sign one: without this library two of them need 15 MiB less
    from app.certification import signing

    frozen = issuing.freeze(period_id, now=clock.now())
    if frozen.is_issued:
        return
    printed = printing.print_certificate(frozen.design, frozen.facts)
    if issuing.design_hash(frozen.design) != frozen.design_hash:
        raise printing.CouldNotPrint("the design was changed meanwhile; it is printed anew")
    pair = keys.key_pair(frozen.key_id)
    signed = signing.sign(printed, chain=pair.chain, private=pair.leaf_key, at=frozen.at)
    sha256 = storage.keep(signed, MEDIA_TYPE)
    issuing.mark_issued(frozen.certificate_id, sha256, now=clock.now())
