"""The second factor: codes of an authenticator (TOTP, RFC 6238), and recovery codes.

Codes are computed from the machine's time, never the campaign's: a phone knows no other.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import unicodedata
from collections.abc import Sequence
from datetime import datetime

import pyotp
import segno

STEP_S = 30
DRIFT_STEPS = 1
"""A phone's clock may be so many steps off."""
RECOVERY_CODES = 10
ISSUER = "Madoguchi"


def new_secret() -> str:
    """Make a secret to be shared with an authenticator: 160 bits, base 32."""
    return pyotp.random_base32()


def taken_step(secret: str, code: str, *, at: datetime, after: int) -> int | None:
    """Give the time step whose code this is; None if it is wrong, or of a step taken before.

    Args:
        secret: What the authenticator shares with us.
        code: As typed; full-width digits and spaces are forgiven.
        at: The machine's time.
        after: The last step whose code was taken: that one and all before it are refused.
    """
    typed, now = as_typed(code), int(at.timestamp()) // STEP_S
    totp, found = pyotp.TOTP(secret), None
    for step in range(now - DRIFT_STEPS, now + DRIFT_STEPS + 1):
        if hmac.compare_digest(totp.at(step * STEP_S), typed) and step > after:
            found = step
    return found


def as_typed(code: str) -> str:
    """Take a code as people type it: full-width letters, spaces and hyphens do not matter."""
    plain = unicodedata.normalize("NFKC", code[:64]).lower()
    return "".join(letter for letter in plain if letter.isascii() and letter.isalnum())


def picture(secret: str, *, login: str, place: str) -> str:
    """Draw what an authenticator scans, as SVG without any style of its own."""
    address = pyotp.TOTP(secret).provisioning_uri(name=f"{login}@{place}", issuer_name=ISSUER)
    drawn = segno.make(address, error="m")
    return drawn.svg_inline(scale=5, border=4, dark="#000", light="#fff", omitsize=True)


def new_recovery_codes() -> tuple[str, ...]:
    """Make codes that each replace the authenticator once: 60 bits, in groups."""
    return tuple(_recovery_code() for _ in range(RECOVERY_CODES))


def recovery_hash(code: str, *, staff: str) -> str:
    """Give what is kept of a recovery code: random as they are, a plain hash is enough."""
    return hashlib.sha256(f"{staff}/{as_typed(code)}".encode()).hexdigest()


def grouped(secret: str) -> Sequence[str]:
    """Split a secret for somebody who has to type it."""
    return [secret[start : start + 4] for start in range(0, len(secret), 4)]


def _recovery_code() -> str:
    alphabet = "abcdefghjkmnpqrstuvwxyz23456789"
    return "-".join("".join(secrets.choice(alphabet) for _ in range(4)) for _ in range(3))
