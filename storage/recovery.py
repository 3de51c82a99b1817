"""The recovery key: what opens the copy of an instance's keys when the machine is gone.

Its public half lies in the home, so that the copy can be made unattended; its private half stands
on paper alone. A copy is sealed for the public half (X25519 with a fresh key, HKDF-SHA256,
AES-256-GCM), so that whoever finds it on a disk has nothing.
"""

from __future__ import annotations

import base64
import binascii
import hashlib

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from storage.errors import RecoveryKeyWrong
from storage.keys import KEY_BYTES, derive

MAGIC = b"MDGKEY1\n"
_CHECK = 3
"""Bytes that tell a mistyped key from another one; 35 bytes are 56 letters."""
_GROUP = 4
_NONCE = bytes(12)
"""A sealing has a key of its own."""
_PURPOSE = "recovery"


def new_recovery_key() -> tuple[str, bytes]:
    """Make a key; gives its private half as people write it, and its public half."""
    private = X25519PrivateKey.generate()
    raw = private.private_bytes_raw()
    letters = base64.b32encode(raw + _check(raw)).decode()
    groups = (letters[at : at + _GROUP] for at in range(0, len(letters), _GROUP))
    return "-".join(groups), private.public_key().public_bytes_raw()


def seal_for(public: bytes, plain: bytes) -> bytes:
    """Seal for who has the private half of this public one.

    Raises:
        RecoveryKeyWrong: it is no public half.
    """
    try:
        to = X25519PublicKey.from_public_bytes(public)
    except ValueError as exc:
        raise RecoveryKeyWrong(why="the file of the recovery key's public half is broken") from exc
    once = X25519PrivateKey.generate()
    ours = once.public_key().public_bytes_raw()
    return MAGIC + ours + _cipher(once.exchange(to), ours).encrypt(_NONCE, plain, MAGIC)


def open_with(written: str, sealed: bytes) -> bytes:
    """Open what was sealed, with the private half as a person wrote it.

    Raises:
        RecoveryKeyWrong: it is mistyped, or not the one, or what was sealed is not what it was.
    """
    private = X25519PrivateKey.from_private_bytes(_read(written))
    theirs = sealed[len(MAGIC) : len(MAGIC) + KEY_BYTES]
    if not sealed.startswith(MAGIC) or len(theirs) != KEY_BYTES:
        raise RecoveryKeyWrong(why="this is no copy of an instance's keys")
    shared = private.exchange(X25519PublicKey.from_public_bytes(theirs))
    try:
        return _cipher(shared, theirs).decrypt(_NONCE, sealed[len(MAGIC) + KEY_BYTES :], MAGIC)
    except InvalidTag as exc:
        why = "the recovery key does not open this copy: it is another one's, or the copy is broken"
        raise RecoveryKeyWrong(why=why) from exc


def _read(written: str) -> bytes:
    try:
        raw = base64.b32decode("".join(written.upper().replace("-", " ").split()))
    except (binascii.Error, ValueError) as exc:
        raise RecoveryKeyWrong(why="the recovery key is mistyped: 14 groups of 4") from exc
    key, check = raw[:KEY_BYTES], raw[KEY_BYTES:]
    if len(key) != KEY_BYTES or _check(key) != check:
        raise RecoveryKeyWrong(why="the recovery key is mistyped: a letter is wrong or missing")
    return key


def _check(key: bytes) -> bytes:
    return hashlib.sha256(key).digest()[:_CHECK]


def _cipher(shared: bytes, ours: bytes) -> AESGCM:
    return AESGCM(derive(shared + ours, _PURPOSE))
