"""What boards show as open at the desk, on both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest

from callcenter.campaign import OpenDay
from callcenter.commands import CloseCall
from callcenter.ending import PARTLY_RECORDED, RECORDING_REFUSED, UNRECORDED
from callcenter.record import Record
from desk.desk import Desk
from desk.duties import duties
from desk.rules import AlarmRules, Rules
from storage.case_tables import CaseImport
from storage.engine import transaction
from storage.projection import Applied, Projection
from tests.integration.desk.conftest import MORNING, Clock
from tests.integration.desk.test_promises import HOUR_S
from tests.integration.desk.test_promises import desk as desk
from tests.integration.storage.story import Story

pytestmark = pytest.mark.integration

NO_SOUND = {"never": UNRECORDED, "refused": f"transferred {RECORDING_REFUSED}"}
HALF = {"one_side": UNRECORDED, "broke_off": f"interrupted {PARTLY_RECORDED}"}
"""Their rows have the other side, or what was written until then."""


async def test_an_answered_call_that_lacks_a_side_counts_unless_that_was_agreed(
    desk: Desk, projection: Projection
) -> None:
    story = Story(MORNING)
    story.wait(1)
    for call in ("recorded", *NO_SOUND, *HALF):
        story.whole_call(call)
    applied = await projection.apply([without_sound(each) for each in story.records])
    assert isinstance(applied, Applied)
    counted = [
        (await duties(desk, report_by=time(18), is_recorded=each)).lost_recordings
        for each in (True, False)
    ]
    assert counted == [("broke_off", "never", "one_side"), ()]


async def test_only_a_file_that_was_imported_whole_today_is_todays(
    desk: Desk, clock: Clock
) -> None:
    desk = replace(desk, rules=Rules(alarms=AlarmRules(imports=(time(11), time(16)))))
    days = [OpenDay(date(2026, 2, day), time(9), time(18)) for day in (2, 15)]

    async def by() -> str:
        found = await duties(desk, report_by=time(18), is_recorded=False, open_days=days)
        late = found.not_imported
        return f"{late.by:%H:%M}" if late else ""

    assert await by() == ""
    clock.passes(HOUR_S)
    assert await by() == "11:00"
    other = {"kind": "push"}, {"state": "running"}, {"day": date(2026, 2, 1)}
    async with transaction(desk.engine) as session:
        session.add_all(an_import(clock.now, **each) for each in other)
    assert await by() == "11:00"
    async with transaction(desk.engine) as session:
        session.add(an_import(clock.now))
    assert await by() == ""
    clock.passes(24 * HOUR_S)
    assert await by() == "11:00"
    for idle in (7, 11, 16):  # a Saturday, a holiday, the day after the operation
        clock.now = MORNING + timedelta(days=idle - 2, hours=8)
        assert await by() == ""


def an_import(at: datetime, **other: Any) -> CaseImport:
    told: dict[str, Any] = {"kind": "online", "state": "done", "day": date(2026, 2, 2)}
    told |= {"file_name": "a.csv", "sha256": "", "size": 1, "encoding": "utf-8", "form": ""}
    return CaseImport(at=at, by="op1", **told | other)


def without_sound(record: Record) -> Record:
    """The same, but neither leg's recording began where a call's end says why."""
    commands = tuple(
        _without(each) if isinstance(each, CloseCall) else each for each in record.commands
    )
    return replace(record, commands=commands)


def _without(closed: CloseCall) -> CloseCall:
    if closed.call in HALF:
        return replace(closed, seat_recording=None, detail=HALF[closed.call])
    if closed.call in NO_SOUND:
        return replace(
            closed, caller_recording=None, seat_recording=None, detail=NO_SOUND[closed.call]
        )
    return closed
