"""Every shipped flow really speaks, and none longer than it may."""

from __future__ import annotations

from pathlib import Path

import pytest

from ivr_flows import loader
from recordings import speech
from tests.unit.ivr_flows.sapporo import VALUES

pytestmark = pytest.mark.integration


def test_every_shipped_flow_speaks_and_the_welcome_takes_12_seconds_at_most(
    tmp_path: Path,
) -> None:
    loaded = loader.load([loader.SHIPPED], VALUES)
    prompts = [prompt for flow in loaded.flows for prompt in flow.prompts()]
    spoken = speech.render(prompts, tmp_path, wavs=loaded.wavs)
    lengths = {each.prompt.sound: each.duration_s for each in spoken}
    durations = {
        flow.name: sum(lengths[prompt.sound] for prompt in flow.prompts()) for flow in loaded.flows
    }
    assert durations["welcome"] <= 12.0
    assert durations["recording_notice"] <= 12.0
    assert [each.prompt.text for each in spoken if each.is_too_long] == []
    assert all(5.0 < duration_s < 30.0 for duration_s in durations.values())
