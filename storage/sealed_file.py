"""Files of any length, compressed and encrypted part by part, that show any change. Blocks.

AES-256-GCM in parts of 1 MiB. The nonce counts the parts and says which one is the last (STREAM,
Hoang and others, CRYPTO 2015), and each part is bound to the file's name: what is altered, cut off,
moved or exchanged with another file's is found. A key is used for one name only.
"""

from __future__ import annotations

import hashlib
import os
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from storage.errors import SealedFileBroken
from storage.keys import derive

MAGIC = b"MDGCHI1\n"
PART = 1 << 20
TAG = 16
LEVEL = 1
"""Of compression: rows shrink to a fifth, and a disk is not waited for."""


@dataclass(frozen=True, slots=True)
class Written:
    """What a sealed file holds."""

    bytes: int
    """Before it was compressed."""
    sha256: str
    """Of the same."""
    stored: int
    """Bytes on the disk."""


class SealedWriter:
    """Writes one file; `end` it, else it cannot be read."""

    def __init__(self, path: Path, *, key: bytes, name: str) -> None:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW
        self._file = open(os.open(path, flags, 0o600), "wb")  # noqa: SIM115 - `end` closes it
        self._cipher = AESGCM(derive(key, name))
        self._name = name.encode()
        self._squeeze = zlib.compressobj(LEVEL)
        self._held = bytearray()
        self._digest = hashlib.sha256()
        self._bytes = self._number = 0
        self._file.write(MAGIC)

    def write(self, plain: bytes) -> None:
        """Add to it; raises OSError."""
        self._digest.update(plain)
        self._bytes += len(plain)
        self._held += self._squeeze.compress(plain)
        while len(self._held) > PART:
            self._seal(bytes(self._held[:PART]), is_last=False)
            del self._held[:PART]

    def end(self) -> Written:
        """Write the last part and sync it; raises OSError."""
        self._held += self._squeeze.flush()
        while len(self._held) > PART:
            self._seal(bytes(self._held[:PART]), is_last=False)
            del self._held[:PART]
        self._seal(bytes(self._held), is_last=True)
        with self._file as file:
            file.flush()
            os.fsync(file.fileno())
            stored = file.tell()
        return Written(self._bytes, self._digest.hexdigest(), stored)

    def close(self) -> None:
        """Leave it as it is, half written or ended."""
        self._file.close()

    def _seal(self, part: bytes, *, is_last: bool) -> None:
        self._file.write(self._cipher.encrypt(_nonce(self._number, is_last), part, self._name))
        self._number += 1


def write(path: Path, parts: Iterable[bytes], *, key: bytes, name: str) -> Written:
    """Write a whole file; raises OSError."""
    writer = SealedWriter(path, key=key, name=name)
    try:
        for part in parts:
            writer.write(part)
        return writer.end()
    finally:
        writer.close()


def read(path: Path, *, key: bytes, name: str) -> Iterator[bytes]:
    """Give the content, part by part.

    Raises:
        SealedFileBroken: it is not what was written, or the key is another; what was given before
            is right, and what comes after is not known.
    """
    try:
        with path.open("rb") as file:
            yield from _opened(file, key=key, name=name)
    except FileNotFoundError as exc:
        raise SealedFileBroken(name=name, why="missing") from exc
    except OSError as exc:
        raise SealedFileBroken(name=name, why=exc.strerror or str(exc)) from exc


def _opened(file: BinaryIO, *, key: bytes, name: str) -> Iterator[bytes]:
    if file.read(len(MAGIC)) != MAGIC:
        raise SealedFileBroken(name=name, why="no file of a backup")
    cipher, expand = AESGCM(derive(key, name)), zlib.decompressobj()
    number, sealed = 0, file.read(PART + TAG)
    while True:
        following = file.read(PART + TAG)
        try:
            part = cipher.decrypt(_nonce(number, not following), sealed, name.encode())
            plain = expand.decompress(part)
        except (InvalidTag, ValueError, zlib.error) as exc:
            why = "not what was written: altered, cut off, or sealed with another key"
            raise SealedFileBroken(name=name, why=why) from exc
        if plain:
            yield plain
        if not following:
            break
        number, sealed = number + 1, following
    yield expand.flush()


def _nonce(number: int, is_last: bool) -> bytes:
    return number.to_bytes(11, "big") + (b"\x01" if is_last else b"\x00")
