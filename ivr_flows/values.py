"""What a campaign fills into its announcements, and how a voice says it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time

NOON_HOUR = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Values:
    """A campaign's own words and dates; the names of the fields are the placeholders."""

    center_name: str
    """How the centre says its own name, for example 札幌市○○事務センター."""
    open_days: str
    """The days on which calls are taken, in words: 祝日を除く平日."""
    opens: time
    closes: time
    operation_from: date
    operation_to: date
    kana: Mapping[str, str] = field(default_factory=dict)
    """Words of the campaign that the voice reads wrongly, with their reading."""

    def spoken(self) -> dict[str, str]:
        """Give the words for each placeholder."""
        return {
            "center_name": self.center_name,
            "open_days": self.open_days,
            "opens": spoken_time(self.opens),
            "closes": spoken_time(self.closes),
            "operation_from": spoken_date(self.operation_from),
            "operation_to": spoken_date(self.operation_to),
        }


def spoken_time(moment: time) -> str:
    """Say a time of day: 午前9時, 午後5時30分, 正午."""
    if (moment.hour, moment.minute) == (NOON_HOUR, 0):
        return "正午"
    half = "午前" if moment.hour < NOON_HOUR else "午後"
    minutes = f"{moment.minute}分" if moment.minute else ""
    return f"{half}{moment.hour % NOON_HOUR}時{minutes}"


def spoken_date(day: date) -> str:
    """Say a day of the year: 2月2日 (the voice reads ニガツフツカ)."""
    return f"{day.month}月{day.day}日"
