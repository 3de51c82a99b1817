"""Keyed hashes: which values are equal, told to nobody who lacks the key.

They open nothing. A process that only judges rows is given this key and no other.
"""

from __future__ import annotations

import hmac
from functools import lru_cache

from cases.document import Document, encode

HASH_BYTES = 16
TOKEN_BYTES = 8


class Blinds:
    """Makes the keyed hashes of one instance's applications."""

    def __init__(self, key: bytes) -> None:
        self.hash_key = key
        # Its key is taken in once: a fresh one costs more than what is hashed.
        self._hash = hmac.new(key, digestmod="sha256")
        self.token = lru_cache(maxsize=1 << 18)(self._token)
        """Give the keyed token of two letters of a kind of text."""

    def digest(self, document: Document) -> bytes:
        """Give a document's digest: the same content gives the same one."""
        return self.hash("document", encode(document))

    def hash(self, kind: str, value: bytes) -> bytes:
        """Give the keyed hash of a value of a kind; equal values of one kind meet."""
        hashed = self._hash.copy()
        hashed.update(kind.encode() + b"\0" + value)
        return hashed.digest()[:HASH_BYTES]

    def phone_key(self, number: str) -> bytes:
        """Give the key of a telephone number in national digits."""
        return self.hash("phone", number.encode())

    def account_key(self, bank: str, branch: str, kind: str, number: str) -> bytes:
        """Give the key of an account."""
        return self.hash("account", "/".join((bank, branch, kind, number)).encode())

    def household_key(self, address: str) -> bytes:
        """Give the key of an address, its widths and blanks made even."""
        return self.hash("household", address.encode())

    def person_key(self, kana: str, birth: str) -> bytes:
        """Give the key of a person: folded kana, and the birth date in ISO form."""
        return self.hash("person", f"{kana}/{birth}".encode())

    def _token(self, gram: str) -> bytes:
        return self.hash("gram", gram.encode())[:TOKEN_BYTES]
