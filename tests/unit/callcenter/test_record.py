"""The log's line: what is written is what is read, and what cannot be read says so."""

from __future__ import annotations

import dataclasses
import json
import typing
from datetime import UTC, datetime

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from callcenter import commands, events, record
from callcenter.commands import Command
from callcenter.errors import UnknownRecord
from callcenter.events import Event
from callcenter.record import FORMAT, Header, Record, Seen, decode, encode, encode_header, read
from tests.unit.callcenter import scenes
from tests.unit.callcenter.generated import instances
from tests.unit.callcenter.playbook import MONDAY

pytestmark = pytest.mark.unit

EVENT = events.ReadyPressed(at=MONDAY, seat="seat-01", by="op-1")
HEADER = Header(n=41, at=MONDAY, source="5a", campaign="ca", offset_s=-3.5, state={"calls": {}})


def plainly(written: Record) -> bytes:
    """Write a line as the format says it: the type, then every field in its order."""
    event, *asked = (
        {"type": type(each).__name__}
        | {one.name: getattr(each, one.name) for one in dataclasses.fields(each)}
        for each in (written.event, *written.commands)
    )
    line = {"n": written.n, "at": event.pop("at"), "event": event, "commands": asked}
    token = {} if written.token is None else {"token": written.token}
    return msgspec.json.encode(line | token) + b"\n"


@pytest.mark.parametrize("kind", typing.get_args(Event), ids=lambda kind: kind.__name__)
@given(data=st.data())
@settings(max_examples=20, derandomize=True, deadline=None)
def test_every_event_comes_back_as_it_was(kind: type[Event], data: st.DataObject) -> None:
    written = Record(n=data.draw(st.integers(1, 2**53)), event=data.draw(instances(kind)))
    assert decode(encode(written)) == written
    assert encode(written) == plainly(written)


@pytest.mark.parametrize("kind", typing.get_args(Command), ids=lambda kind: kind.__name__)
@given(data=st.data())
@settings(max_examples=20, derandomize=True, deadline=None)
def test_every_command_comes_back_as_it_was(kind: type[Command], data: st.DataObject) -> None:
    asked = tuple(data.draw(st.lists(instances(kind), max_size=3)))
    written = Record(n=1, event=EVENT, commands=asked, token=data.draw(st.none() | st.text()))
    assert decode(encode(written)) == written
    assert encode(written) == plainly(written)


def test_a_line_is_to_the_byte_what_it_always_was() -> None:
    asked = (
        commands.SetTimer(timer="c-1~t1", due=MONDAY),
        commands.Refuse(reason='no "seat"'),
        commands.RaiseAlarm(kind="asterisk", subject="", detail="黙"),
    )
    assert encode(Record(n=7, event=events.AsteriskLost(at=MONDAY))) == (
        b'{"n":7,"at":"2026-02-02T01:00:00Z",'
        b'"event":{"type":"AsteriskLost","in_order":false},"commands":[]}\n'
    )
    assert encode(Record(n=8, event=EVENT, commands=asked, token="t,1")).decode() == (
        '{"n":8,"at":"2026-02-02T01:00:00Z",'
        '"event":{"type":"ReadyPressed","seat":"seat-01","by":"op-1"},"commands":['
        '{"type":"SetTimer","timer":"c-1~t1","due":"2026-02-02T01:00:00Z"},'
        '{"type":"Refuse","reason":"no \\"seat\\""},'
        '{"type":"RaiseAlarm","kind":"asterisk","subject":"","detail":"黙","since":null}],'
        '"token":"t,1"}\n'
    )


def test_every_event_and_command_has_its_name_in_the_log() -> None:
    assert set(record.EVENTS.values()) == set(typing.get_args(Event))
    assert set(record.COMMANDS.values()) == set(typing.get_args(Command))


def test_a_line_reads_as_the_design_says() -> None:
    asked = (commands.Refuse(reason="unknown_seat"),)
    line = encode(Record(n=7, event=EVENT, commands=asked, token="t"))
    assert line.endswith(b"}\n")
    assert b"\n" not in line[:-1]
    assert json.loads(line) == {
        "n": 7,
        "at": "2026-02-02T01:00:00Z",
        "event": {"type": "ReadyPressed", "seat": "seat-01", "by": "op-1"},
        "commands": [{"type": "Refuse", "reason": "unknown_seat"}],
        "token": "t",
    }
    assert "token" not in json.loads(encode(Record(n=7, event=EVENT)))


def test_a_header_comes_back_as_it_was() -> None:
    assert decode(encode_header(HEADER)) == HEADER


def test_a_header_carries_the_whole_state() -> None:
    state = scenes.talking(ready=2).center.state
    header = Header(
        n=1,
        at=MONDAY,
        source="5a",
        campaign="ca",
        offset_s=0.0,
        state=state.to_plain(),
        tokens={"t": Seen(1)},
    )
    read_back = decode(encode_header(header))
    assert isinstance(read_back, Header)
    assert type(state).from_plain(read_back.state) == state
    assert read_back.tokens == {"t": Seen(1)}


def test_what_became_of_a_wish_is_read_off_its_record() -> None:
    refused = (commands.Refuse(reason="unknown_seat"),)
    assert Seen.of(Record(n=7, event=EVENT)) == Seen(7, None)
    assert Seen.of(Record(n=8, event=EVENT, commands=refused)) == Seen(8, "unknown_seat")


def test_a_torn_last_line_is_left_out() -> None:
    lines = [encode_header(HEADER), encode(Record(n=42, event=EVENT)), b'{"n":43,"at":"20']
    assert list(read(lines)) == [HEADER, Record(n=42, event=EVENT)]


def test_a_last_line_that_lacks_only_its_end_is_torn_too() -> None:
    whole = encode(Record(n=42, event=EVENT))
    assert list(read([whole, whole[:-1]])) == [Record(n=42, event=EVENT)]


def test_a_bad_line_in_the_middle_is_named_by_its_number() -> None:
    lines = [encode_header(HEADER), b"{}\n", encode(Record(n=42, event=EVENT))]
    with pytest.raises(UnknownRecord) as caught:
        list(read(lines))
    assert caught.value.line == 2


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"\n",
        b"nothing\n",
        b"[]\n",
        b"3\n",
        b"null\n",
        b'"header"\n',
        b"\xff\xfe\n",
        b'{"header":3}\n',
        b'{"header":{}}\n',
        b'{"n":1,"at":"2026-02-02T01:00:00Z","event":{"type":"CallArrived"},"commands":[]}\n',
        b'{"n":1,"at":"2026-02-02T01:00:00Z","event":{"type":"Exploded"},"commands":[]}\n',
        b'{"n":1,"at":"2026-02-02T01:00:00Z","event":{"type":["AsteriskLost"]},"commands":[]}\n',
        b'{"n":1,"at":"yesterday","event":{"type":"AsteriskLost"},"commands":[]}\n',
        b'{"n":1,"at":"2026-02-02T01:00:00Z","event":{"type":"AsteriskLost"},"commands":[3]}\n',
        b'{"n":1,"at":"2026-02-02T01:00:00Z","event":{"type":"AsteriskLost"}}\n',
        b'{"n":"1","at":"2026-02-02T01:00:00Z","event":{"type":"AsteriskLost"},"commands":[]}\n',
    ],
)
def test_a_line_that_cannot_be_read_says_so(line: bytes) -> None:
    with pytest.raises(UnknownRecord) as caught:
        decode(line, number=9)
    assert caught.value.line == 9


def test_another_format_is_not_guessed_at() -> None:
    line = encode_header(HEADER).replace(b'"format":%d' % FORMAT, b'"format":%d' % (FORMAT + 1))
    with pytest.raises(UnknownRecord, match="format 2 is not known"):
        decode(line)


def test_a_field_that_a_newer_version_added_is_passed_by() -> None:
    line = encode(Record(n=1, event=EVENT)).replace(b'"by":', b'"mood":"good","by":')
    assert decode(line) == Record(n=1, event=EVENT)


@given(st.binary(max_size=60))
@settings(max_examples=100, derandomize=True, deadline=None)
def test_noise_is_never_read_as_anything(noise: bytes) -> None:
    with pytest.raises(UnknownRecord):
        decode(noise)


def test_instants_of_other_zones_stay_the_same_instants() -> None:
    tokyo = datetime.fromisoformat("2026-02-02T10:00:00+09:00")
    written = Record(n=1, event=events.AsteriskLost(at=tokyo))
    read_back = decode(encode(written))
    assert isinstance(read_back, Record)
    assert read_back.event.at.astimezone(UTC) == MONDAY
