"""What a seat wants of its talk, as requests: hold, and picking up again after a reload."""

from __future__ import annotations

import pytest

from callcenter import commands
from telephony.errors import AriGone
from telephony.executor import Executor
from tests.unit.telephony.scripted import (
    LEASED,
    ScriptedAri,
    refusal,
    ring,
)

pytestmark = pytest.mark.unit


async def test_a_page_that_has_talked_to_the_caller_is_told_to_pick_up(
    executor: Executor, ari: ScriptedAri
) -> None:
    await executor.do("c", (ring(resumes=True),))
    header = {"PJSIP_HEADER(add,X-Madoguchi-Resume)": "yes"}
    assert ari.bodies[0]["variables"] == LEASED | header


async def test_a_held_caller_hears_music_and_the_seats_recording_silence(
    executor: Executor, ari: ScriptedAri
) -> None:
    ari.refusals["POST /recordings/live/c~r2/mute"] = refusal(AriGone, 404)
    await executor.do("c", (commands.HoldCaller(call="c", recording="c~r2"),))
    await executor.do("c", (commands.ResumeCaller(call="c", recording="c~r2"),))
    await executor.do("c", (commands.HoldCaller(call="c", recording=None),))
    assert ari.sent == [
        "POST /channels/c/moh",
        "POST /recordings/live/c~r2/mute",
        "POST /recordings/live/c~r2/mute",
        "DELETE /channels/c/moh",
        "DELETE /recordings/live/c~r2/mute",
        "POST /channels/c/moh",
    ]
