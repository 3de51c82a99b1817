"""The office's care for reports: drafts frozen when their period is over, what is late told."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from datetime import timedelta

from metrics.report_dues import standings, to_freeze
from metrics.reporting import Refused, Reporting
from metrics.row_signs import count_rows
from metrics.vital import ReportSigns, RowSigns
from storage.audit import Actor
from storage.errors import DatabaseUnavailable

log = logging.getLogger(__name__)

LOOK_S = 60.0
SYSTEM = Actor(who="system", origin="system")
PAST, AHEAD = timedelta(days=60), timedelta(days=1)


async def keep_reports(
    reporting: Reporting, tell: Callable[[ReportSigns | RowSigns], None]
) -> None:
    """Freeze what is over, tell what is late or near, and count rows, for ever."""
    told: set[str] = set()
    while True:
        try:
            await look(reporting, tell, told)
            tell(await count_rows(reporting.engine))
        except DatabaseUnavailable:
            log.warning("reports wait for the database", extra={"action": "reports_wait"})
        await asyncio.sleep(LOOK_S)


async def look(reporting: Reporting, tell: Callable[[ReportSigns], None], told: set[str]) -> None:
    """Look once; `told` are the reports whose lateness stands in the log already."""
    for kind, period in await to_freeze(reporting):
        done = await reporting.freeze(kind, period, SYSTEM)
        if not isinstance(done, Refused):
            log.info("a report was frozen", extra={"action": "report_frozen", "report": done.id})
    today = reporting.today
    found = await standings(reporting, since=today - PAST, until=today + AHEAD)
    late = [each for each in found if each.is_late]
    near = [each for each in found if each.is_near]
    tell(ReportSigns(late=len(late), near=len(near)))
    for each in (*late, *near):
        mark = f"{each.due.report} {each.is_late}"
        if mark not in told:
            told.add(mark)
            action = "report_late" if each.is_late else "report_near"
            extra = {"action": action, "report": each.due.report, "due": each.due.at.isoformat()}
            log.warning("a report is to be handed in", extra=extra)
