"""How the personal content of a case is kept: sealed where asked for, found by keyed hashes.

The keyed hashes are the same either way, so that search, matching and "is it the same as before?"
have one code.
"""

from __future__ import annotations

from cases.blinds import Blinds
from cases.document import Document, decode, encode
from cases.errors import Unreadable
from storage import keys
from storage.seal import Seal

_PLAIN, _SEALED = b"\x00", b"\x01"
"""The first byte says how the rest is kept, so that both can stand in one table."""


class Vault(Blinds):
    """The keys of one instance's applications."""

    def __init__(self, key: bytes, *, encrypted: bool) -> None:
        super().__init__(keys.derive(key, "cases/hash"))
        self._seal = Seal(key, "cases")
        self._encrypted = encrypted

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

    def open_document(self, kept: bytes, seq: int) -> Document:
        """Read a case's document; raises as `open`."""
        return decode(self.open_bytes(kept, row=f"case:{seq}"))
