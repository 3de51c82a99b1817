"""The bench's own campaign: short announcements, recording, wrap-up, a queue, lines enough."""

from __future__ import annotations

import tomllib
from pathlib import Path

from bench.campaign import all_day

SEATS = ("seat-01", "seat-02", "seat-03", "seat-04", "seat-05")
CONTROL = "seat-99"
"""A desk that is never ready: its phone is the far end of the control call."""
GUIDANCE_S = 2.8
"""The longest time from answer to the end of the notice: two short sentences."""
RING_S = 4.0
WRAP_UP_S = 1.0
LONGEST_WAIT_S = 60.0
CAMPAIGNS = Path(__file__).parents[1] / "tests/data/campaigns/asterisk"
FLOWS = CAMPAIGNS / "flows"
"""Short sentences, so that nobody need wait."""


def campaign_file() -> str:
    """Write the campaign."""
    return all_day(
        "faults",
        "障害試験",
        desks=(*SEATS, CONTROL),
        lines=60,
        calls={
            "wait_limit_s": round(LONGEST_WAIT_S),
            "ring_s": round(RING_S),
            "wrap_up_s": round(WRAP_UP_S),
            "repeat_s": 5,
            "record": True,
        },
        flows=tomllib.loads((CAMPAIGNS / "counter.toml").read_text(encoding="utf-8"))["flows"],
    )
