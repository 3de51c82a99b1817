"""One piece of the search index: for each pair of letters the cases that were added together.

A pair's list is one row, so that 168,000 cases make thousands of rows and not millions. Later
pieces add to earlier ones; what a search finds is looked at in the cases themselves, so a list that
names a case too many costs a look and nothing else.
"""

from __future__ import annotations

import sys
from array import array
from collections import defaultdict
from collections.abc import Iterable, Mapping

from sqlalchemy import delete, func, update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from cases.vault import Vault
from storage.bulk import insert_columns
from storage.case_tables import CaseGram, CaseNumber

MOST_SEGMENTS = 48
"""With more, a search reads too many rows: they are merged into one."""


class Segment:
    """Cases that are about to be written, by their pairs."""

    def __init__(self) -> None:
        self._cases: defaultdict[str, array[int]] = defaultdict(lambda: array("I"))

    def add(self, seq: int, grams: Iterable[str]) -> None:
        """Note a case."""
        cases = self._cases
        for gram in grams:
            cases[gram].append(seq)

    def add_many(self, letters: Mapping[str, array[int]], seqs: Mapping[int, int]) -> None:
        """Note the cases of a batch: `letters` has places in it, `seqs` the cases of some."""
        if not seqs:
            return
        cases, numbers = self._cases, [0] * (1 + max(seqs))
        for at, seq in seqs.items():
            numbers[at] = seq
        whole = len(seqs) == len(numbers)
        for gram, places in letters.items():
            if whole and places[-1] < len(numbers):
                cases[gram].extend(map(numbers.__getitem__, places))
            else:
                cases[gram].extend([seqs[at] for at in places if at in seqs])

    async def save(self, session: AsyncSession, vault: Vault) -> None:
        """Write the piece in the transaction that writes its cases; the caller holds the lock."""
        if not self._cases:
            return
        number = await _next_number(session)
        found = [(vault.token(gram), packed(cases)) for gram, cases in self._cases.items() if cases]
        await _insert(session, number, found)


async def tidy(session: AsyncSession) -> bool:
    """Merge the pieces into one if there are too many; tells whether it did."""
    count = await session.exec(select(func.count(func.distinct(col(CaseGram.segment)))))
    if count.one() <= MOST_SEGMENTS:
        return False
    merged: dict[bytes, array[int]] = {}
    ordered = select(CaseGram.token, CaseGram.cases).order_by(col(CaseGram.segment))
    for token, cases in await session.exec(ordered):
        merged.setdefault(token, array("I")).extend(unpacked(cases))
    await session.exec(delete(CaseGram))
    number = await _next_number(session)
    found = [(token, packed(array("I", sorted(set(cases))))) for token, cases in merged.items()]
    await _insert(session, number, found)
    return True


async def _insert(session: AsyncSession, number: int, found: Iterable[tuple[bytes, bytes]]) -> None:
    ordered = sorted(found)
    columns = {"token": [each for each, _ in ordered], "cases": [each for _, each in ordered]}
    await insert_columns(session, CaseGram, columns, same={"segment": number})


def packed(cases: array[int]) -> bytes:
    """Write a list of cases: 32 bit each, little-endian."""
    if sys.byteorder == "big":
        cases = array("I", cases)
        cases.byteswap()
    return cases.tobytes()


def unpacked(cases: bytes) -> array[int]:
    """Read a list of cases."""
    found = array("I")
    found.frombytes(cases)
    if sys.byteorder == "big":
        found.byteswap()
    return found


async def _next_number(session: AsyncSession) -> int:
    row = col(CaseNumber.id) == 1
    await session.exec(update(CaseNumber).where(row).values(segment=CaseNumber.segment + 1))
    return (await session.exec(select(CaseNumber.segment).where(row))).one()
