"""The demo's citizens in Asterisk's files: whom we call through a trunk to ourselves, they answer.

They are found by the number that our calls show, so nobody else's call ever comes to them. One of
them has a phone that is a page, and calls us. Only the demo has them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

PAGE = "citizen-page"
"""The endpoint of the phone that is a page."""
HEADER = "X-Madoguchi-Phone"
"""What its calls are known by: with this endpoint's name as its value."""
ENDPOINT, DIALPLAN = "pjsip-citizens.part", "extensions-citizens.part"

Fill = Callable[[str, Mapping[str, str]], str]


@dataclass(frozen=True, slots=True)
class Citizens:
    """What a called citizen is known by, and says."""

    shown: str
    """Our number as calls out show it: digits alone."""
    greeting: Path
    """The sound without its ending."""


def parts(citizens: Citizens | None, templates: Mapping[str, str], fill: Fill) -> dict[str, str]:
    """Give what stands for them in the files; nothing if there are none.

    Raises:
        ValueError: what is shown is no number.
    """
    if citizens is None:
        return {"citizens_endpoint": "", "citizens_dialplan": ""}
    if not (citizens.shown.isascii() and citizens.shown.isdigit()):
        raise ValueError("citizens: what our calls show is no number")
    values = {
        "shown": citizens.shown,
        "greeting": str(citizens.greeting),
        "page": PAGE,
        "header": HEADER,
    }
    return {
        "citizens_endpoint": fill(templates[ENDPOINT], values),
        "citizens_dialplan": fill(templates[DIALPLAN], values),
    }
