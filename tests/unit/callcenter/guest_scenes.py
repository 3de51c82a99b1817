"""Talks to which a second member of staff has come so far already."""

from __future__ import annotations

from collections.abc import Callable

from callcenter import commands
from callcenter.events import Event
from callcenter.guest import GuestState
from tests.unit.callcenter import scenes
from tests.unit.callcenter.askings import of, records
from tests.unit.callcenter.happenings import (
    brings_together,
    consults,
    joined,
    not_ready,
    picks_up,
    recorded,
    watches,
)
from tests.unit.callcenter.playbook import play
from tests.unit.callcenter.scenes import Scene

SIDE = "a~b2"

Moment = Callable[[], Scene]


def happen(scene: Scene, *what: Event) -> list[commands.Command]:
    return play(scene.center, *what, at=scene.book.at)


def guest(scene: Scene) -> GuestState | None:
    return scene.call.guest.state if scene.call.guest else None


def ringing() -> Scene:
    """`seat-01` talks, its caller waits, and `seat-02` rings to be asked."""
    scene = scenes.talking(ready=3)
    (ring,) = of(commands.RingSeat, happen(scene, consults("seat-01", "seat-02")))
    assert (ring.seat, ring.leg) == ("seat-02", "a~2")
    return scene


def meeting() -> Scene:
    scene = ringing()
    happen(scene, picks_up("a~2"))
    return scene


def consulting() -> Scene:
    scene = meeting()
    happen(scene, joined("a~2", SIDE))
    return scene


def merging() -> Scene:
    scene = consulting()
    asked = happen(scene, brings_together("seat-01"))
    assert records("a~r3", "a~2") in asked
    return scene


def three_way() -> Scene:
    scene = merging()
    happen(scene, recorded("a~r3"), joined("a~2", "a~b1"))
    return scene


def listening() -> Scene:
    scene = scenes.talking(ready=2)
    happen(scene, not_ready("seat-02", "floor"), watches("seat-02", "seat-01"))
    happen(scene, picks_up("a~2"), joined("a~2", SIDE))
    return scene


MOMENTS = {
    GuestState.RINGING: ringing,
    GuestState.MEETING: meeting,
    GuestState.CONSULTING: consulting,
    GuestState.MERGING: merging,
    GuestState.THREE_WAY: three_way,
    GuestState.LISTENING: listening,
}
