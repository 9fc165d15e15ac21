"""A design tried with its own sample facts: printed and signed like others, by an authority that nobody trusts."""

import json
from datetime import datetime

from flask import current_app

from app.certification.authority import make_pair
from app.certification.printing import print_certificate
from app.certification.signing import sign
from app.core.errors import NotVisible

ISSUER = "Sample, issued by nobody"


def sample(design: str, language: str, *, now: datetime) -> bytes:
    """The complete PDF. Raises NotVisible for a design or language that has no sample, and CouldNotPrint."""
    path = current_app.config["KRU"].certificates / design / "sample.json"
    facts = json.loads(path.read_bytes()).get(language) if path.is_file() else None
    if facts is None:
        raise NotVisible
    pair = make_pair(ISSUER, now)
    return sign(print_certificate(design, facts), chain=pair.chain, private=pair.leaf_key, at=now)
