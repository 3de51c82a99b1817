"""A second machine beside this one: a network namespace, joined by a cable of its own."""

from __future__ import annotations

import contextlib
import ipaddress
import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID


@dataclass(frozen=True, slots=True)
class Machine:
    """The other machine, as this one knows it."""

    here: str
    """This machine's address on the cable."""
    there: str
    name: str

    def program(self, path: str, folder: Path) -> str:
        """Write a program that runs another one over there; gives its path."""
        made = folder / f"{Path(path).name}-over-there"
        made.write_text(f'#!/bin/sh\nexec ip netns exec {self.name} "{path}" "$@"\n')
        made.chmod(0o700)
        return str(made)


@contextlib.contextmanager
def another_machine() -> Iterator[Machine]:
    """Put it there, and take it away at the end."""
    number = os.getpid() % 250
    machine = Machine(f"10.231.{number}.1", f"10.231.{number}.2", f"mdg{os.getpid()}")
    near, far = f"mn{os.getpid()}", f"mf{os.getpid()}"
    _ip("netns", "add", machine.name)
    try:
        _ip("link", "add", near, "type", "veth", "peer", "name", far, "netns", machine.name)
        _ip("addr", "add", f"{machine.here}/24", "dev", near)
        _ip("link", "set", near, "up")
        for words in (
            ("addr", "add", f"{machine.there}/24", "dev", far),
            ("link", "set", far, "up"),
        ):
            _ip("-n", machine.name, *words)
        _ip("-n", machine.name, "link", "set", "lo", "up")
        yield machine
    finally:
        _ip("netns", "del", machine.name)


def certificate(folder: Path, address: str) -> tuple[Path, Path]:
    """Make a certificate of an address, signed by itself; gives it and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name, now = (
        x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, address)]),
        datetime.fromtimestamp(time.time(), UTC),
    )
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(address))]),
            critical=False,
        )
        .sign(key, hashes.SHA256())
    )
    paths = folder / "web.crt", folder / "web.key"
    paths[0].write_bytes(made.public_bytes(serialization.Encoding.PEM))
    paths[1].write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    paths[1].chmod(0o600)
    return paths


def _ip(*words: str) -> None:
    program = shutil.which("ip")
    assert program is not None, "ip is missing: apt-get install iproute2"
    subprocess.run([program, *words], check=True)
