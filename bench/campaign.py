"""The bench's own campaign: many seats, no announcements, no wrap-up, lines enough for all."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

from config.settings import load_settings

LINE = "0110000100"
CLOCK = "2026-02-02T10:00+09:00"
"""A Monday within its hours."""

_CAMPAIGN = """
id = "{name}"
name = "{title}"
zone = "Asia/Tokyo"
line_pattern = '^011\\d{{7}}$'
caller_id = "{line}"
assumed = []
lines = [{{ number = "{line}" }}]

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
seats = {seats}
lines = {lines}

[calls]
seat_cap = "none"
over_line_action = "busy"
announce_max = 20
{calls}

[recordings.standing_consent]
reference = "-"
agreed_on = 2026-01-30
item = "-"
medium = "-"
quantity = "-"
method = "-"
schedule = "-"

[[relaxation]]
after_s = 0
min_level = 1

[desks]
{desks}

[spoken]
center_name = "{title}"
open_days = "平日"
kana = {{}}

[flows]
{flows}
"""


def seat_names(count: int) -> list[str]:
    """Name so many seats."""
    return [f"seat-{number:03}" for number in range(1, count + 1)]


def campaign_file(*, seats: int, record: bool) -> str:
    """Write the campaign."""
    calls: dict[str, int | bool | str] = {"wait_limit_s": 300, "ring_s": 20, "wrap_up_s": 0}
    calls |= {"repeat_s": 45, "record": record, "told": "beforehand"}
    return all_day("bench", "計測", desks=seat_names(seats), lines=seats * 2, calls=calls)


def all_day(
    name: str,
    title: str,
    *,
    desks: Sequence[str],
    lines: int,
    calls: Mapping[str, int | bool | str],
    flows: Mapping[str, str] = MappingProxyType({}),
) -> str:
    """Write a campaign without holidays, open all day long: what a bench may be held in.

    `calls` is what differs in the table of that name, `flows` which flow is for which occasion.
    """
    return _CAMPAIGN.format(
        name=name,
        title=title,
        line=LINE,
        seats=len(desks),
        lines=lines,
        calls=_table(calls),
        desks="\n".join(f"{desk} = {{ general = 1 }}" for desk in desks),
        flows=_table(flows),
    )


def _table(rows: Mapping[str, int | bool | str]) -> str:
    # Numbers, truth values and plain words are written in TOML as in JSON.
    return "\n".join(f"{key} = {json.dumps(value)}" for key, value in rows.items())


def tried_out() -> str:
    """Name the campaign that we ship to be tried out."""
    settings = load_settings(Path(), {})
    if isinstance(settings, list):
        raise AssertionError(settings)  # the defaults are right
    return settings.campaign
