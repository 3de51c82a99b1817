"""Meeting Asterisk: the accounts are set, what was missed is learnt, orphans are cleared."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from callcenter import events
from callcenter.call import Call, CallState
from callcenter.seat import Seat
from callcenter.state import State
from telephony import ari_requests
from telephony.ari_events import AriEvents
from telephony.ari_requests import Request
from telephony.ari_signals import CallOffered
from telephony.book_reader import Place
from telephony.callers import Callers
from telephony.errors import AriGone
from telephony.meeting import TOLD_BY, Meeting
from telephony.open_book import OpenBook

pytestmark = pytest.mark.unit

AT = datetime(2026, 2, 2, 1, tzinfo=UTC)


class Asterisk:
    """Answers what a meeting asks."""

    app = "madoguchi"

    def __init__(self) -> None:
        self.startup = "2026-02-02T00:00:00.000+0000"
        self.channels: list[dict[str, Any]] = []
        self.ours: list[str] = []
        self.playing: list[str] = []
        self.bridges: list[str] = []
        self.online = ["seat-01"]
        self.sent: list[str] = []

    async def send(self, request: Request) -> Any:
        self.sent.append(f"{request.method} {request.path}")
        match request.template:
            case "/asterisk/info":
                return {"status": {"startup_time": self.startup}}
            case "/channels":
                return self.channels
            case "/bridges":
                return [{"id": each, "channels": []} for each in self.bridges]
            case "/endpoints/{tech}":
                return [{"resource": each, "state": "online"} for each in self.online]
            case "/applications/{applicationName}":
                return {"channel_ids": self.ours}
            case "/playbacks/{playbackId}" if request.path.rpartition("/")[2] in self.playing:
                return {}
            case "/channels/{channelId}" | "/playbacks/{playbackId}":
                raise AriGone(method="DELETE", path=request.path, status=404)
            case _:
                return None


class Nobody:
    """Knows nobody by their number."""

    def id_of(self, number: str) -> str:
        return "p-1"

    def number_of(self, id: str) -> str | None:
        return None


def channel(id: str, state: str = "Up", context: str = "offer") -> dict[str, Any]:
    return {
        "id": id,
        "name": "PJSIP/trunk-1",
        "state": state,
        "caller": {"name": "", "number": "0312345678"},
        "channelvars": {"MDG_EXTEN": "0110000100"},
        "creationtime": "2026-02-02T00:59:58.250+0000",
        "dialplan": {"context": context},
    }


@pytest.fixture
def asterisk() -> Asterisk:
    return Asterisk()


@pytest.fixture
def meeting(asterisk: Asterisk) -> Meeting:
    account = ari_requests.put_auth("seat-01", username="seat-01", md5_cred="0" * 32)
    seats = {"seat-01": "seat-01"}
    reader = AriEvents(
        callers=Callers(people=Nobody(), trunks={}, lines=["+81110000100"]),
        seats=seats,
        is_registered=lambda seat, endpoint: False,
    )
    return Meeting(
        ari=asterisk,
        clock=lambda: AT,
        reader=reader,
        seats=seats,
        accounts=(account,),
        answered=lambda: None,
    )


def a_call(name: str, since: datetime) -> Call:
    return Call(
        id=name,
        line="+81110000100",
        skill="general",
        caller=None,
        withheld=None,
        arrived_at=since,
        place=1,
        state=CallState.WAITING,
        since=since,
        holds_line=True,
        notice_due=False,
    )


@pytest.fixture
def state() -> State:
    return State(seats={"seat-01": Seat(id="seat-01", skills={}, since=AT, idle_since=AT)})


async def test_phones_are_told_and_accounts_are_set_once_for_each_asterisk(
    meeting: Meeting, asterisk: Asterisk, state: State
) -> None:
    assert await meeting.hold(state) == [
        events.PhoneRegistered(at=AT, seat="seat-01", endpoint="seat-01"),
        events.AsteriskMet(at=AT, started=asterisk.startup),
    ]
    assert len([each for each in asterisk.sent if each.startswith("PUT")]) == 1
    state.asterisk = asterisk.startup
    asterisk.sent.clear()
    await meeting.hold(state)
    assert not [each for each in asterisk.sent if each.startswith("PUT")]


async def test_each_answer_is_told_while_asterisk_is_met(
    meeting: Meeting, asterisk: Asterisk, state: State
) -> None:
    told: list[int] = []
    meeting.answered = lambda: told.append(len(asterisk.sent))
    asterisk.channels = [channel("x~1")]  # an orphan, and gone
    await meeting.hold(state)
    assert told == list(range(1, len(asterisk.sent) + 1))


@pytest.mark.parametrize(
    ("context", "kind"), [("offer", events.CallArrived), ("back", events.CallReturned)]
)
async def test_a_caller_of_ours_whom_nobody_remembers_is_told(
    meeting: Meeting,
    asterisk: Asterisk,
    state: State,
    context: str,
    kind: type[events.CallArrived | events.CallReturned],
) -> None:
    stranger = "mdg1-1769993998.7"
    asterisk.channels = [channel(stranger, context=context), channel("mdg1-1769993999.8")]
    asterisk.ours = [stranger]
    told = [each for each in await meeting.hold(state) if isinstance(each, kind)]
    assert [(each.call, each.line) for each in told] == [(stranger, "+81110000100")]


async def test_a_look_changes_nothing_and_asks_only_for_what_is_remembered(
    meeting: Meeting, asterisk: Asterisk, state: State
) -> None:
    asterisk.channels = [channel("x~1")]
    seen = await meeting.look(state, unsent=frozenset({"a~1"}))
    assert seen.unsent == {"a~1"}
    assert [each.id for each in seen.channels.values()] == ["x~1"]
    assert (seen.playing, seen.recording, seen.strangers) == (frozenset(), frozenset(), ())
    assert {each.partition(" ")[0] for each in asterisk.sent} == {"GET"}


async def test_orphans_are_hung_up_and_one_that_is_gone_does_not_matter(
    meeting: Meeting, asterisk: Asterisk, state: State
) -> None:
    asterisk.channels = [channel("x~1"), channel("y", "Ring")]
    asterisk.bridges = ["x~b1", "foreign"]
    await meeting.hold(state)
    assert "DELETE /channels/x~1" in asterisk.sent
    assert "DELETE /bridges/x~b1" in asterisk.sent
    assert "DELETE /bridges/foreign" not in asterisk.sent
    assert "DELETE /channels/y" not in asterisk.sent


async def test_another_asterisk_than_before_has_lost_every_call(
    meeting: Meeting, asterisk: Asterisk, state: State
) -> None:
    await meeting.hold(state)
    state.asterisk = asterisk.startup
    asterisk.startup = "2026-02-02T00:10:00.000+0000"
    lost_at = AT - timedelta(seconds=2)
    missed = await meeting.hold(state, lost_at=lost_at)
    assert missed[0] == events.AsteriskLost(at=lost_at)
    # Last: whoever dies before all is written down learns it anew.
    assert missed[-1] == events.AsteriskMet(at=AT, started=asterisk.startup)


async def test_a_leg_whose_hangup_handler_runs_is_over(
    meeting: Meeting, asterisk: Asterisk, state: State
) -> None:
    asterisk.channels = [channel("a"), channel("a~1", context="left")]
    assert list((await meeting.look(state, unsent=frozenset())).channels) == ["a"]


async def test_that_the_fallback_serves_somebody_is_told_first(
    meeting: Meeting, asterisk: Asterisk, state: State
) -> None:
    state.asterisk = asterisk.startup
    state.calls["a"] = a_call("a", AT)
    asterisk.channels = [channel("mdg1-1769993998.7", context="fallback")]
    missed = await meeting.hold(state)
    assert missed[0] == events.FallbackSeen(at=AT)
    assert any(isinstance(each, events.CallerLeft) for each in missed)
    asterisk.channels = []
    missed = await meeting.hold(state)
    assert not [each for each in missed if isinstance(each, events.FallbackSeen)]


async def test_who_came_to_another_asterisk_before_it_was_met_is_claimed(
    meeting: Meeting, asterisk: Asterisk, state: State
) -> None:
    state.asterisk = "2026-02-01T23:00:00.000+0000"
    asterisk.channels = [channel("mdg1-1769993998.7", "Ring")]
    missed = await meeting.hold(state, lost_at=AT)
    assert missed[:2] == [
        events.AsteriskLost(at=AT),
        CallOffered(at=AT, channel="mdg1-1769993998.7"),
    ]


@pytest.mark.parametrize(
    ("noted_s", "expected_s"),
    [
        (-5.0, -5.0),  # who watches Asterisk saw it die
        (None, -60.0),  # nobody saw it: what we did last
        (-90.0, -60.0),  # of an earlier death
        (7.0, -60.0),  # of this one's own, that is about to be noticed
    ],
)
async def test_if_nobody_listened_asterisk_died_at_the_last_instant_that_is_known(
    meeting: Meeting,
    asterisk: Asterisk,
    state: State,
    noted_s: float | None,
    expected_s: float,
) -> None:
    born = datetime.fromisoformat(asterisk.startup)
    state.asterisk = "2026-02-01T23:00:00.000+0000"
    since = born + timedelta(seconds=-60)
    state.calls["mdg1-1769990000.1"] = a_call("mdg1-1769990000.1", since)
    noted = None if noted_s is None else born + timedelta(seconds=noted_s)
    meeting.died_at = lambda: noted
    missed = await meeting.hold(state)
    assert missed[0] == events.AsteriskLost(at=born + timedelta(seconds=expected_s))


@pytest.mark.parametrize(
    ("state", "for_s", "waits"),
    [
        (CallState.WAITING, 4.0, True),
        (CallState.WAITING, 2.0, False),
        (CallState.TALKING, 60.0, False),
        (CallState.FALLBACK, 60.0, False),
    ],
)
def test_who_has_gone_on_for_long_without_a_change_waits(
    meeting: Meeting, state: CallState, for_s: float, waits: bool
) -> None:
    call = a_call("c", AT - timedelta(seconds=for_s))
    call.state = state
    assert meeting.is_somebody_waiting(State(calls={"c": call}), 3.0) is waits


CALL = "mdg1-1769990000.1"


def write(book: Path, kind: str, ago_s: float, channel: str = CALL, **extra: Any) -> None:
    """Let Asterisk write a line into its book."""
    line = {
        "eventtype": kind,
        "eventtime": AT.timestamp() - ago_s,
        "uniqueid": channel,
        "linkedid": CALL,
        "channame": "PJSIP/trunk-1" if channel == CALL else "PJSIP/seat-01-2",
        "eventextra": json.dumps(extra) if extra else "",
    }
    with book.open("a") as file:
        file.write(json.dumps(line) + "\n")


def read(meeting: Meeting, book: Path) -> OpenBook:
    opened = OpenBook(book, Place(), offset=timedelta(), clock=meeting.clock)
    meeting.book = opened
    return opened


async def test_who_had_fallen_when_asterisk_died_had_fallen(
    meeting: Meeting, asterisk: Asterisk, state: State, tmp_path: Path
) -> None:
    book = tmp_path / "book"
    write(book, "CHAN_START", 60)
    write(book, "BRIDGE_ENTER", 50, bridge_id=f"{CALL}~b1")
    write(book, "BRIDGE_EXIT", 40, bridge_id=f"{CALL}~b1")
    opened = read(meeting, book)
    state.asterisk = "2026-02-01T23:00:00.000+0000"
    asterisk.startup = (AT - timedelta(seconds=5)).isoformat()
    call = state.calls[CALL] = a_call(CALL, AT - timedelta(seconds=60))
    call.bridge = f"{CALL}~b1"
    lost_at = AT - timedelta(seconds=10)
    missed = await meeting.hold(state, lost_at=lost_at)
    fell_at = AT - timedelta(seconds=40)
    assert missed[:2] == [
        events.CallFell(at=fell_at, call=CALL),
        events.AsteriskLost(at=lost_at),
    ]
    assert opened.left is not None
    assert (opened.left.died_at, opened.left.book.ended_at(CALL)) == (lost_at, None)
    assert opened.read().channel(CALL) is None


def test_the_books_place_is_noted_when_all_before_it_has_been_told(
    meeting: Meeting, state: State, tmp_path: Path
) -> None:
    now = AT
    meeting.clock = lambda: now
    book = tmp_path / "book"
    write(book, "CHAN_START", 1)
    read(meeting, book).read()
    assert meeting.note_place(state, 0) is None
    before = book.stat().st_size
    write(book, "HANGUP", 0)
    assert meeting.book is not None
    meeting.book.read()
    now = AT + TOLD_BY
    noted = meeting.note_place(state, 0)
    assert isinstance(noted, events.AsteriskMet)
    assert noted.book_offset == before
    state.calls[CALL] = a_call(CALL, AT)
    assert meeting.note_place(state, 0) is None
