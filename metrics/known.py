"""The sums of some days as they were known at a cut: what every figure of a report is read from."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel.ext.asyncio.session import AsyncSession

from storage import late_calls, tallies
from storage.rollups import Filed, digests
from storage.tallies import Cut, SlotSum


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """Sums that no definition is needed for."""

    first: date
    last: date
    cut: Cut | None
    slots: Sequence[SlotSum]
    callers: Mapping[date, Mapping[int, int]]
    digests: Mapping[tuple[date, int], int]
    late: Sequence[Filed]
    """Calls that ended after the cut; the rows of sums have them."""

    @property
    def calls(self) -> int:
        """Count all calls."""
        return sum(each.calls for each in self.slots)

    @property
    def digest(self) -> str:
        """Name the list of calls."""
        return digest_of(self.digests)


async def known(session: AsyncSession, first: date, last: date, cut: Cut | None = None) -> Known:
    """Read the sums of the days from `first` to `last`, in a transaction that sees one instant."""
    late: Sequence[Filed] = ()
    if cut is not None:
        late = await tallies.ended_after(session, first, last, cut.calls)
    sets = await tallies.caller_sets(session, first, last)
    return Known(
        first=first,
        last=last,
        cut=cut,
        slots=late_calls.without(await tallies.slot_sums(session, first, last), late),
        callers=await late_calls.callers_without(session, sets, late) if late else sets,
        digests=late_calls.digests_without(await tallies.digest_sums(session, first, last), late),
        late=late,
    )


def digest_of(sums: Mapping[tuple[date, int], int]) -> str:
    """Name a list of calls by the sums of their hashes: SHA-256, in hexadecimal."""
    lines = (f"{day} {word} {total}\n" for (day, word), total in sorted(sums.items()) if total)
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def digest_of_every(calls: Sequence[Filed]) -> str:
    """Name a list of calls, every one of them read."""
    sums = digests((1, each) for each in calls)
    return digest_of({(each["business_date"], each["word"]): each["sum"] for each in sums})
