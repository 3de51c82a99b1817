"""What `make dev` does about what was saved."""

from __future__ import annotations

from pathlib import Path

import pytest

from scripts.dev import Step, step_for

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("path", "step"),
    [
        ("agent_ui/templates/home.html", Step.NOTHING),
        ("agent_ui/static/seat.js", Step.TAKE_OVER),
        ("app/__pycache__/office.cpython-311.pyc", Step.NOTHING),
        ("callcenter/center.py", Step.TAKE_OVER),
        ("config/asterisk/pjsip.conf", Step.RESTART),
        ("config/campaigns/sapporo.toml", Step.TAKE_OVER),
        ("ivr_flows/flows/beep.wav", Step.PUBLISH),
        ("ivr_flows/interpreter.py", Step.TAKE_OVER),
    ],
)
def test_what_was_saved_decides_what_is_done(path: str, step: Step) -> None:
    assert step_for(Path(path)) is step
