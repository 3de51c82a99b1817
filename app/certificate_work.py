"""The office's care for the pages' certificate: renewed in time, and taken up without a restart."""

from __future__ import annotations

import asyncio
import logging
import ssl
from pathlib import Path

from cryptography.hazmat.primitives.serialization import Encoding

from agent_ui.trust_room import TrustRoom
from app.clock import clock_with
from app.home import Home
from app.plain import Web
from app.private_ca import Files, authority_of, fingerprint_of, renewed_if_due

log = logging.getLogger(__name__)

LOOK_S = 3_600.0


def tls_of(at: Web) -> ssl.SSLContext | None:
    """Make what the pages are served with; None without TLS."""
    if at.tls_cert is None:
        return None
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(at.tls_cert, at.tls_key)
    return context


def trust_of(home: Home, at: Web) -> TrustRoom | None:
    """Read the authority that signed the pages' certificate; None if it is none of ours."""
    files = Files(home.key.parent)
    if not _is_ours(home, at):
        return None
    try:
        authority = authority_of(files)
    except (OSError, ValueError):
        return None
    return TrustRoom(
        der=authority.public_bytes(Encoding.DER),
        fingerprint=fingerprint_of(authority),
        until=authority.not_valid_after_utc,
    )


async def keep_renewed(home: Home, at: Web, context: ssl.SSLContext | None) -> None:
    """Renew for ever what our own authority signed; new connections have it at once."""
    while True:
        if context is not None and _is_ours(home, at):
            try:
                if await asyncio.to_thread(renew, home, at, context):
                    log.info("the certificate was renewed", extra={"action": "tls_renewed"})
            except (OSError, ValueError) as exc:
                extra = {"action": "tls_not_renewed", "why": str(exc)}
                log.exception("the certificate is not renewed", extra=extra)
        await asyncio.sleep(LOOK_S)


def renew(home: Home, at: Web, context: ssl.SSLContext) -> bool:
    """Renew the certificate if it ends soon, and take it up; tells whether it was.

    Raises:
        OSError, ValueError: as `private_ca.sign`.
    """
    assert at.tls_cert is not None, "without a certificate there is nothing to renew"
    if not renewed_if_due(Files(home.key.parent), at=clock_with(0.0)()):
        return False
    context.load_cert_chain(at.tls_cert, at.tls_key)
    return True


def _is_ours(home: Home, at: Web) -> bool:
    """Whether the pages' certificate is the one that our own authority signs."""
    ours = Files(home.key.parent).certificate
    return at.tls_cert is not None and Path(at.tls_cert).absolute() == ours
