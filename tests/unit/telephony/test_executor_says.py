"""What is said in several sounds, a person's digits among them."""

from __future__ import annotations

from pathlib import Path

import pytest

from callcenter import commands
from callcenter.events import Event
from callcenter.guidance import Spelled
from telephony.command_jobs import CommandJobs
from telephony.executor import Executor
from telephony.leases import Leases
from tests.unit.telephony.scripted import AT, NUMBER, Book, ScriptedAri

pytestmark = pytest.mark.unit

SOUNDS = {**{each: f"d{each}" for each in "0123456789"}, "-": "no"}


async def sent(*burst: commands.Command) -> ScriptedAri:
    ari = ScriptedAri()
    reported: list[Event] = []
    executor = Executor(
        ari=ari,
        jobs=CommandJobs(app=ari.app, people=Book(), sounds=Path("/s"), clock=lambda: AT),
        leases=Leases(ari),
        report=reported.append,
        doubt=lambda: None,
    )
    await executor.do("c", burst)
    assert reported == []
    return ari


@pytest.mark.parametrize(
    ("person", "digits"), [("p-1", NUMBER.replace("+81", "0")), ("p-erased", "")]
)
async def test_several_sounds_are_one_playback_and_a_persons_digits_stand_in_the_body(
    person: str, digits: str
) -> None:
    ari = await sent(
        commands.Announce(
            call="c",
            bridge="c~b1",
            playback="c~p1",
            sounds=("first", Spelled(person, SOUNDS), "last"),
        )
    )
    assert ari.sent == ["POST /bridges/c~b1/play/c~p1"]
    assert ari.params == [{}]
    said = [each for each in ari.bodies[0]["media"] if each != "sound:/s/no"]
    assert said == [
        "sound:/s/first",
        *(f"sound:/s/d{each}" for each in digits),
        "sound:/s/last",
    ]


async def test_a_last_word_of_several_sounds_is_one_text_for_the_dialplan() -> None:
    ari = await sent(commands.Lease(call="c", last_word="a&b"))
    assert ari.params == [{"variable": "MDG_LAST_WORD", "value": "/s/a&/s/b"}]


async def test_that_somebody_was_let_in_is_said_before_they_hear_so() -> None:
    ari = await sent(commands.Lease(call="c"), commands.AnswerCaller(call="c", bridge="c~b1"))
    assert ari.params[0] == {"variable": "MDG_KNOWN", "value": "yes"}
    assert ari.sent[:2] == ["POST /channels/c/variable", "POST /channels/c/answer"]
