"""Calls that have come so far already, for scripts that begin in the middle."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from callcenter.call import Call, CallState
from callcenter.campaign import Campaign
from callcenter.center import Center
from callcenter.seat import SeatState
from tests.unit.callcenter import contract
from tests.unit.callcenter.happenings import arrives, heard, joined, picks_up, recorded
from tests.unit.callcenter.playbook import MONDAY, Playbook, play

WELCOME_S, RING_S = 10, 5


@dataclass(frozen=True)
class Scene:
    """A center, a book to go on with, and the call that is looked at."""

    center: Center
    book: Playbook
    call: Call

    def seat(self, name: str = "seat-01") -> SeatState:
        """Tell what a seat is doing."""
        return self.center.state.seats[name].state


def guided(made: Campaign = contract.SAPPORO, *, ready: int = 1) -> Scene:
    """Call `a` hears the welcome; a seat is free."""
    center = contract.center(made, ready=ready)
    play(center, arrives("a"))
    return _scene(center, 0, CallState.GUIDED)


def ringing(made: Campaign = contract.SAPPORO, *, ready: int = 1) -> Scene:
    """Call `a` heard the welcome, and `seat-01` rings since just now."""
    center = guided(made, ready=ready).center
    play(center, heard("a~p1"), at=MONDAY + timedelta(seconds=WELCOME_S))
    return _scene(center, WELCOME_S, CallState.OFFERED)


def joining(made: Campaign = contract.SAPPORO, *, ready: int = 1) -> Scene:
    """`seat-01` picked up just now; both recordings (`a~r1`, `a~r2`) are awaited."""
    center = ringing(made, ready=ready).center
    play(center, picks_up("a~1"), at=MONDAY + timedelta(seconds=WELCOME_S + RING_S))
    return _scene(center, WELCOME_S + RING_S, CallState.JOINING)


def talking(made: Campaign = contract.SAPPORO, *, ready: int = 1) -> Scene:
    """`seat-01` and the caller of `a` talk since just now, and are recorded."""
    center = joining(made, ready=ready).center
    now = MONDAY + timedelta(seconds=WELCOME_S + RING_S)
    play(center, recorded("a~r1"), recorded("a~r2"), joined("a~1"), at=now)
    return _scene(center, WELCOME_S + RING_S, CallState.TALKING)


def told_all_are_busy(made: Campaign = contract.SAPPORO) -> Scene:
    """Call `a` hears that all seats are busy; nobody is ready."""
    center = contract.center(made, ready=0)
    play(center, arrives("a"))
    return _scene(center, 0, CallState.WAITING)


def waiting(made: Campaign = contract.SAPPORO) -> Scene:
    """Call `a` heard that all are busy, and the notice, and hears music since just now."""
    center = told_all_are_busy(made).center
    play(center, heard("a~p1"), at=MONDAY + timedelta(seconds=6))
    play(center, heard("a~p2"), at=MONDAY + timedelta(seconds=10))
    return _scene(center, 10, CallState.WAITING)


def _scene(center: Center, seconds: float, state: CallState) -> Scene:
    call = center.state.calls["a"]
    assert call.state is state
    return Scene(center, Playbook(center, at=MONDAY + timedelta(seconds=seconds)), call)
