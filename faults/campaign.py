"""The bench's own campaign: short announcements, recording, wrap-up, a queue, lines enough."""

from __future__ import annotations

from pathlib import Path

LINE = "0110000100"
CLOCK = "2026-02-02T10:00+09:00"
"""A Monday within its hours."""

SEATS = ("seat-01", "seat-02", "seat-03", "seat-04", "seat-05")
CONTROL = "seat-99"
"""A desk that is never ready: its phone is the far end of the control call."""
GUIDANCE_S = 2.8
"""The longest time from answer to the end of the notice: two short sentences."""
RING_S = 4.0
WRAP_UP_S = 1.0
LONGEST_WAIT_S = 60.0
FLOWS = Path(__file__).parents[1] / "tests/data/campaigns/asterisk/flows"
"""Short sentences, so that nobody need wait."""


def campaign_file() -> str:
    """Write the campaign."""
    desks = "\n".join(f"{name} = {{ general = 1 }}" for name in (*SEATS, CONTROL))
    flows = "\n".join(f'{each} = "{name}"' for each, name in _flows().items())
    return f"""
id = "faults"
name = "障害試験"
zone = "Asia/Tokyo"
line_pattern = '^011\\d{{7}}$'
caller_id = "{LINE}"
assumed = []
lines = [{{ number = "{LINE}" }}]

[client]
phone = "011-211-3944"

[period]
to = 2026-05-29

[operation]
from = 2026-02-02
to = 2026-05-29

[hours]
mon = "00:00-23:59"
tue = "00:00-23:59"

[holidays]
public = false
add = []
remove = []

[[capacity]]
from = 2026-02-02
to = 2026-05-29
seats = {len(SEATS) + 1}
lines = 60

[calls]
seat_cap = "none"
over_line_action = "busy"
announce_max = 20
wait_limit_s = {LONGEST_WAIT_S:.0f}
ring_s = {RING_S:.0f}
wrap_up_s = {WRAP_UP_S:.0f}
repeat_s = 5
record = true

[[relaxation]]
after_s = 0
min_level = 1

[desks]
{desks}

[spoken]
center_name = "障害試験"
open_days = "平日"
kana = {{}}

[flows]
{flows}
"""


def _flows() -> dict[str, str]:
    names = [path.stem for path in sorted(FLOWS.glob("*.toml"))]
    return {("notice" if name == "recording_notice" else name): name for name in names}
