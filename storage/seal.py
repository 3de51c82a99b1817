"""How one personal value is encrypted, and found again without being readable.

AES-256-GCM with a fresh nonce a value, bound to the id of its row, so that no ciphertext can be
moved to another row. The blind index is a keyed hash: equal values meet, and without the key
nobody can try numbers against it. Standard library and `cryptography` only.
"""

from __future__ import annotations

import hmac
import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from storage import keys

NONCE_BYTES = 12
BLIND_BYTES = 16


class Seal:
    """The keys of one store, by its name."""

    def __init__(self, key: bytes, store: str) -> None:
        self._cipher = AESGCM(keys.derive(key, f"{store}/value"))
        self._index = keys.derive(key, f"{store}/index")
        self.check = hmac.digest(keys.derive(key, f"{store}/check"), b"check", "sha256")
        """Stored beside the values, it tells a wrong key before anything is read or written."""

    def blind(self, value: str) -> bytes:
        """Give the value's blind index."""
        return hmac.digest(self._index, value.encode(), "sha256")[:BLIND_BYTES]

    def close(self, value: str, *, row: str) -> bytes:
        """Encrypt a value for the row of this id."""
        return self.close_bytes(value.encode(), row=row)

    def close_bytes(self, value: bytes, *, row: str) -> bytes:
        """Encrypt bytes for the row of this id."""
        nonce = secrets.token_bytes(NONCE_BYTES)
        return nonce + self._cipher.encrypt(nonce, value, row.encode())

    def open(self, sealed: bytes, *, row: str) -> str | None:
        """Decrypt the value of the row of this id; None if it is not what was written there."""
        try:
            value = self.open_bytes(sealed, row=row)
            return None if value is None else value.decode()
        except ValueError:
            return None

    def open_bytes(self, sealed: bytes, *, row: str) -> bytes | None:
        """Decrypt the bytes of the row of this id; None if they are not what was written there."""
        nonce, secret = sealed[:NONCE_BYTES], sealed[NONCE_BYTES:]
        try:
            return self._cipher.decrypt(nonce, secret, row.encode())
        except (InvalidTag, ValueError):
            return None
