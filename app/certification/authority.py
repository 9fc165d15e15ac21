"""Makes what signs certificates: an authority of this installation, and a key under it. No database here."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID

BITS = 3072
YEARS = 30
"""A signature without a time-stamp is good for as long as its certificate: they live long, keys are changed sooner."""
DAY = timedelta(days=1)
NAME_BYTES = 64
"""X.509 allows no longer names; a Thai letter takes three."""


@dataclass(frozen=True)
class KeyPair:
    """What signs: the chain (leaf, then authority) and the private keys in the same order, all PEM."""

    chain: str
    leaf_key: str
    authority_key: str

    @property
    def authority(self) -> str:
        """The authority's certificate, which readers may trust."""
        return certificates(self.chain)[-1]


MARK = "-----END CERTIFICATE-----\n"


def certificates(chain: str) -> list[str]:
    """The certificates of a PEM chain, one by one."""
    return [part + MARK for part in chain.split(MARK) if part.strip()]


def make_pair(organisation: str, now: datetime) -> KeyPair:
    """A new authority and a first key under it."""
    key = rsa.generate_private_key(65537, BITS)
    name = _name(f"{organisation} certificates", organisation)
    authority = (
        _builder(name, name, key.public_key(), now)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(signs_certificates=True), critical=True)
        .sign(key, hashes.SHA256())
    )
    return _under(authority, key, organisation, now)


def renewed_pair(old: KeyPair, organisation: str, now: datetime) -> KeyPair:
    """Another key under the same authority: whoever trusts it goes on trusting."""
    key = serialization.load_pem_private_key(old.authority_key.encode(), password=None)
    assert isinstance(key, rsa.RSAPrivateKey)
    return _under(x509.load_pem_x509_certificate(old.authority.encode()), key, organisation, now)


def _under(
    authority: x509.Certificate, authority_key: rsa.RSAPrivateKey, organisation: str, now: datetime
) -> KeyPair:
    key = rsa.generate_private_key(65537, BITS)
    last = authority.not_valid_after_utc
    leaf = (
        _builder(_name(organisation, organisation), authority.subject, key.public_key(), now, last)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(signs_certificates=False), critical=True)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(authority_key.public_key()), critical=False
        )
        .sign(authority_key, hashes.SHA256())
    )
    return KeyPair(_pem(leaf) + _pem(authority), _private(key), _private(authority_key))


def _builder(
    subject: x509.Name, issuer: x509.Name, key: rsa.RSAPublicKey, now: datetime, last: datetime | None = None
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - DAY)
        .not_valid_after(last or now + YEARS * 365 * DAY)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
    )


def _name(common: str, organisation: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, _short(organisation)),
            x509.NameAttribute(NameOID.COMMON_NAME, _short(common)),
        ]
    )


def _short(name: str) -> str:
    return name.encode()[:NAME_BYTES].decode(errors="ignore")


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        content_commitment=not signs_certificates,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        encipher_only=False,
        decipher_only=False,
    )


def _pem(certificate: x509.Certificate) -> str:
    return certificate.public_bytes(serialization.Encoding.PEM).decode()


def _private(key: rsa.RSAPrivateKey) -> str:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ).decode()
