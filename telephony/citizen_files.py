"""The demo's citizens in Asterisk's files: whom we call through a trunk to ourselves, they answer.

They are found by the number that our calls show, so nobody else's call ever comes to them. One of
them has a phone that is a page, and calls us; a crowd calls by files (`telephony.call_files`), and
some seats have a phone that answers it by itself. Only the demo has them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

PAGE = "citizen-page"
"""The endpoint of the phone that is a page."""
HEADER = "X-Madoguchi-Phone"
"""What its calls are known by: with this endpoint's name as its value."""
ROBOT = "robot"
"""The endpoint of the seats' phones that answer by themselves."""
CROWD, ASKS = "crowd", "asks"
"""Where in the dialplan a citizen of the crowd stands who has been answered."""
STAYS = "STAYS_S"
"""The variable that says for how many seconds they stay."""
ENDPOINT, DIALPLAN = "pjsip-citizens.part", "extensions-citizens.part"

Fill = Callable[[str, Mapping[str, str]], str]


@dataclass(frozen=True, slots=True)
class Citizens:
    """What a called citizen is known by, and says."""

    shown: str
    """Our number as calls out show it: digits alone."""
    greeting: Path
    """Said by whom we call; a sound without its ending, as the others."""
    question: Path
    """Said by whoever calls us."""
    answer: Path
    """Said by an agent's phone that answers by itself."""
    robots: tuple[str, ...] = ()
    """The seats that have one."""


def parts(citizens: Citizens | None, templates: Mapping[str, str], fill: Fill) -> dict[str, str]:
    """Give what stands for them in the files; nothing if there are none.

    Raises:
        ValueError: what is shown is no number.
    """
    if citizens is None:
        return {"citizens_endpoint": "", "citizens_dialplan": "", "citizens_modules": ""}
    if not (citizens.shown.isascii() and citizens.shown.isdigit()):
        raise ValueError("citizens: what our calls show is no number")
    values = {
        "shown": citizens.shown,
        "greeting": str(citizens.greeting),
        "question": str(citizens.question),
        "answer": str(citizens.answer),
        "robot": ROBOT,
        "page": PAGE,
        "header": HEADER,
    }
    return {
        "citizens_endpoint": fill(templates[ENDPOINT], values),
        "citizens_dialplan": fill(templates[DIALPLAN], values),
        "citizens_modules": "require=pbx_spool.so\nrequire=app_playtones.so",
    }


def contact(citizens: Citizens | None, seat: str, at: str) -> str:
    """Give the line that says where a seat's phone is that answers by itself; empty: it has none.

    `at` is Asterisk's own address and port.
    """
    is_robot = citizens is not None and seat in citizens.robots
    return f"contact=sip:{ROBOT}@{at}" if is_robot else ""
