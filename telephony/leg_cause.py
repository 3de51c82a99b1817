"""Why a leg ended, read from what Asterisk says of it: in events as they come, or in its book.

Source: ITU-T Q.850; which code comes when was seen on Asterisk 22.10.1.
"""

from __future__ import annotations

from typing import Final

from callcenter.events import Cause


def of_event(q850: int, sip: int, state: str) -> Cause:
    """Read why a leg ended from its ChannelDestroyed.

    Args:
        q850: Asterisk's hang-up cause.
        sip: Status of the SIP answer, 0 if there was none.
        state: The channel's last state: `Down` has not rung, `Ringing` was not answered.
    """
    if sip == 487 or (q850 == 16 and state != "Up"):
        return Cause.CANCELLED
    if q850 in (18, 19):
        return Cause.UNREACHABLE if state == "Down" else Cause.NO_ANSWER
    return _CAUSES.get(q850, Cause.FAILED)


def of_book(q850: int, *, is_answered: bool) -> Cause:
    """Read it from the book's HANGUP, which tells no state; LOST if that says nothing."""
    if q850 == 16 and not is_answered:
        return Cause.CANCELLED
    if q850 in (18, 19):
        return Cause.NO_ANSWER
    return _CAUSES.get(q850, Cause.LOST)


_CAUSES: Final = {
    16: Cause.NORMAL,
    31: Cause.NORMAL,
    17: Cause.BUSY,
    21: Cause.DECLINED,
    1: Cause.UNREACHABLE,
    3: Cause.UNREACHABLE,
    20: Cause.UNREACHABLE,
    27: Cause.UNREACHABLE,
    26: Cause.CANCELLED,
    44: Cause.SILENT,
}
