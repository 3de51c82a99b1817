"""What the client has heard once a report was submitted (SPR-II-3-4-オ)."""

from __future__ import annotations

from datetime import datetime

from metrics import content as contents
from metrics.period import Kind
from metrics.report_plan import Part
from storage import inquiry_sums
from storage.audit import Action, Actor, Trail
from storage.report_tables import Report
from storage.staff_tables import Staff

DAILY = frozenset({Kind.DAILY, Kind.COMPLAINT})
"""日次報告書: in one of them every complaint is to stand."""


async def close_duties(trail: Trail, report: Report, actor: Actor, at: datetime) -> None:
    """Close what was due for the complaints that stand in a submitted daily report."""
    content = contents.decode(report.content)
    parts = {each.part for each in content.sections}
    if Kind(report.kind) not in DAILY or Part.COMPLAINTS not in parts:
        return
    by = await trail.session.get(Staff, actor.who)  # an operator at the command line is none
    for each in await inquiry_sums.to_report(
        trail.session, content.first, content.last, until=content.noted_until
    ):
        each.reported_at, each.reported_by = at, None if by is None else by.id
        trail.session.add(each)
        await trail.note(at, actor, Action.COMPLAINT_REPORTED, each.record)
