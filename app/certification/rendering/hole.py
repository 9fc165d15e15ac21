"""The place in a printed certificate where the signature goes: left by the printer, filled by whoever has the key.

The signature stands in the one and only revision of the file. So nothing is appended, no metadata is written anew
and the filled bytes follow from the printed ones, the moment and the signature.
"""

import hashlib
import re
from collections.abc import Callable
from datetime import UTC, datetime

CONTENTS = b"0" * 12288
"""Hexadecimal digits of the signature: 6 kB, twice what a key of 3072 bits with its chain takes."""
MOMENT = "D:19700101000000Z"
NUMBERS = (1111111111, 2222222222, 3333333333)
"""Stand for the three numbers of /ByteRange that are known only when the file is written."""

RANGE = re.compile(rb"/ByteRange \[ 0 1111111111 2222222222 3333333333 \]")
DIGITS = re.compile(rb"/Contents <(0{%d})>" % len(CONTENTS))
DATE = re.compile(rb"/M \(D:19700101000000Z\)")

Sign = Callable[[bytes], bytes]
"""From the SHA-256 of what is signed to the signature, DER."""


class NoHole(Exception):
    """The document has no single place for a signature, or one that is too small."""


def fill(printed: bytes, at: datetime, sign: Sign) -> bytes:
    """The document with the signature over all its bytes but the signature's own. Raises NoHole."""
    spot = _only(DIGITS, printed)
    before, after = spot.start(1) - 1, spot.end(1) + 1
    numbers = b"/ByteRange [ 0 %d %d %d ]" % (before, after, len(printed) - after)
    moment = b"/M (D:" + at.astimezone(UTC).strftime("%Y%m%d%H%M%SZ").encode() + b")"
    filled = bytearray(printed)
    for pattern, said in ((RANGE, numbers), (DATE, moment)):
        found = _only(pattern, printed)
        filled[found.start() : found.end()] = said.ljust(found.end() - found.start())
    signature = sign(hashlib.sha256(filled[:before] + filled[after:]).digest()).hex().encode()
    if len(signature) > len(CONTENTS):
        raise NoHole(f"the signature takes {len(signature)} digits of {len(CONTENTS)}")
    filled[before + 1 : after - 1] = signature.ljust(len(CONTENTS), b"0")
    return bytes(filled)


def _only(pattern: re.Pattern[bytes], printed: bytes) -> re.Match[bytes]:
    found = list(pattern.finditer(printed))
    if len(found) != 1:
        raise NoHole(f"{len(found)} places for {pattern.pattern[:20]!r} in the document; there must be one")
    return found[0]
