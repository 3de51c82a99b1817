"""What Sapporo's callers hear: the shipped flows, played by the heart with the real interpreter."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from callcenter import commands, events
from callcenter.center import Center
from callcenter.commands import Command
from callcenter.events import Event
from ivr_flows import loader
from ivr_flows.interpreter import Interpreter
from tests.unit.callcenter import contract
from tests.unit.callcenter.askings import of
from tests.unit.callcenter.happenings import arrives, fires, heard, presses, ready, registers
from tests.unit.callcenter.playbook import MONDAY, NOW, play
from tests.unit.ivr_flows.sapporo import VALUES

pytestmark = pytest.mark.unit

OPENINGS = tuple((day.day, day.opens) for day in contract.open_days())
FLOWS = loader.load([loader.SHIPPED], replace(VALUES, openings=OPENINGS)).flows
TEXTS = {prompt.sound: prompt.text for flow in FLOWS for prompt in flow.prompts()}
CAMPAIGN = contract.campaign(
    flows=replace(contract.FLOWS, notice="recording_notice", emergency="emergency")
)


class Caller:
    """One caller's ear; `a` calls, and whoever called before waits in front."""

    def __init__(self, *, at: datetime = MONDAY, seats: int = 0, before: int = 0) -> None:
        self.at = at
        self.center = Center(CAMPAIGN, Interpreter(FLOWS))
        self.then(events.InstanceStarted(at=NOW))
        for count in range(seats):
            self.then(registers(f"seat-0{count + 1}"), ready(f"seat-0{count + 1}"))
        for count in range(before):
            self.then(arrives(f"b{count}"))
        self.said = self.told(self.then(arrives("a")))

    def then(self, *happened: Event) -> list[Command]:
        return play(self.center, *happened, at=self.at)

    def told(self, asked: list[Command]) -> str:
        return " ".join(
            TEXTS[each]
            for announced in of(commands.Announce, asked)
            for each in announced.sounds
            if isinstance(each, str)
        )

    def goes_on(self) -> str:
        """What comes after what is being said, or after the flow's wait for a key."""
        playing = self.center.state.calls["a"].playing
        assert playing is not None
        if playing.playback:
            return self.told(self.then(heard(playing.playback)))
        (timer,) = playing.due
        return self.told(self.then(fires(timer)))

    def hears_on(self, *, until: str) -> str:
        while until not in (said := self.goes_on()):
            assert self.center.state.calls["a"].playing is not None
        return said


def test_english_is_offered_and_a_key_chooses_it_for_all_that_follows() -> None:
    caller = Caller()
    assert "混み合っております" in caller.said
    assert caller.goes_on().startswith("All our lines are busy.")
    notice = caller.told(caller.then(presses("a", "2")))
    assert notice.startswith("This call is recorded")
    caller.goes_on()
    call = caller.center.state.calls["a"]
    assert call.repeat_timer is not None
    waiting = caller.told(caller.then(fires(call.repeat_timer)))
    assert "You are number one in the queue." in waiting
    assert "混み" not in waiting


def test_with_a_free_seat_one_sound_tells_it_all_and_the_seat_rings() -> None:
    caller = Caller(seats=1)
    assert "この通話を録音いたします" in caller.said
    assert caller.goes_on() == ""
    assert caller.center.state.calls["a"].offer is not None


def test_who_waits_hears_the_place_and_once_it_is_known_the_wait() -> None:
    caller = Caller(before=2)
    caller.hears_on(until="あらかじめご了承ください")
    caller.goes_on()
    call = caller.center.state.calls["a"]
    for minutes, wait in ((None, ""), (2, "およそ6分かかる見込みです")):
        if minutes is not None:
            answers = [caller.at - timedelta(minutes=minutes * n) for n in (3, 2, 1)]
            caller.center.state.answers["general"] = answers
        assert call.repeat_timer is not None
        waiting = caller.told(caller.then(fires(call.repeat_timer)))
        assert "ただいま3番目でございます" in waiting
        assert wait in waiting
        assert ("見込み" in waiting) is bool(wait)
        caller.goes_on()


@pytest.mark.parametrize(
    ("at", "reason", "opening"),
    [
        (
            "2026-02-06T18:00:00",
            "受付時間外です",
            "2月9日、月曜日",
        ),
        ("2026-02-11T12:00:00", "休業日です", "2月12日、木曜日"),
        (
            "2026-02-12T08:59:59",
            "受付時間外です",
            "2月12日、木曜日",
        ),
        ("2026-05-29T18:00:00", "受付時間外です", ""),
    ],
)
def test_out_of_hours_the_next_opening_is_said(at: str, reason: str, opening: str) -> None:
    closed = Caller(at=contract.local(at)).hears_on(until=reason)
    said = f"次の受付は、{opening}の、午前9時からです。"
    assert (said in closed) is ("次の受付" in closed) is bool(opening)


def test_out_of_hours_a_key_chooses_english() -> None:
    caller = Caller(at=contract.local("2026-02-06T18:00:00"))
    assert caller.goes_on() == "For English, press 2."
    closed = caller.told(caller.then(presses("a", "2")))
    assert "Our hours are from nine a.m. to six p.m." in closed
    assert closed.endswith("We open again on Monday, February ninth, at nine a.m.")


def test_while_the_centre_is_closed_in_an_emergency_that_is_said() -> None:
    caller = Caller()
    caller.goes_on()
    caller.then(presses("a", "2"))
    caller.then(events.CenterClosed(at=NOW, by="sv-1", ends_waiting=True))
    caller.hears_on(until="Our telephone service is suspended")  # who waited, in English
    caller.then(arrives("late"))
    caller.then(heard("late~p1"), heard("late~p2"))
    call = caller.center.state.calls["late"]
    assert call.playing is not None
    (timer,) = call.playing.due
    assert "受付を休止しております" in caller.told(caller.then(fires(timer)))
