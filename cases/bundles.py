"""Copies of what many cases say, for who looks at a whole city: `columns`, sealed and kept.

A document is opened and decoded by itself, which takes most of the time of a run over 148,000.

The rules of this file:
1. The documents are the truth. Beside each case stands the digest of the document that was copied;
   where it is not the digest that the case has now, the copy is not used and the document is read.
2. A copy is kept in the transaction that stores its documents, or in one that had to read them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import msgspec
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from cases.blinds import HASH_BYTES
from cases.columns import Told, Wanted, columns_of, told_in
from cases.store import Shelf
from storage.bulk import is_among
from storage.case_tables import CaseBundle, CaseDocument

_AT_ONCE = 5_000
"""So many documents are read at once where there is no copy."""


class _Bundle(msgspec.Struct, array_like=True):
    """What is sealed."""

    cases: list[int]
    """In the order of the columns; 0 stands where a document was not stored."""
    digests: bytes
    columns: bytes


_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(_Bundle).decode


def keep(
    session: AsyncSession,
    shelf: Shelf,
    cases: Sequence[int],
    digests: Iterable[bytes],
    columns: bytes,
) -> None:
    """Keep a copy in the transaction of the session; 0 for a document that was not stored."""
    stored = [each for each in cases if each]
    if not stored:
        return
    first, last = min(stored), max(stored)
    content = _encode(_Bundle(list(cases), b"".join(digests), columns))
    kept = shelf.vault.close_bytes(content, row=_row(first, last))
    session.add(CaseBundle(first=first, last=last, content=kept))


class Reader:
    """Reads what cases say, in the transaction of a session."""

    def __init__(self, session: AsyncSession, shelf: Shelf, wanted: Wanted) -> None:
        self._session = session
        self._shelf = shelf
        self._wanted = wanted
        self._is_copied = wanted.stand_in(shelf.schema)
        self._uncopied = list[tuple[list[int], list[bytes], bytes]]()

    async def read(self, cases: Mapping[int, bytes]) -> dict[int, Told]:
        """Give what cases say, which are named with the digests that they have now.

        Raises:
            Unreadable: a case was sealed with another key.
        """
        found = dict[int, Told]()
        for id_ in await self._bundles(cases):  # one by one: a city's would fill the memory
            found.update(await self._copied(id_, cases))
        missing = [each for each in cases if each not in found]
        for at in range(0, len(missing), _AT_ONCE):
            found.update(await self._documents(missing[at : at + _AT_ONCE], cases))
        return found

    def keep_copies(self) -> None:
        """Copy what had to be read from documents, so that it is there the next time."""
        for cases, digests, columns in self._uncopied:
            keep(self._session, self._shelf, cases, digests, columns)
        self._uncopied.clear()

    async def _bundles(self, cases: Mapping[int, bytes]) -> Sequence[int | None]:
        if not cases or not self._is_copied:
            return ()
        overlap = col(CaseBundle.first) <= max(cases), col(CaseBundle.last) >= min(cases)
        asked = select(CaseBundle.id).where(*overlap).order_by(col(CaseBundle.id))
        return (await self._session.exec(asked)).all()

    async def _copied(self, id_: int | None, cases: Mapping[int, bytes]) -> dict[int, Told]:
        asked = select(CaseBundle.first, CaseBundle.last, CaseBundle.content)
        rows = await self._session.exec(asked.where(col(CaseBundle.id) == id_))
        first, last, kept = rows.one()
        bundle = _decode(self._shelf.vault.open_bytes(kept, row=_row(first, last)))
        told = told_in(bundle.columns, self._wanted)
        if told is None:
            return {}
        digests = bundle.digests
        then = [digests[at : at + HASH_BYTES] for at in range(0, len(digests), HASH_BYTES)]
        now = map(cases.get, bundle.cases)
        each_case = zip(bundle.cases, then, now, told, strict=True)
        return {case: said for case, was, is_, said in each_case if was == is_}

    async def _documents(
        self, missing: Sequence[int], cases: Mapping[int, bytes]
    ) -> dict[int, Told]:
        wanted = await is_among(self._session, col(CaseDocument.seq), missing)
        asked = select(CaseDocument.seq, CaseDocument.document).where(wanted)
        rows = await self._session.exec(asked)
        documents = {seq: self._shelf.vault.open_document(kept, seq) for seq, kept in rows}
        if self._is_copied:
            columns = columns_of(self._shelf.schema, list(documents.values()))
            self._uncopied.append((list(documents), [cases[each] for each in documents], columns))
        return {seq: self._wanted.of(document) for seq, document in documents.items()}


def _row(first: int, last: int) -> str:
    return f"bundle:{first}:{last}"
