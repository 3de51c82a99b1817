"""Voice messages in a call: takes, their ends, and which of them counts."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from callcenter import commands
from callcenter.call import Call
from callcenter.center import Center
from callcenter.events import Event
from tests.unit.callcenter.askings import cancels, of, sets
from tests.unit.callcenter.happenings import (
    arrives,
    falls,
    fires,
    heard,
    leaves,
    presses,
    recorded,
    recording_ends,
    unrecorded,
)
from tests.unit.callcenter.playbook import MONDAY, Playbook, play
from tests.unit.callcenter.test_conversing import center, named
from tests.unit.ivr_flows.script import flow_of

pytestmark = pytest.mark.unit

MESSAGE = named(
    flow_of("""
[nodes.message]
verb = "message"
text = "お話しください。"
next = "bye"
empty = "nothing"
confirm = "録り直すには2を押してください。"
limit_s = 30
silence_s = 3

[nodes.bye]
verb = "hangup"

[nodes.nothing]
verb = "hangup"
"""),
    "welcome",
)
TAKE = commands.RecordMessage(call="a", snoop="a~s1", recording="a~m1", limit_s=30.0, silence_s=3.0)
END = commands.EndSnoop(call="a", snoop="a~s1")


def taking() -> tuple[Center, Call]:
    made = center(MESSAGE)
    play(made, arrives("a"), heard("a~p1"))
    assert Playbook(made) >> heard("a~p2") << TAKE << sets("a~t1", 35)
    return made, made.state.calls["a"]


def spoken(recording: str, seconds: float) -> Event:
    """Three seconds of silence end a take in which somebody spoke for so long."""
    return replace(recording_ends(recording), at=MONDAY + timedelta(seconds=seconds + 3))


def left_with(made: Center) -> str | None:
    (closed,) = of(commands.CloseCall, play(made, leaves("a")))
    return closed.message


def test_a_silence_ends_a_take_and_the_row_names_it() -> None:
    made, _call = taking()
    play(made, recorded("a~m1"))
    asked = play(made, spoken("a~m1", 7))
    assert [cancels("a~t1"), END] == [each for each in asked if each in (cancels("a~t1"), END)]
    assert len(of(commands.Announce, asked)) == 1  # asks whether to record it anew
    assert left_with(made) == "a~m1"


def test_a_take_that_holds_no_word_is_none() -> None:
    made, _call = taking()
    play(made, spoken("a~m1", 0.4))
    assert left_with(made) is None


def test_the_last_take_counts() -> None:
    made, _call = taking()
    play(made, spoken("a~m1", 7), presses("a", "2"), heard("a~p4"), spoken("a~m2", 5))
    assert left_with(made) == "a~m2"


def test_a_key_ends_it_in_order() -> None:
    made, _call = taking()
    assert Playbook(made) >> presses("a", "#") << END
    play(made, spoken("a~m1", -1.5))  # no silence ended it
    assert left_with(made) == "a~m1"


def test_who_hangs_up_while_speaking_has_left_a_message() -> None:
    made, _call = taking()
    assert left_with(made) == "a~m1"


def test_who_falls_while_speaking_has_left_one_too() -> None:
    made, call = taking()
    assert END in play(made, falls("a"))
    assert call.messages == ["a~m1"]


def test_what_cannot_be_recorded_is_no_message() -> None:
    made, call = taking()
    play(made, unrecorded("a~m1"))
    assert call.messages == []
    assert call.playing is None  # the flow led to its end


def test_an_end_that_nobody_tells_of_is_not_waited_for_longer_than_the_limit() -> None:
    made, call = taking()
    asked = play(made, fires("a~t1"))
    assert END in asked
    assert len(of(commands.Announce, asked)) == 1
    assert play(made, spoken("a~m1", 7)) == []
    assert call.messages == ["a~m1"]
