"""An authority of the instance's own, which signs the certificate of its pages on the LAN.

Terminals trust it for private addresses and the names that it was made for, and for nothing else
(name constraints, RFC 5280, 4.2.1.10): who stole its key could imitate no other site to them.
A certificate lives 397 days, less than the 825 that iPads allow, and is renewed long before.
"""

from __future__ import annotations

import ipaddress
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

LIFE = timedelta(days=397)
AUTHORITY_LIFE = timedelta(days=3_650)
SOON = timedelta(days=30)
"""So long before its end a certificate is renewed."""
BACK = timedelta(hours=1)
"""Clocks of terminals may be so much behind."""
PRIVATE = (
    *("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "127.0.0.0/8", "169.254.0.0/16"),
    *("fc00::/7", "fe80::/10", "::1/128"),
)
LOCAL = ("localhost", "127.0.0.1")

Name = x509.DNSName | x509.IPAddress


@dataclass(frozen=True, slots=True)
class Files:
    """Where they lie: all in the home's folder of keys, so that they go with its copy."""

    folder: Path

    @property
    def authority(self) -> Path:
        """The authority's certificate."""
        return self.folder / "ca.crt"

    @property
    def authority_key(self) -> Path:
        """Its key, which signs."""
        return self.folder / "ca.key"

    @property
    def certificate(self) -> Path:
        """The pages' certificate, followed by the authority's."""
        return self.folder / "web.crt"

    @property
    def key(self) -> Path:
        """The pages' key."""
        return self.folder / "web.key"


def make_authority(files: Files, addresses: Sequence[str], *, at: datetime) -> None:
    """Make an authority for private addresses and these; raises OSError, ValueError as `sign`."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = _subject("窓口 事務センター認証局")
    allowed = [x509.IPAddress(ipaddress.ip_network(each)) for each in PRIVATE]
    names = [_subtree(name) for name in _names(addresses)]
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(at - BACK)
        .not_valid_after(at + AUTHORITY_LIFE)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(signs=True), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(
            x509.NameConstraints(
                permitted_subtrees=list(dict.fromkeys([*allowed, *names])), excluded_subtrees=None
            ),
            critical=True,
        )
        .sign(key, hashes.SHA256())
    )
    _write(files.authority_key, _pem(key))
    _write(files.authority, made.public_bytes(serialization.Encoding.PEM))


def sign(files: Files, addresses: Sequence[str], *, at: datetime) -> x509.Certificate:
    """Sign a fresh certificate for addresses and names of this machine.

    Raises:
        ValueError: one of them is neither, or the authority's files are broken.
        OSError: the authority's files are not there, or nothing can be written.
    """
    authority, signer = authority_of(files), _key_of(files.authority_key)
    key = ec.generate_private_key(ec.SECP256R1())
    names = _names(addresses)
    made = (
        x509.CertificateBuilder()
        .subject_name(_subject("窓口"))
        .issuer_name(authority.subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(at - BACK)
        .not_valid_after(min(at + LIFE, authority.not_valid_after_utc))
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(signs=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()), critical=False
        )
        .sign(signer, hashes.SHA256())
    )
    encoding = serialization.Encoding.PEM
    _write(files.key, _pem(key))
    _write(files.certificate, made.public_bytes(encoding) + authority.public_bytes(encoding))
    return made


def authority_of(files: Files) -> x509.Certificate:
    """Read the authority's certificate; raises OSError, ValueError."""
    return x509.load_pem_x509_certificate(files.authority.read_bytes())


def addresses_of(files: Files) -> list[str]:
    """Tell for which addresses and names the pages' certificate is; raises OSError, ValueError."""
    held = x509.load_pem_x509_certificate(files.certificate.read_bytes())
    names = held.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    return [str(each.value) for each in names]


def renewed_if_due(files: Files, *, at: datetime) -> bool:
    """Sign the pages' certificate anew if it ends soon and the authority is here.

    Raises:
        OSError, ValueError: as `sign`.
    """
    if not files.authority_key.exists() or not files.certificate.exists():
        return False
    held = x509.load_pem_x509_certificate(files.certificate.read_bytes())
    if held.not_valid_after_utc - at > SOON:
        return False
    sign(files, addresses_of(files), at=at)
    return True


def fingerprint_of(certificate: x509.Certificate) -> str:
    """Write the SHA-256 of a certificate as terminals show it: pairs of digits with colons."""
    digits = certificate.fingerprint(hashes.SHA256()).hex().upper()
    return ":".join(digits[at : at + 2] for at in range(0, len(digits), 2))


def _names(addresses: Iterable[str]) -> list[Name]:
    return [_name(each) for each in dict.fromkeys([*addresses, *LOCAL])]


def _name(address: str) -> Name:
    try:
        return x509.IPAddress(ipaddress.ip_address(address))
    except ValueError:
        return x509.DNSName(address)


def _subtree(name: Name) -> Name:
    """Allow an address or a name, as name constraints want it: an address is a network of one."""
    match name:
        case x509.IPAddress(value=(ipaddress.IPv4Address() | ipaddress.IPv6Address()) as address):
            return x509.IPAddress(ipaddress.ip_network(address))
        case _:
            return name


def _subject(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])


def _usage(*, signs: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=signs,
        crl_sign=signs,
        encipher_only=False,
        decipher_only=False,
    )


def _key_of(path: Path) -> ec.EllipticCurvePrivateKey:
    key = serialization.load_pem_private_key(path.read_bytes(), password=None)
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise ValueError(f"{path}: not a key of ours")
    return key


def _pem(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )


def _write(path: Path, content: bytes) -> None:
    """Write a file for its owner alone, whole or not at all."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    with open(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)
