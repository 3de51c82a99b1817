"""Keys that callers press: told to the heart while a flow goes on, secret digits as ids only.

Secret digits stand here in memory until there are enough of them, then in the people's store. What
was in memory when a controller died is lost: the caller is asked for the row again.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from callcenter.call import Call
from callcenter.events import KeyPressed
from callcenter.guidance import SECRET_KEY, Listen
from japan.dialling import NotDialled, to_dial
from japan.phone import E164, national
from telephony.people import ErasablePeople, People

log = logging.getLogger(__name__)

KEYS: Final = frozenset("0123456789*#")
"""Those that a telephone has; A to D are passed by."""
AGAIN: Final = "*"
"""Begins a row of digits again (`ivr_flows.asking`)."""
CYCLE: Final = timedelta(milliseconds=120)
"""No telephone sends a key again sooner (端末設備等規則 別表第2号: a cycle of tones)."""
_MOBILE: Final = 11
"""Digits of a mobile number, which is said in groups of 3, 4 and 4."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyHeard:
    """A caller pressed a key."""

    at: datetime
    call: str
    key: str

    def __repr__(self) -> str:
        """Name the call, not the key: it may be part of a secret."""
        return f"KeyHeard({self.call!r})"


class Keys:
    """The secret digits of all calls, as far as they are not whole."""

    def __init__(self, people: ErasablePeople) -> None:
        self._people = people
        self._rows: dict[str, str] = {}
        self._last: dict[str, KeyHeard] = {}

    def is_told_again(self, heard: KeyHeard) -> bool:
        """Whether it is no press of its own, but the one that was told just before.

        When keys come in a burst, as after a hole in the network, Asterisk puts the end of one off
        and tells it once more when it takes it up again (`__ast_read` in its main/channel.c).
        """
        before = self._last.get(heard.call)
        self._last[heard.call] = heard
        return before is not None and before.key == heard.key and heard.at - before.at < CYCLE

    def told(self, call: Call, heard: KeyHeard) -> KeyPressed | None:
        """Make the event of a key; None if no flow goes on, so that nobody needs to know it."""
        playing = call.playing
        if playing is None or heard.key not in KEYS:
            return None
        if playing.secret is None or not heard.key.isdigit():
            return KeyPressed(at=heard.at, call=call.id, key=heard.key)
        row = self._rows.get(call.id, "") if playing.keyed else ""
        if len(row) != playing.keyed:
            self._rows.pop(call.id, None)
            return KeyPressed(at=heard.at, call=call.id, key=AGAIN)
        self._rows[call.id] = row = row + heard.key
        digits = self._kept(call.id, row, playing.secret)
        return KeyPressed(at=heard.at, call=call.id, key=SECRET_KEY, digits=digits)

    def forget(self, call: str) -> None:
        """Let go of what a call has not finished."""
        self._rows.pop(call, None)
        self._last.pop(call, None)

    async def erase(self, digits: Iterable[str]) -> None:
        """Erase the secret digits of a call that is over; a thread waits for the disk."""
        try:
            for each in digits:
                await asyncio.to_thread(self._people.erase, each)
        except Exception:  # what is left ends with the campaign's retention
            log.exception("Secret digits could not be erased", extra={"action": "not_erased"})

    def _kept(self, call: str, row: str, secret: Listen) -> str | None:
        """Give digits to the people's store; their id, or None if they are too few or no number."""
        if len(row) < secret.least:
            return None
        if secret.is_number:
            number = to_dial(row)  # it is keyed to be called back
            return None if isinstance(number, NotDialled) else self._people.id_of(number)
        return self._people.id_of(f"{call} {row}")  # its own id for each call: they are erased


def digits_of(people: People, id: str) -> str:
    """Read digits back: what was keyed, or a number with `-` between its groups; "" if erased."""
    kept = people.number_of(id)
    if kept is None:
        return ""
    if not kept.startswith("+"):
        return kept.rpartition(" ")[2]
    number = national(E164(kept))
    return "-".join((number[:3], number[3:7], number[7:])) if len(number) == _MOBILE else number
