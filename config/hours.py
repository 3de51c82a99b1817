"""Hours of a day as a campaign's file writes them: `"09:00-18:00"`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import time
from typing import Annotated

from pydantic import BeforeValidator


@dataclass(frozen=True, slots=True)
class Span:
    """The hours of a day."""

    opens: time
    closes: time


_SPAN = re.compile(r"([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-3]):([0-5]\d)")


def _span(text: object) -> Span:
    found = _SPAN.fullmatch(text) if isinstance(text, str) else None
    if found is None:
        raise ValueError('受付時間は "09:00-18:00" の形で書いてください。')
    opens_h, opens_m, closes_h, closes_m = (int(part) for part in found.groups())
    span = Span(time(opens_h, opens_m), time(closes_h, closes_m))
    if span.opens >= span.closes:
        raise ValueError("終了時刻は開始時刻より後にしてください。")
    return span


Hours = Annotated[Span, BeforeValidator(_span)]
