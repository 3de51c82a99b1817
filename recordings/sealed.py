"""How sound lies encrypted: chunks of AES-256-GCM under a key of its own, readable in any part.

    magic "MDGV1\\n" | plain length (8 bytes) | chunk 0 | chunk 1 | ...

Each chunk is 64 KiB of sound (the last one less) and 16 bytes of tag. Its nonce is its number, safe
because no key is used for two files; its tag covers also the recording's name, the whole length
and the number, so that no chunk can be altered, left out, moved or brought from elsewhere.
Pure: bytes in, bytes out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from recordings.errors import SealBroken

MAGIC = b"MDGV1\n"
HEADER_BYTES = len(MAGIC) + 8
CHUNK = 64 * 1024
TAG = 16

ReadRange = Callable[[int, int], bytes]
"""Gives so many bytes from an offset; fewer only at the end."""


def seal(plain: bytes, *, key: bytes, name: str) -> Iterator[bytes]:
    """Encrypt sound, part by part: the header first, then one chunk after the other."""
    cipher = AESGCM(key)
    yield MAGIC + len(plain).to_bytes(8, "big")
    for number in range(chunks_of(len(plain))):
        part = plain[number * CHUNK : (number + 1) * CHUNK]
        yield cipher.encrypt(_nonce(number), part, _bound(name, len(plain), number))


def chunks_of(length: int) -> int:
    """Tell in how many chunks so much sound lies."""
    return -(-length // CHUNK)


def sealed_bytes(length: int) -> int:
    """Tell how many bytes so much sound takes, encrypted."""
    return HEADER_BYTES + length + TAG * chunks_of(length)


class Opened:
    """One sealed recording, read by ranges of its sound."""

    def __init__(self, read: ReadRange, *, size: int, key: bytes, name: str) -> None:
        """Open it; `size` is that of what lies in the store.

        Raises:
            SealBroken: it has no header of ours, or is longer or shorter than that says.
        """
        header = read(0, HEADER_BYTES)
        if len(header) < HEADER_BYTES or not header.startswith(MAGIC):
            raise SealBroken(name=name, why="no sealed recording")
        self.length = int.from_bytes(header[len(MAGIC) :], "big")
        """Bytes of the sound."""
        if size != sealed_bytes(self.length):
            raise SealBroken(name=name, why=_shortness(size, self.length))
        self._read = read
        self._cipher = AESGCM(key)
        self._name = name

    def read(self, start: int, length: int) -> bytes:
        """Give a part of the sound; nothing beyond its end.

        Raises:
            SealBroken: a chunk of it is not what was written there, or the key is another.
        """
        end = min(start + length, self.length)
        if start >= end:
            return b""
        first, last = start // CHUNK, (end - 1) // CHUNK
        plain = b"".join(self._chunk(number) for number in range(first, last + 1))
        return plain[start - first * CHUNK : end - first * CHUNK]

    def parts(self) -> Iterator[bytes]:
        """Give the whole sound, a chunk at a time; raises as `read`."""
        for number in range(chunks_of(self.length)):
            yield self._chunk(number)

    def _chunk(self, number: int) -> bytes:
        plain = min(CHUNK, self.length - number * CHUNK)
        sealed = self._read(HEADER_BYTES + number * (CHUNK + TAG), plain + TAG)
        try:
            return self._cipher.decrypt(
                _nonce(number), sealed, _bound(self._name, self.length, number)
            )
        except (InvalidTag, ValueError) as exc:
            why = f"chunk {number + 1} of {chunks_of(self.length)} is not what was written"
            raise SealBroken(name=self._name, why=why) from exc


def _shortness(size: int, length: int) -> str:
    wanted = sealed_bytes(length)
    missing = -(-(wanted - size) // (CHUNK + TAG))
    if size < wanted:
        return f"{missing} of {chunks_of(length)} chunks missing ({size} bytes, not {wanted})"
    return f"{size} bytes, not {wanted}"


def _nonce(number: int) -> bytes:
    return number.to_bytes(12, "big")


def _bound(name: str, length: int, number: int) -> bytes:
    return b"%s\0%d\0%d" % (name.encode(), length, number)
