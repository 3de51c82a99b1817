"""Looks every ten minutes whether all sound is where its row says, and mends what is not.

What was left behind by a death (of the office, the controller or Asterisk) is delivered again by
the keeper; what nobody can mend is told until it is gone.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from recordings import spool
from recordings.delivery import Closed, Places, remove
from recordings.findings import (
    Finding,
    Found,
    Leftover,
    Missing,
    Needless,
    Undelivered,
    Unlinked,
    call_of,
)
from recordings.findings import findings as compare
from recordings.keeper import Keeper
from recordings.stores import SUFFIX
from storage.erasing import overwrite
from storage.errors import DatabaseUnavailable
from storage.sound import SoundRow

logger = logging.getLogger(__name__)

AskRows = Callable[[date, Collection[str]], Awaitable[Mapping[str, SoundRow]]]
"""Gives the calls with sound since a business date, and these calls; may raise
`DatabaseUnavailable`."""

EVERY_S = 600.0
AGAIN_S = 15.0
"""Pause after a round that the database or the disk held up."""
DAYS = timedelta(days=8)
"""So far back kept files are looked for."""


class Audit:
    """The rounds of one office."""

    def __init__(
        self,
        keeper: Keeper,
        places: Places,
        *,
        ask: AskRows,
        zone: ZoneInfo,
        clock: Callable[[], datetime],
        asterisk_since: Callable[[], float | None],
    ) -> None:
        """Make an audit; places, zone, clock and `asterisk_since` as the keeper has them."""
        self.trouble = ""
        """What cannot be mended; empty if everything is in its place."""
        self._keeper = keeper
        self._places = places
        self._ask = ask
        self._zone = zone
        self._clock = clock
        self._asterisk_since = asterisk_since
        self._tried: frozenset[str] = frozenset()
        self._told: frozenset[str] = frozenset()

    async def run(self) -> None:
        """Go round, for ever."""
        while True:
            try:
                await self.go_round()
            except (DatabaseUnavailable, OSError) as exc:
                logger.warning(
                    "recordings cannot be audited now",
                    extra={"action": "audit_waits", "why": str(exc)},
                )
                await asyncio.sleep(AGAIN_S)
            else:
                await asyncio.sleep(EVERY_S)

    async def go_round(self) -> None:
        """Look at everything once, mend what can be mended, and tell of the rest.

        Raises:
            DatabaseUnavailable: the rows cannot be asked now.
            OSError: the disk does not tell now.
        """
        found = await self._found()
        all_findings = compare(found, self._keeper.is_at_work)
        troubles: dict[str, str] = {}
        undelivered = set()
        for finding in all_findings:
            match finding:
                case Undelivered(row=row):
                    undelivered.add(row.call)
                    self._keeper.take_again(_closed(row))
                    if row.call in self._tried:
                        troubles[row.call] = "not deliverable"
                case Needless(name=name):
                    await asyncio.to_thread(remove, self._places.spool / f"{name}.wav")
                case Unlinked(name=name):
                    troubles[name] = "of no call"
                case Leftover(path=path):
                    await asyncio.to_thread(overwrite, self._places.kept.parent / path)
                case Missing(call=call):
                    troubles[call] = "missing"
        self._tried = frozenset(undelivered)
        self._tell(troubles, all_findings)

    async def _found(self) -> Found:
        now = self._clock()
        since = now.astimezone(self._zone).date() - DAYS
        # Files first: a row that is made meanwhile does no harm, a file that is would look lost.
        raw = await asyncio.to_thread(spool.look_at_all, self._places.spool)
        kept = await asyncio.to_thread(_kept_files, self._places.kept, since)
        calls = {each.call for each in raw if each.call} | {call_of(path) for path in kept}
        return Found(
            raw=raw,
            kept=kept,
            rows=await self._ask(since, calls),
            asterisk_since=self._asterisk_since(),
            machine_now=now.timestamp() - self._places.clock_ahead_s,
            now=now,
        )

    def _tell(self, troubles: Mapping[str, str], all_findings: Iterable[Finding]) -> None:
        for name, what in troubles.items():
            if name not in self._told:
                extra = {"action": "audit", "sound": name}
                logger.error("sound is not in its place: %s is %s", name, what, extra=extra)
        self._told = frozenset(troubles)
        kinds = sorted(set(troubles.values()))
        counts = (f"{sum(each == kind for each in troubles.values())} {kind}" for kind in kinds)
        self.trouble = "; ".join(counts)
        mended = sum(isinstance(each, Undelivered | Needless | Leftover) for each in all_findings)
        if mended:
            logger.info("recordings were mended", extra={"action": "audit_mended", "count": mended})


def _kept_files(folder: Path, since: date) -> dict[str, float]:
    """List the kept files from a business date on: path relative to the home, and its date."""
    kept = {}
    for day in sorted(folder.iterdir()) if folder.is_dir() else ():
        if not day.is_dir() or day.name < since.isoformat():
            continue
        for path in day.iterdir():
            if path.suffix in (".wav", SUFFIX) and not path.name.startswith("."):
                kept[str(path.relative_to(folder.parent))] = path.stat().st_mtime
    return kept


def _closed(row: SoundRow) -> Closed:
    assert row.ended_at is not None, "a call in progress is no finding"
    # Who took the talk over later had not begun with it.
    first = (row.caller_part, next(iter((*row.earlier_seat_parts, row.seat_part)), None))
    return Closed(
        call=row.call,
        business_date=row.business_date,
        joined_at=row.joined_at,
        ended_at=row.left_at or row.ended_at,
        caller_part=row.caller_part,
        seat_part=row.seat_part,
        earlier_seat_parts=row.earlier_seat_parts,
        earlier_left_at=row.earlier_left_at,
        due_from=dict.fromkeys(filter(None, first), row.begun_at) if row.begun_at else {},
    )
