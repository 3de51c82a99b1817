"""The ring of keys that wrap data keys, and the wrapped data keys, one small file each.

Every recording has a data key of its own. It lies wrapped (AES key wrap, RFC 3394) by the ring's
newest key in a file beside the instance's key, never in the database: a database keeps copies in
pages, journals and replicas, so that a key once in it cannot be destroyed for certain. Turning the
ring wraps the data keys anew and touches nothing that they encrypt. Standard library and
`cryptography` only; blocks while it works.
"""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Callable, Iterator
from pathlib import Path

from cryptography.hazmat.primitives.keywrap import (
    InvalidUnwrap,
    aes_key_unwrap,
    aes_key_wrap,
)

from storage.erasing import overwrite
from storage.errors import DataKeyGone, DataKeyUnusable, KeyUnusable
from storage.keys import KEY_BYTES, derive, instance_key

_NAME = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9_.~-]*")
_RING = re.compile(r"[0-9]{4,}\.key")
PURPOSE = "recordings/data-keys"
WRAPPED_BYTES = KEY_BYTES + 8


class KeyRing:
    """The keys of one instance's recordings; `folder` is the home's folder of keys."""

    def __init__(self, folder: Path) -> None:
        self._ring = folder / "ring"
        self._wrapped = folder / "recordings"

    def new(self, name: str) -> bytes:
        """Make the data key of this name and keep it; raises as `keep`."""
        key = secrets.token_bytes(KEY_BYTES)
        self.keep(name, key)
        return key

    def keep(self, name: str, key: bytes) -> None:
        """Keep a data key wrapped under this name; one that was there is replaced.

        Raises:
            KeyUnusable: the ring's own key cannot be read or made.
            OSError: the disk does not take it.
        """
        self._write(name, key, self._current())

    def key(self, name: str) -> bytes:
        """Give a data key.

        Raises:
            DataKeyGone: there is none: it was destroyed, or never made.
            DataKeyUnusable: it was wrapped by a key that is not in the ring, or was altered.
            KeyUnusable: a key of the ring cannot be read.
        """
        path = self._path(name)
        try:
            number, _, wrapped = path.read_bytes().partition(b":")
        except FileNotFoundError as exc:
            raise DataKeyGone(name=name) from exc
        ring_key = self._ring / f"{number.decode('ascii', 'replace')}.key"
        if not _RING.fullmatch(ring_key.name) or not ring_key.exists():
            raise DataKeyUnusable(name=name, why="the key that wraps it is not in the ring")
        try:
            return aes_key_unwrap(derive(instance_key(ring_key), PURPOSE), wrapped)
        except (InvalidUnwrap, ValueError) as exc:
            raise DataKeyUnusable(name=name, why="wrong key, or altered") from exc

    def has(self, name: str) -> bool:
        """Tell whether there is a data key of this name."""
        return self._path(name).exists()

    def destroy(self, name: str) -> bool:
        """Destroy a data key: overwritten, then removed; False if there was none.

        Raises:
            OSError: the disk refuses; the key may still be there.
        """
        return overwrite(self._path(name))

    def turn(self, progress: Callable[[int, int], None] = lambda done, of: None) -> int:
        """Wrap every data key by a fresh key and destroy the ring's old ones; gives how many.

        Whatever ends it in the midst, each data key stays readable, and the next turn finishes.

        Raises:
            DataKeyUnusable: one of them cannot be unwrapped; the old keys stay.
            KeyUnusable, OSError: the disk refuses; the old keys stay.
        """
        old = self._numbers()
        fresh = f"{int(old[-1]) + 1:04d}" if old else "0001"
        instance_key(self._ring / f"{fresh}.key")
        names = sorted(self.names())
        for done, name in enumerate(names, start=1):
            self._write(name, self.key(name), fresh)
            progress(done, len(names))
        for number in old:
            overwrite(self._ring / f"{number}.key")
        return len(names)

    def names(self) -> Iterator[str]:
        """Name every data key."""
        if self._wrapped.is_dir():
            for shard in self._wrapped.iterdir():
                yield from (each.stem for each in shard.glob("*.dk"))

    def _numbers(self) -> list[str]:
        if not self._ring.is_dir():
            return []
        found = (each for each in self._ring.iterdir() if _RING.fullmatch(each.name))
        return sorted((each.stem for each in found), key=int)

    def _current(self) -> str:
        numbers = self._numbers() or ["0001"]
        instance_key(self._ring / f"{numbers[-1]}.key")
        return numbers[-1]

    def _path(self, name: str) -> Path:
        if not _NAME.fullmatch(name):
            raise DataKeyGone(name=name)
        return self._wrapped / _shard(name) / f"{name}.dk"

    def _write(self, name: str, key: bytes, number: str) -> None:
        wrapping = derive(instance_key(self._ring / f"{number}.key"), PURPOSE)
        path = self._path(name)
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        draft = path.with_name(f".{path.name}.{secrets.token_hex(6)}")
        try:
            with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                file.write(number.encode() + b":" + aes_key_wrap(wrapping, key))
                file.flush()
                os.fsync(file.fileno())
            draft.replace(path)
        except FileNotFoundError as exc:
            raise KeyUnusable(path=path, why="the folder of keys is gone") from exc
        finally:
            draft.unlink(missing_ok=True)


def _shard(name: str) -> str:
    """Spread the files over folders: 256 of them, by the name's bytes."""
    return f"{sum(name.encode()) % 256:02x}"
