"""The signature on a printed certificate: PAdES (B-B), RSA with PKCS #1 v1.5, made by the worker after printing.

Equal bytes, key and moment give equal signatures: nothing in it is random, and no clock is read.
"""

import asyncio
from datetime import datetime
from functools import lru_cache
from typing import Any

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from pyhanko.keys import load_certs_from_pemder_data
from pyhanko.sign.signers.pdf_cms import Signer

from app.certification.rendering.hole import fill


class Sealer(Signer):
    """pyHanko's signer with a key that is read once: checking a key of 3072 bits takes longer than signing."""

    def __init__(self, chain: str, private: str) -> None:
        leaf, authority = load_certs_from_pemder_data(chain.encode())
        super().__init__(signing_cert=leaf, embed_roots=True)
        self.cert_registry.register(authority)
        key = serialization.load_pem_private_key(private.encode(), password=None)
        assert isinstance(key, RSAPrivateKey)
        self.key = key

    async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:
        if digest_algorithm != "sha256":
            raise ValueError(f"certificates are signed over SHA-256, not {digest_algorithm}")
        return self.key.sign(data, padding.PKCS1v15(), hashes.SHA256())

    def over(self, digest: bytes) -> bytes:
        """The detached CMS signature over this SHA-256. PAdES keeps the moment in the document, not in here."""
        signed: Any = asyncio.run(self.async_sign(digest, "sha256", use_pades=True))
        return bytes(signed.dump())


@lru_cache(maxsize=4)
def sealer(chain: str, private: str) -> Sealer:
    return Sealer(chain, private)


def sign(printed: bytes, *, chain: str, private: str, at: datetime) -> bytes:
    """The finished certificate. Raises NoHole when the printer left no place for a signature."""
    return fill(printed, at, sealer(chain, private).over)
