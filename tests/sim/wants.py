"""What is wanted of a talk in a run, as the wish that a page would submit."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from callcenter import wishes
from callcenter.guest_wishes import Watch
from callcenter.seat import SeatState
from callcenter.state import State
from tests.sim.script import Want

WATCHES = {each.value: each for each in Watch}


def wish_of(want: Want, state: State, at: datetime) -> wishes.OfTalk | None:
    """Choose who wants it of whom; None if nobody talks, or nobody else is there."""
    seat = _chosen(want.n, (each.id for each in state.seats.values() if _talks(each.id, state)))
    if seat is None:
        return None
    other = _chosen(want.n // 3, (each for each in state.seats if each != seat))
    match want.what:
        case "hold":
            return wishes.HoldPressed(at=at, seat=seat, by=seat)
        case "resume":
            return wishes.ResumePressed(at=at, seat=seat, by=seat)
        case "three_way":
            return wishes.ThreeWayPressed(at=at, seat=seat, by=seat)
        case "queue":
            return wishes.QueueTransferPressed(at=at, seat=seat, by=seat)
        case "hang_up":
            return wishes.HangUpPressed(at=at, seat=seat, by=seat)
        case _:
            return _of_other(want, seat, other, at) if other is not None else None


def _of_other(want: Want, seat: str, other: str, at: datetime) -> wishes.OfTalk:
    forced = want.n % 2 == 0
    if want.what == "consult":
        return wishes.ConsultPressed(at=at, seat=seat, by=seat, to=other, though_not_ready=forced)
    if want.what == "transfer":
        return wishes.TransferPressed(at=at, seat=seat, by=seat, to=other, though_not_ready=forced)
    return wishes.WatchPressed(at=at, seat=other, by=other, of=seat, how=WATCHES[want.what])


def _talks(seat: str, state: State) -> bool:
    return state.seats[seat].state is SeatState.TALKING


def _chosen(n: int, among: Iterable[str]) -> str | None:
    known = sorted(among)
    return known[n % len(known)] if known else None
