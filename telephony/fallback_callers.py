"""What the fallback remembers of the callers whom no controller ever knew.

It stands in Asterisk's own database, enciphered by its `AES_ENCRYPT`; ARI has no way to read it,
so the file itself is read. A row is removed (`ari_requests.forget_caller`) once the call is filed.
"""

from __future__ import annotations

import base64
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import ECB

FAMILY = "/caller/"
WRITTEN_S = 1.1
"""Asterisk's database is on the disk so long after Asterisk wrote, at the latest."""
BUSY_S = 2.0
_SENT = ("number", "name", "MDG_EXTEN", "MDG_PRIVACY", "MDG_PAI", "MDG_FROM", "MDG_PCPID", "MDG_TO")
"""What is remembered of what a caller sent, in the dialplan's order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Remembered:
    """One caller of the fallback."""

    call: str
    closed: str | None
    """The sound that turned the caller away (`fallback_files.Sound`); None if let in."""
    channel: str
    """`PJSIP/<trunk>-0000002a`."""
    number: str
    name: str
    headers: dict[str, str]
    """As they would have travelled in ARI's `channelvars`."""

    def __repr__(self) -> str:
        """Name the call and nothing of the caller."""
        return f"Remembered({self.call!r})"


def read_callers(database: Path, number_key: str) -> list[Remembered]:
    """Read every caller who is remembered; blocks for some milliseconds.

    Args:
        database: Asterisk's `astdb.sqlite3`.
        number_key: As in `fallback_files.Fallback`.

    Raises:
        OSError: the database cannot be read.
    """
    try:
        with closing(sqlite3.connect(f"{database.as_uri()}?mode=ro", uri=True)) as file:
            file.execute(f"PRAGMA busy_timeout = {BUSY_S * 1000:.0f}")
            found = file.execute(
                "SELECT key, value FROM astdb WHERE key LIKE ? ORDER BY key", (f"{FAMILY}%",)
            ).fetchall()
    except sqlite3.Error as exc:
        raise OSError(f"{database}: {exc}") from exc
    return [_remembered(key.removeprefix(FAMILY), value, number_key) for key, value in found]


def _remembered(call: str, value: str, number_key: str) -> Remembered:
    verdict, channel, *sent = value.split(" ")
    # A caller who sends kilobytes of headers cuts their own row short.
    sent += [""] * (len(_SENT) - len(sent))
    told = {name: _plain(each, number_key) for name, each in zip(_SENT, sent, strict=False)}
    return Remembered(
        call=call,
        closed=None if verdict == "open" else verdict,
        channel=channel,
        number=told.pop("number"),
        name=told.pop("name"),
        headers=told,
    )


def _plain(enciphered: str, number_key: str) -> str:
    """Undo `AES_ENCRYPT`: base64 of AES-128 in ECB, filled up with NUL; "" if it is none.

    The dialplan writes a backtick for each colon.
    """
    try:
        data = base64.b64decode(enciphered, validate=True)
        reader = Cipher(AES(number_key.encode()), ECB()).decryptor()
        plain = reader.update(data) + reader.finalize()
    except ValueError:
        return ""
    return plain.rstrip(b"\0").decode(errors="replace").replace("`", ":")
