"""What boards show as open at the desk, on both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import time

import pytest

from callcenter.commands import CloseCall
from callcenter.ending import PARTLY_RECORDED, RECORDING_REFUSED, UNRECORDED
from callcenter.record import Record
from desk.desk import Desk
from desk.duties import duties
from storage.projection import Applied, Projection
from tests.integration.desk.conftest import MORNING
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
