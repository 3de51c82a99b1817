"""How the personal content of a case is kept: sealed where asked for, found by keyed hashes.

The keyed hashes are the same either way, so that search, matching and "is it the same as before?"
have one code. A hash says which values are equal, to nobody who lacks the key.
"""

from __future__ import annotations

import hmac
from functools import lru_cache

from cases.document import Document, decode, encode
from cases.errors import Unreadable
from storage import keys
from storage.seal import Seal

_PLAIN, _SEALED = b"\x00", b"\x01"
"""The first byte says how the rest is kept, so that both can stand in one table."""

HASH_BYTES = 16
TOKEN_BYTES = 8


class Vault:
    """The keys of one instance's applications."""

    def __init__(self, key: bytes, *, encrypted: bool) -> None:
        self._seal = Seal(key, "cases")
        self._encrypted = encrypted
        # Its key is taken in once: a fresh one costs more than what is hashed.
        self._hash = hmac.new(keys.derive(key, "cases/hash"), digestmod="sha256")
        self.token = lru_cache(maxsize=1 << 18)(self._token)
        """Give the keyed token of two letters of a kind of text."""

    def close(self, text: str, *, row: str) -> bytes:
        """Keep a text for the row of this name."""
        return self.close_bytes(text.encode(), row=row)

    def open(self, kept: bytes, *, row: str) -> str:
        """Read a text back.

        Raises:
            Unreadable: it was sealed with another key, for another row, or is damaged.
        """
        return self.open_bytes(kept, row=row).decode()

    def close_bytes(self, content: bytes, *, row: str) -> bytes:
        """Keep bytes for the row of this name."""
        if not self._encrypted:
            return _PLAIN + content
        return _SEALED + self._seal.close_bytes(content, row=row)

    def open_bytes(self, kept: bytes, *, row: str) -> bytes:
        """Read bytes back; raises as `open`."""
        if kept[:1] == _PLAIN:
            return kept[1:]
        content = self._seal.open_bytes(kept[1:], row=row)
        if content is None:
            raise Unreadable(row=row)
        return content

    def close_document(self, document: Document, seq: int) -> tuple[bytes, bytes]:
        """Keep a case's document; gives it and its digest."""
        plain = encode(document)
        return self.close_bytes(plain, row=f"case:{seq}"), self.hash("document", plain)

    def digest(self, document: Document) -> bytes:
        """Give a document's digest: the same content gives the same one."""
        return self.hash("document", encode(document))

    def open_document(self, kept: bytes, seq: int) -> Document:
        """Read a case's document; raises as `open`."""
        return decode(self.open_bytes(kept, row=f"case:{seq}"))

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

    def person_key(self, kana: str, birth: str) -> bytes:
        """Give the key of a person: folded kana, and the birth date in ISO form."""
        return self.hash("person", f"{kana}/{birth}".encode())

    def _token(self, gram: str) -> bytes:
        return self.hash("gram", gram.encode())[:TOKEN_BYTES]
