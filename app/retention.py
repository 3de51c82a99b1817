"""The office's care for what is kept: complaints held, refused calls erased, nights compared."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncEngine

from app.clock import Clock
from app.compared_days import AT_NIGHT, DAYS, ComparedDays, note_reconciled
from app.differing import Differing
from app.errors import HomeUnusable
from app.home import Home
from recordings.erasure import erase_refused
from recordings.errors import StoreFailed
from recordings.reconciliation import Difference, Kind, Reconciled, reconcile, summed
from recordings.rules import SoundRules
from recordings.vault import Vault
from storage import erasures
from storage.audit import trailed
from storage.engine import transaction
from storage.errors import DatabaseUnavailable

log = logging.getLogger(__name__)

EVERY_S = 30.0
NAMED = 400
"""So many more are named as not compared."""


@dataclass(slots=True)
class Retention:
    """One office's."""

    home: Home
    engine: AsyncEngine
    vault: Vault
    rules: SoundRules
    is_recorded: bool
    zone: ZoneInfo
    clock: Clock
    trouble: str = ""
    """What a person should look after; empty if all is well."""
    _news: asyncio.Event = field(default_factory=asyncio.Event)

    async def run(self) -> None:
        """Look after it, for ever."""
        while True:
            self._news.clear()
            try:
                await self.look()
            except DatabaseUnavailable:
                pass  # storage tells of it
            except (StoreFailed, OSError) as exc:
                self.trouble = str(exc)
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(EVERY_S):
                    await self._news.wait()

    def wake(self) -> None:
        """Say that something new is in the vault."""
        self._news.set()

    async def look(self) -> None:
        """Do what is due now.

        Raises:
            DatabaseUnavailable: the rows cannot be asked now.
            StoreFailed, OSError: the store or the disk refuses.
        """
        at = self.clock()
        await self._hold_complaints(at)
        waits = await self._refused(at)
        unknown = await self._restored(at)
        for day in await self._days_due(at):
            await self._compare(day, at)
            self._days.note(day)
        differs = "; ".join(
            f"{day}: "
            + ", ".join(f"{n} {kind}" for kind, n in Counter(k for k, _ in found).items())
            for day, found in sorted(Differing(self.home).read().items())
        )
        self.trouble = "; ".join(each for each in (waits, unknown, differs) if each)

    async def _hold_complaints(self, at: datetime) -> None:
        """Hold the sound of new complaints, and give it their class of periods."""
        async with transaction(self.engine) as session:
            if not await erasures.unheld_complaints(session):
                return
        async with trailed(self.engine) as trail:
            calls = await erasures.hold_complaints(trail, at=at)
            period = self.rules.period_of(is_complaint=True)
            for kept in await erasures.kept(trail.session, calls) if period else ():
                kept.retention = period.id if period else ""
                kept.erase_on = self.rules.erase_on(period, kept.business_date)
                trail.session.add(kept)

    async def _refused(self, at: datetime) -> str:
        async with transaction(self.engine) as session:
            closed = len(await erasures.closed(session))
            count = closed + len(await erasures.standing(session))
        if count and self.rules.consent is not None:
            await erase_refused(self.engine, self.vault, self.rules.consent, at=at)
            return ""
        return f"{count} of callers who refused wait for an approved erasure" if count else ""

    async def _days_due(self, at: datetime) -> list[date]:
        """Give the days that were not compared yet; at the first start, none."""
        local = at.astimezone(self.zone)
        last = local.date() - timedelta(days=1 if local.time() >= AT_NIGHT else 2)
        noted = await self._days.last()
        if noted is None:
            self._days.note(last)
            return []
        first = max(noted + timedelta(days=1), last - timedelta(days=DAYS - 1))
        await self._skip(max(noted + timedelta(days=1), first - timedelta(days=NAMED)), first, at)
        return [first + timedelta(days=n) for n in range((last - first).days + 1)]

    async def _skip(self, day: date, first: date, at: datetime) -> None:
        """Name the days that nobody compares by itself any more, up to the first that is."""
        if day >= first:
            return
        extra = {"action": "not_compared", "from": day.isoformat(), "before": first.isoformat()}
        log.error("days of calls and recordings were not compared", extra=extra)
        for n in range((first - day).days):
            skipped = day + timedelta(days=n)
            missed = Difference(Kind.NOT_COMPARED, skipped.isoformat())
            named = Reconciled(skipped, 0, 0, (missed,))
            await note_reconciled(self.engine, named, at=at)
            self._tell(named)
        self._days.note(first - timedelta(days=1))

    async def _compare(self, day: date, at: datetime) -> Reconciled:
        done = await reconcile(self.engine, self.vault, day, is_recorded=self.is_recorded)
        await note_reconciled(self.engine, done, at=at)
        self._tell(done)
        if done.differences:
            extra = {"action": "reconciled", "day": day.isoformat(), **summed(done.differences)}
            log.error("calls and recordings differ", extra=extra)
        return done

    async def _restored(self, at: datetime) -> str:
        """See that what differed is known, also after the disk lost it; tells if it is not."""
        try:
            await self._days.restore(lambda day: self._compare(day, at))
        except HomeUnusable as exc:
            return f"what differed cannot be read: {exc.why}"
        return ""

    def _tell(self, done: Reconciled) -> None:
        try:
            Differing(self.home).note(done)
        except HomeUnusable as exc:
            log.warning("a difference is not noted", extra={"action": "not_noted", "why": exc.why})

    @property
    def _days(self) -> ComparedDays:
        return ComparedDays(self.home, self.engine, self.zone)
