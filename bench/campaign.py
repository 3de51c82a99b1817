"""The bench's own campaign: many seats, no announcements, no wrap-up, lines enough for all."""

from __future__ import annotations

LINE = "0110000100"
CLOCK = "2026-02-02T10:00+09:00"
"""A Monday within its hours."""


def seat_names(count: int) -> list[str]:
    """Name so many seats."""
    return [f"seat-{number:03}" for number in range(1, count + 1)]


def campaign_file(*, seats: int, record: bool) -> str:
    """Write the campaign."""
    desks = "\n".join(f"{name} = {{ general = 1 }}" for name in seat_names(seats))
    return f"""
id = "bench"
name = "計測"
zone = "Asia/Tokyo"
line_pattern = '^011\\d{{7}}$'
caller_id = "{LINE}"
assumed = []

[client]
phone = "011-211-3944"

[[lines]]
number = "{LINE}"

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
seats = {seats}
lines = {seats * 2}

[calls]
seat_cap = "none"
over_line_action = "busy"
announce_max = 20
wait_limit_s = 300
ring_s = 20
wrap_up_s = 0
repeat_s = 45
record = {str(record).lower()}

[[relaxation]]
after_s = 0
min_level = 1

[desks]
{desks}

[spoken]
center_name = "計測"
open_days = "平日"
kana = {{}}

[flows]
"""
