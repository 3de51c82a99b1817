"""Passwords: what a good one is, and how they are kept (argon2id, RFC 9106; SET-特-15).

A hash costs 64 MiB and a tenth of a second on purpose. So hashes are made in threads, two at a
time: a flood of attempts takes turns instead of the machine.
"""

from __future__ import annotations

import asyncio
import secrets
import unicodedata
from base64 import b64encode
from collections.abc import Iterable
from enum import StrEnum

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from argon2.low_level import ARGON2_VERSION
from zxcvbn import zxcvbn

AT_ONCE = 2
LONGEST = 128
"""More letters are refused unread: nobody types them, and reading them costs."""
LETTERS_JUDGED = 72
"""The estimate looks at so many letters: enough to be sure, and its cost stays small."""
STRONG = 3
"""On zxcvbn's scale of 0 to 4: more than 10^8 guesses."""
FIRST_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
"""Without letters that look like others: first passwords are read from paper."""


class Weakness(StrEnum):
    """Why a password is refused."""

    TOO_SHORT = "too_short"
    TOO_LONG = "too_long"
    EASILY_GUESSED = "easily_guessed"
    USED_BEFORE = "used_before"


class Passwords:
    """Hashes and compares. The costs are arguments, so that tests need not wait."""

    def __init__(self, *, time_cost: int = 3, memory_kib: int = 65_536) -> None:
        self._hasher = PasswordHasher(time_cost=time_cost, memory_cost=memory_kib, parallelism=1)
        self._turns = asyncio.Semaphore(AT_ONCE)
        self._nobodys = _made_up(self._hasher)

    async def hashed(self, password: str) -> str:
        """Give the hash to be kept, salt and costs in it."""
        async with self._turns:
            return await asyncio.to_thread(self._hasher.hash, normalised(password))

    async def fits(self, password: str, kept: str | None) -> bool:
        """Compare with a kept hash; without one it takes as long and is False."""
        async with self._turns:
            fits = await asyncio.to_thread(self._fits, normalised(password), kept or self._nobodys)
        return fits and kept is not None

    async def fits_any(self, password: str, kept: Iterable[str]) -> bool:
        """Tell whether it is one of the kept ones."""
        return any([await self.fits(password, each) for each in kept])

    def _fits(self, password: str, kept: str) -> bool:
        try:
            return self._hasher.verify(kept, password)
        except (VerificationError, InvalidHashError):
            return False


def _made_up(hasher: PasswordHasher) -> str:
    """Write the hash of no password: comparing with it costs as much as with anybody's.

    Written, not computed: that would cost every start a hash (the form is that of the reference
    implementation, https://github.com/P-H-C/phc-winner-argon2).
    """
    costs = f"m={hasher.memory_cost},t={hasher.time_cost},p={hasher.parallelism}"
    salt, digest = (
        b64encode(secrets.token_bytes(length)).decode().rstrip("=")
        for length in (hasher.salt_len, hasher.hash_len)
    )
    return f"$argon2id$v={ARGON2_VERSION}${costs}${salt}${digest}"


def normalised(password: str) -> str:
    """Bring what keyboards type differently to one form (RFC 8265: NFC), no longer than allowed."""
    return unicodedata.normalize("NFC", password[:LONGEST])


def weakness(password: str, *, length: int, about: Iterable[str]) -> Weakness | None:
    """Tell what is wrong with a new password; `about` are words that a guesser would try first."""
    if len(password) > LONGEST:
        return Weakness.TOO_LONG
    if len(normalised(password)) < length:
        return Weakness.TOO_SHORT
    judged = zxcvbn(password[:LETTERS_JUDGED], user_inputs=["madoguchi", *about])
    return Weakness.EASILY_GUESSED if judged["score"] < STRONG else None


def first_password() -> str:
    """Make a password for somebody else to begin with: 80 bits in groups that can be read aloud."""
    groups = ("".join(secrets.choice(FIRST_ALPHABET) for _ in range(4)) for _ in range(4))
    return "-".join(groups)
