"""What was missed while nobody listened: every row of the table, with and without the book."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from callcenter import events
from callcenter.call import Call, CallState, Offer, Playing, Purpose
from callcenter.events import Cause
from callcenter.guidance import FlowState
from callcenter.state import State
from telephony import reconcile
from telephony.ari_signals import CallerAway
from telephony.book import Book
from telephony.book_reader import Entry, Kind
from telephony.reconcile import Channel, Seen

pytestmark = pytest.mark.unit

AT = datetime(2026, 2, 2, 1, tzinfo=UTC)
LEG, BRIDGE = "c~1", "c~b1"
LONG_AGO = AT - timedelta(seconds=60)
MEANWHILE = AT - timedelta(seconds=5)
TRUNK, PHONE = "PJSIP/trunk-00000001", "PJSIP/seat-01-00000002"


def remembered(state: CallState, **changes: Any) -> State:
    at_seat = state in (CallState.OFFERED, CallState.JOINING, CallState.TALKING, CallState.ENDED)
    values: dict[str, Any] = {
        "offer": Offer("seat-01", "seat-01", LEG, LONG_AGO) if at_seat else None,
        "bridge": BRIDGE,
        "is_answered": True,
    }
    call = Call(
        id="c",
        line="+81110000100",
        skill="general",
        caller=None,
        withheld=None,
        arrived_at=LONG_AGO,
        place=1,
        state=state,
        since=LONG_AGO,
        holds_line=True,
        notice_due=False,
        **{**values, **changes},
    )
    return State(calls={"c": call})


def seen(*ids: str, down: tuple[str, ...] = (), **changes: Any) -> Seen:
    channels = {each: Channel(each, is_up=each not in down, context="offer") for each in ids}
    values: dict[str, Any] = {
        "channels": channels,
        "ours": frozenset(ids),
        "bridges": {BRIDGE: frozenset(each for each in ids if each in ("c", LEG))},
    }
    return Seen(at=AT, **{**values, **changes})


def book(*entries: Entry) -> Book:
    return Book.of(entries, offset=timedelta())


def entry(kind: Kind, ago_s: float, channel: str = "c", **more: Any) -> Entry:
    name = TRUNK if channel == "c" else PHONE
    at = AT.timestamp() - ago_s
    return Entry(kind=kind, at=at, channel=channel, call="c", name=name, **more)


def met(**found: Any) -> events.CallMet:
    values = {"is_bridged": True, "has_bridge": True, "is_played": False}
    return events.CallMet(at=AT, call="c", **{**values, **found})


def left(at: datetime) -> events.CallerLeft:
    return events.CallerLeft(at=at, call="c", cause=Cause.LOST)


def ended(at: datetime = AT, cause: Cause = Cause.LOST) -> events.LegEnded:
    return events.LegEnded(at=at, call="c", leg=LEG, cause=cause)


ENTERED = (
    entry("BRIDGE_ENTER", 20, bridge=BRIDGE),
    entry("BRIDGE_ENTER", 5, LEG, bridge=BRIDGE),
)
PLAYING = Playing(Purpose.WELCOME, FlowState("welcome", "", ""), "c~p1", at=LONG_AGO)
SILENT = Playing(Purpose.WELCOME, FlowState("welcome", "", ""))
JUST_BEGUN = Playing(
    Purpose.WELCOME, FlowState("welcome", "", ""), "c~p1", at=AT - timedelta(seconds=2)
)

LEFT_ALONE = book(
    *ENTERED,
    entry("BRIDGE_EXIT", 3, LEG, bridge=BRIDGE),
    entry("BRIDGE_EXIT", 1, bridge=BRIDGE),
)
WHERE = {
    each: {"c": Channel("c", True, each)} for each in ("back", "offer", "withhold", "remember")
}

CASES: dict[str, tuple[State, Seen, list[reconcile.Missed]]] = {
    "any call: the caller is gone": (
        remembered(CallState.WAITING),
        seen(),
        [left(AT)],
    ),
    "any call: the caller is gone, and the book says when": (
        remembered(CallState.WAITING),
        seen(book=book(entry("HANGUP", 5), entry("CHAN_END", 5))),
        [left(MEANWHILE)],
    ),
    "any call: the caller fell and is gone": (
        remembered(CallState.WAITING),
        seen(
            book=book(
                entry("BRIDGE_ENTER", 20, bridge=BRIDGE),
                entry("BRIDGE_EXIT", 5, bridge=BRIDGE),
                entry("HANGUP", 2),
            )
        ),
        [events.CallFell(at=MEANWHILE, call="c")],
    ),
    "any call: who hangs up leaves the bridge just before, and did not fall": (
        remembered(CallState.WAITING),
        seen(
            book=book(
                entry("BRIDGE_ENTER", 20, bridge=BRIDGE),
                entry("BRIDGE_EXIT", 5.01, bridge=BRIDGE),
                entry("HANGUP", 5),
            )
        ),
        [left(MEANWHILE)],
    ),
    "any call: the caller is in the fallback": (
        remembered(CallState.WAITING),
        seen("c", ours=frozenset(), channels={"c": Channel("c", True, "fallback")}),
        [events.CallFell(at=AT, call="c")],
    ),
    "any call: the caller is in the fallback since": (
        remembered(CallState.WAITING),
        seen(
            "c",
            ours=frozenset(),
            channels={"c": Channel("c", True, "closing")},
            book=book(
                entry("BRIDGE_ENTER", 20, bridge=BRIDGE), entry("BRIDGE_EXIT", 5, bridge=BRIDGE)
            ),
        ),
        [events.CallFell(at=MEANWHILE, call="c")],
    ),
    "any call: the caller is on the way": (
        remembered(CallState.WAITING),
        seen("c", ours=frozenset()),
        [CallerAway(at=AT, call="c")],
    ),
    "offered: no leg": (remembered(CallState.OFFERED), seen("c"), [ended()]),
    "offered: no leg, for it is still to be rung": (
        remembered(CallState.OFFERED),
        seen("c", bridges={BRIDGE: frozenset({"c"})}, unsent=frozenset({LEG})),
        [],
    ),
    "offered: no leg, and the book says why": (
        remembered(CallState.OFFERED),
        seen("c", book=book(entry("HANGUP", 5, LEG, cause=17))),
        [ended(MEANWHILE, Cause.BUSY)],
    ),
    "offered: the seat picked up, nobody came, and the leg ended by us": (
        remembered(CallState.OFFERED),
        seen("c", book=book(entry("ANSWER", 9, LEG), entry("HANGUP", 5, LEG, cause=16))),
        [ended(MEANWHILE)],
    ),
    "joining: no leg": (remembered(CallState.JOINING), seen("c"), [ended()]),
    "offered: the leg is up": (
        remembered(CallState.OFFERED),
        seen("c", LEG),
        [events.LegAnswered(at=AT, call="c", leg=LEG), events.LegJoined(at=AT, call="c", leg=LEG)],
    ),
    "offered: the leg is up, since": (
        remembered(CallState.OFFERED),
        seen("c", LEG, bridges={BRIDGE: frozenset({"c"})}, book=book(entry("ANSWER", 5, LEG))),
        [events.LegAnswered(at=MEANWHILE, call="c", leg=LEG)],
    ),
    "offered: the leg still rings": (
        remembered(CallState.OFFERED),
        seen("c", LEG, down=(LEG,), bridges={BRIDGE: frozenset({"c"})}),
        [],
    ),
    "joining: both in the call's bridge": (
        remembered(CallState.JOINING),
        seen("c", LEG),
        [events.LegJoined(at=AT, call="c", leg=LEG)],
    ),
    "joining: both in the call's bridge, since": (
        remembered(CallState.JOINING),
        seen("c", LEG, book=book(*ENTERED, entry("ANSWER", 6, LEG))),
        [events.LegJoined(at=MEANWHILE, call="c", leg=LEG)],
    ),
    "joining: never done": (
        remembered(CallState.JOINING, awaited=["c~r1", "c~r2"]),
        seen("c", LEG, bridges={BRIDGE: frozenset({"c"})}, recording=frozenset({"c~r2"})),
        [met(recordings=("c~r2",))],
    ),
    "talking: the caller is in the fallback, for the seat has left": (
        remembered(CallState.TALKING),
        seen(
            "c",
            ours=frozenset(),
            channels={"c": Channel("c", True, "fallback")},
            book=book(
                *ENTERED,
                entry("BRIDGE_EXIT", 3, LEG, bridge=BRIDGE),
                entry("BRIDGE_EXIT", 1, bridge=BRIDGE),
            ),
        ),
        [events.CallFell(at=AT - timedelta(seconds=3), call="c", was_left=True)],
    ),
    "talking: the caller is in the fallback, and there is no book": (
        remembered(CallState.TALKING),
        seen("c", ours=frozenset(), channels={"c": Channel("c", True, "fallback")}),
        [events.CallFell(at=AT, call="c", was_left=True)],
    ),
    "talking: the seat left, and the caller is just being given back": (
        remembered(CallState.TALKING),
        seen("c", ours=frozenset(), channels=WHERE["back"], book=LEFT_ALONE),
        [events.CallFell(at=AT - timedelta(seconds=3), call="c", was_left=True)],
    ),
    "talking: the seat left, and the caller is just falling": (
        remembered(CallState.TALKING),
        seen("c", ours=frozenset(), channels=WHERE["offer"], book=LEFT_ALONE),
        [events.CallFell(at=AT - timedelta(seconds=3), call="c", was_left=True)],
    ),
    **{
        f"talking: the caller is in {context}, the seat is gone, and there is no book": (
            remembered(CallState.TALKING),
            seen("c", ours=frozenset(), channels=WHERE[context]),
            [events.CallFell(at=AT, call="c", was_left=True)],
        )
        for context in ("back", "withhold", "remember")
    },
    "talking: who was given back once is just hanging up": (
        remembered(CallState.TALKING),
        seen(
            "c",
            ours=frozenset({LEG}),
            channels={**WHERE["back"], LEG: Channel(LEG, True)},
            book=book(*ENTERED),
        ),
        [CallerAway(at=AT, call="c")],
    ),
    "talking: the seat left, the caller fell and is gone": (
        remembered(CallState.TALKING),
        seen(
            book=book(
                *ENTERED,
                entry("BRIDGE_EXIT", 4, LEG, bridge=BRIDGE),
                entry("BRIDGE_EXIT", 2, bridge=BRIDGE),
                entry("HANGUP", 1),
            )
        ),
        [events.CallFell(at=AT - timedelta(seconds=4), call="c", was_left=True)],
    ),
    "talking: the seat left, and then the caller": (
        remembered(CallState.TALKING),
        seen(
            book=book(
                *ENTERED,
                entry("ANSWER", 6, LEG),
                entry("BRIDGE_EXIT", 3, LEG, bridge=BRIDGE),
                entry("HANGUP", 3, LEG, cause=16),
                entry("BRIDGE_EXIT", 2.5, bridge=BRIDGE),
                entry("HANGUP", 2.5),
            )
        ),
        [ended(AT - timedelta(seconds=3), Cause.NORMAL), left(AT - timedelta(seconds=2.5))],
    ),
    "joining: they talked unheard, the seat left, and the caller is in the fallback": (
        remembered(CallState.JOINING),
        seen(
            "c",
            ours=frozenset(),
            channels={"c": Channel("c", True, "fallback")},
            book=book(
                *ENTERED,
                entry("BRIDGE_EXIT", 3, LEG, bridge=BRIDGE),
                entry("BRIDGE_EXIT", 1, bridge=BRIDGE),
            ),
        ),
        [
            events.LegJoined(at=MEANWHILE, call="c", leg=LEG),
            events.CallFell(at=AT - timedelta(seconds=3), call="c", was_left=True),
        ],
    ),
    "in the fallback: the leg that was to be ended with the fall": (
        remembered(CallState.FALLBACK, offer=Offer("seat-01", "seat-01", LEG, LONG_AGO)),
        seen("c", LEG, ours=frozenset({LEG})),
        [met(is_bridged=True)],
    ),
    "in the fallback: the leg is gone": (
        remembered(CallState.FALLBACK, offer=Offer("seat-01", "seat-01", LEG, LONG_AGO)),
        seen("c", ours=frozenset()),
        [ended()],
    ),
    "talking: all is well": (remembered(CallState.TALKING), seen("c", LEG), []),
    "talking: no leg": (remembered(CallState.TALKING), seen("c"), [ended()]),
    "talking: the seat hung up": (
        remembered(CallState.TALKING),
        seen(
            "c",
            book=book(*ENTERED, entry("ANSWER", 6, LEG), entry("HANGUP", 5, LEG, cause=16)),
        ),
        [ended(MEANWHILE, Cause.NORMAL)],
    ),
    "talking: the caller hung up, then the leg ended": (
        remembered(CallState.TALKING),
        seen(book=book(entry("HANGUP", 5), entry("ANSWER", 9, LEG), entry("HANGUP", 4, LEG))),
        [left(MEANWHILE), ended(AT - timedelta(seconds=4))],
    ),
    "an announcement: no playback, long after": (
        remembered(CallState.GUIDED, playing=PLAYING),
        seen("c"),
        [events.AnnouncementEnded(at=AT, call="c", playback="c~p1", heard=True)],
    ),
    "an announcement: no playback, shortly after": (
        remembered(CallState.GUIDED, playing=JUST_BEGUN),
        seen("c"),
        [met()],
    ),
    "a flow that waits in silence": (
        remembered(CallState.GUIDED, playing=SILENT),
        seen("c"),
        [],
    ),
    "an announcement: it is being played": (
        remembered(CallState.GUIDED, playing=PLAYING),
        seen("c", playing=frozenset({"c~p1"})),
        [],
    ),
    "an announcement: the caller is in no bridge": (
        remembered(CallState.GUIDED, playing=PLAYING),
        seen("c", bridges={}),
        [met(is_bridged=False, has_bridge=False)],
    ),
    "less than we asked for: a closing that nobody ended": (
        remembered(CallState.CLOSING),
        seen("c"),
        [met()],
    ),
    "less than we asked for: music, just before we died": (
        remembered(CallState.WAITING, music_at=LONG_AGO),
        seen("c", began_at=LONG_AGO + timedelta(seconds=1)),
        [met()],
    ),
    "less than we asked for: music, and who started since then died before a meeting": (
        remembered(CallState.WAITING, music_at=LONG_AGO),
        seen("c", began_at=AT, unmet_since=LONG_AGO + timedelta(seconds=1)),
        [met()],
    ),
    "less than we asked for: a recording of the caller, for a seat that is gone": (
        remembered(CallState.WAITING, awaited=["c~r1"]),
        seen("c"),
        [met()],
    ),
    "music that was asked for long before we died plays on": (
        remembered(CallState.WAITING, music_at=LONG_AGO),
        seen("c", began_at=LONG_AGO + timedelta(seconds=3)),
        [],
    ),
    "the fallback's calls are told by its watch": (remembered(CallState.FALLBACK), seen(), []),
    "ended: a leg that was not let go of": (
        remembered(CallState.ENDED),
        seen("c~1", bridges={}),
        [met(is_bridged=False, has_bridge=False)],
    ),
    "ended: its leg is gone": (remembered(CallState.ENDED), seen(), [ended()]),
}


@pytest.mark.parametrize("name", CASES)
def test_what_was_missed(name: str) -> None:
    state, found, missed = CASES[name]
    assert reconcile.missed_events(state, found) == missed


def test_what_was_asked_for_just_now_is_under_way_unless_it_was_before_we_began() -> None:
    just_now = AT - timedelta(seconds=0.5)
    state = remembered(CallState.OFFERED, offer=Offer("seat-01", "seat-01", LEG, just_now))
    state.calls["c"].since = just_now
    assert reconcile.missed_events(state, seen("c")) == []
    began_at = AT - timedelta(seconds=0.1)
    assert reconcile.missed_events(state, seen("c", began_at=began_at)) == [ended()]
