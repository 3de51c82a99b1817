"""The vault: a recording's sound, encrypted under a key of its own, in a store. Blocks.

The rules of this file:
1. What is put is read back, decrypted and compared before `put` answers: only then may anybody
   remove what it was made from.
2. A key comes before its ciphertext, and is destroyed before it: what is left after a death is
   unreadable, never unprotected.
3. What is there already is replaced only by what was written beside it and came back.
4. What cannot be read is one of four errors, never silence or half a sound.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from recordings import sealed
from recordings.errors import SealBroken, SoundGone, StoreFailed
from recordings.sealed import Opened
from recordings.stores import Store
from storage.errors import DataKeyGone, DataKeyUnusable
from storage.key_ring import KeyRing
from storage.keys import KEY_BYTES

_BESIDE = ".next"
"""Ends the name of what is tried beside what is there; no store lists it."""
_NOT_BACK = "what was written does not come back"


@dataclass(frozen=True, slots=True)
class Stored:
    """What lies in the vault, told by its content."""

    name: str
    """In the store."""
    bytes: int
    """Of the sound, encoded."""
    sha256: str
    """Of the same, in hexadecimal."""


@dataclass(frozen=True, slots=True)
class Vault:
    """One instance's."""

    store: Store
    ring: KeyRing

    def put(self, call: str, name: str, plain: bytes) -> Stored:
        """Keep a call's sound and see that it can be read again; the same is not written twice.

        Raises:
            SealBroken: what came back is not what was put; nothing must be removed.
            StoreFailed, StorageError, OSError: the store or the disk refuses.
        """
        stored = Stored(name, len(plain), hashlib.sha256(plain).hexdigest())
        key = secrets.token_bytes(KEY_BYTES)
        if self.ring.has(call) and self.store.size(name) is not None:
            if self._has(call, stored):
                return stored
            self._try(call, stored, plain, key)
        self.ring.keep(call, key)
        self.store.put(name, sealed.seal(plain, key=key, name=call))
        if self.digest(call, name) != stored.sha256:
            raise SealBroken(name=call, why=_NOT_BACK)
        return stored

    def _has(self, call: str, wanted: Stored) -> bool:
        """Whether this very sound lies there already, readable."""
        try:
            return self.digest(call, wanted.name) == wanted.sha256
        except (SealBroken, SoundGone, DataKeyGone, DataKeyUnusable):
            return False

    def _try(self, call: str, wanted: Stored, plain: bytes, key: bytes) -> None:
        """Write it beside what is there and read it back; raises as `put`."""
        beside = f"{wanted.name}{_BESIDE}"
        try:
            self.store.put(beside, sealed.seal(plain, key=key, name=call))
            if _digest(self._opened(call, beside, key)) != wanted.sha256:
                raise SealBroken(name=call, why=_NOT_BACK)
        finally:
            self.store.erase(beside)

    def open(self, call: str, name: str) -> Opened:
        """Open a call's sound for reading by ranges.

        Raises:
            SoundGone: it is not in the store.
            SealBroken: it is not what was written, or the key is another's.
            DataKeyGone, DataKeyUnusable, KeyUnusable: its key is not there, or the wrong one.
            StoreFailed: the store does not answer now.
        """
        return self._opened(call, name, self.ring.key(call))

    def _opened(self, call: str, name: str, key: bytes) -> Opened:
        size = self.store.size(name)
        if size is None:
            raise SoundGone(name=call)
        return Opened(
            lambda start, length: self.store.read(name, start, length),
            size=size,
            key=key,
            name=call,
        )

    def digest(self, call: str, name: str) -> str:
        """Compute the SHA-256 of a call's sound, decrypting all of it; raises as `open`."""
        return _digest(self.open(call, name))

    def destroy_key(self, call: str) -> bool:
        """Destroy the key, with which the sound is gone for good; False if there was none.

        Raises:
            StoreFailed: the disk refuses; the key may still be there.
        """
        try:
            return self.ring.destroy(call)
        except OSError as exc:
            raise StoreFailed(name=call, why=exc.strerror or type(exc).__name__) from exc

    def destroy(self, call: str, name: str) -> bool:
        """Destroy the key, then the ciphertext; False if neither was there.

        Raises:
            StoreFailed: refused; it may be asked again.
        """
        had_key = self.destroy_key(call)
        return self.store.erase(name) or had_key

    def turn(self, progress: Callable[[int, int], None] = lambda done, of: None) -> int:
        """Turn the key ring; the sound is not touched. Raises as `KeyRing.turn`."""
        return self.ring.turn(progress)

    def names(self) -> Iterator[str]:
        """Name all that lies in the store; raises `StoreFailed`."""
        return self.store.names()


def _digest(opened: Opened) -> str:
    computed = hashlib.sha256()
    for part in opened.parts():
        computed.update(part)
    return computed.hexdigest()
