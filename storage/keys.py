"""The instance's key and the keys derived from it. Standard library and `cryptography` only.

One file of 32 random bytes, readable by its owner alone, made once and never overwritten. It is
used for nothing directly: each purpose has its own key (HKDF-SHA256, RFC 5869), so that one which
leaks says nothing about the others.
"""

from __future__ import annotations

import os
import secrets
import stat
from pathlib import Path

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from storage.errors import KeyUnusable

KEY_BYTES = 32


def instance_key(path: Path) -> bytes:
    """Read the instance's key; make it if there is none yet. Two makers at once get the same one.

    Raises:
        KeyUnusable: others may read the file, it is no 32 bytes long, or it cannot be made.
    """
    try:
        if not path.exists():
            _make(path)
        return _read(path)
    except OSError as exc:
        raise KeyUnusable(path=path, why=exc.strerror or type(exc).__name__) from exc


def derive(key: bytes, purpose: str) -> bytes:
    """Derive the 32-byte key of one purpose; the same purpose always gives the same key."""
    info = b"madoguchi/" + purpose.encode()
    return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=info).derive(key)


def name_of(key: bytes) -> str:
    """Give the instance a name (16 hex digits) that tells it from others and nothing of its key."""
    return derive(key, "name")[:8].hex()


def _read(path: Path) -> bytes:
    if path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise KeyUnusable(path=path, why="others may read it; chmod 600 it")
    key = path.read_bytes()
    if len(key) != KEY_BYTES:
        raise KeyUnusable(path=path, why=f"{len(key)} bytes long, not {KEY_BYTES}")
    return key


def _make(path: Path) -> None:
    """Write the whole key under another name, then link it: nobody ever reads half a key."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    try:
        with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(secrets.token_bytes(KEY_BYTES))
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(draft, path)
        except FileExistsError:
            return  # somebody else was first: theirs is the key
        _sync_folder(path.parent)
    finally:
        draft.unlink(missing_ok=True)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
