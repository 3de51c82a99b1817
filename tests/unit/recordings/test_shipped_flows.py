"""Every shipped flow really speaks, and none longer than it may."""

from __future__ import annotations

from pathlib import Path

import pytest

from callcenter.guidance import Facts, Happened, Said, Say, TimedOut, Wait
from ivr_flows import loader
from ivr_flows.interpreter import Interpreter
from ivr_flows.schema import Flow
from recordings import speech
from tests.unit.ivr_flows.sapporo import VALUES

pytestmark = pytest.mark.integration


@pytest.mark.parametrize("language", ["ja", "en"])
def test_every_shipped_flow_speaks_and_the_welcome_takes_12_seconds_at_most(
    language: str, tmp_path: Path
) -> None:
    loaded = loader.load([loader.SHIPPED], VALUES)
    told = {flow.name: gone_through(flow, language) for flow in loaded.flows}
    prompts = {prompt.sound: prompt for flow in loaded.flows for prompt in flow.prompts()}
    wanted = [prompts[sound] for sounds, _ in told.values() for sound in sounds]
    spoken = speech.render(wanted, tmp_path, wavs=loaded.wavs)
    lengths = {each.prompt.sound: each.duration_s for each in spoken}
    lasts = {name: sum(map(lengths.__getitem__, said)) + s for name, (said, s) in told.items()}
    assert lasts["welcome"] <= 12.0
    assert lasts["recording_notice"] <= 12.0
    assert [each.prompt.text for each in spoken if each.is_too_long] == []
    assert all(5.0 < duration_s < 45.0 for duration_s in lasts.values())


def gone_through(flow: Flow, language: str) -> tuple[list[str], float]:
    """What a caller hears who presses nothing, and how long the flow waits for them."""
    guidance = Interpreter([flow])
    day = VALUES.openings[0][0]
    facts = Facts(position=30, wait_s=3000.0, next_opening=day, language=language)
    move, said, waited_s = guidance.begin(flow.name, facts), list[str](), 0.0
    while move.end is None:
        asked = move.wishes[-1]
        happened: Happened
        match asked:
            case Say(n, parts):
                said += [each for each in parts if isinstance(each, str)]
                happened = Said(n)
            case Wait(n, seconds):
                waited_s += seconds
                happened = TimedOut(n)
            case _:
                raise AssertionError(f"{flow.name} asks for {asked}")
        move = guidance.go_on(move.state, happened, facts)
    return said, waited_s
