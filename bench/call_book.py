"""From SIP packets to what became of each caller's call."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

_CALL_ID = re.compile(rb"^Call-ID:[ \t]*(\S+)", re.MULTILINE | re.IGNORECASE)
_SEQUENCE = re.compile(rb"^CSeq:[ \t]*\d+[ \t]+(\w+)", re.MULTILINE | re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Packet:
    """One UDP packet: when (epoch seconds), from and to which port."""

    at: float
    source: int
    target: int
    payload: bytes


@dataclass(slots=True)
class Placed:
    """One call of a caller: its first INVITE, its final answer, whether it was cut short."""

    invited: float
    answered: float | None = None
    refused: int | None = None
    hung_up: bool = False
    cut: bool = False

    @property
    def failed(self) -> bool:
        """Say whether the call was lost: never answered, or ended before the caller ended it."""
        return self.answered is None or self.cut

    @property
    def answer_ms(self) -> float | None:
        """Give the time from the first INVITE to the first 200, as the caller saw them."""
        return None if self.answered is None else (self.answered - self.invited) * 1000


def placed_calls(packets: Iterable[Packet], *, prefix: str, server: int) -> list[Placed]:
    """Follow the dialogs whose Call-ID begins with `prefix`, in the order of their INVITEs.

    `server` is the port of the SIP server, which tells the callers' messages from its answers.
    """
    calls: dict[bytes, Placed] = {}
    for packet in packets:
        found = _CALL_ID.search(packet.payload)
        if found is not None and found[1].startswith(prefix.encode()):
            _take(calls, found[1], packet, packet.target == server)
    return list(calls.values())


def _take(calls: dict[bytes, Placed], call_id: bytes, packet: Packet, by_caller: bool) -> None:
    """Note what one packet says of its call; repeats change nothing."""
    word = packet.payload[:12].split(b" ", 2)
    if by_caller and word[0] == b"INVITE":
        calls.setdefault(call_id, Placed(packet.at))
    call = calls.get(call_id)
    if call is None:
        return
    if word[0] == b"BYE":
        call.cut = call.cut or not (by_caller or call.hung_up)
        call.hung_up = True
    elif not by_caller and word[0] == b"SIP/2.0" and _answers_invite(packet.payload):
        _answer(call, int(word[1]), packet.at)


def _answer(call: Placed, status: int, at: float) -> None:
    if status == 200 and call.answered is None:
        call.answered = at
    elif status >= 300 and call.refused is None:
        call.refused = status


def _answers_invite(payload: bytes) -> bool:
    sequence = _SEQUENCE.search(payload)
    return sequence is not None and sequence[1] == b"INVITE"
