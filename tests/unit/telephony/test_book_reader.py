"""Asterisk's book is read on from any place, whatever was done to the file meanwhile."""

from __future__ import annotations

import json
import logging
import time
from pathlib import Path
from typing import Any

import pytest

from telephony.book_reader import START, BookReader, Entry, Kind, Place

pytestmark = pytest.mark.unit

BRIDGE = {"bridge_id": "mdg1-1.0~b1", "bridge_technology": "simple_bridge"}
HANG_UP = {"hangupcause": 16, "hangupsource": "PJSIP/carrier-00000000", "dialstatus": ""}


def line(kind: str = "ANSWER", at: float = 1.5, **said: Any) -> bytes:
    """Write a line as Asterisk 22.10.1 does."""
    extra = said.pop("extra", None)
    told = {
        "eventtype": kind,
        "eventtime": at,
        "uniqueid": "mdg1-1.0",
        "linkedid": "mdg1-1.0",
        "channame": "PJSIP/carrier-00000000",
        "appname": "",
        "peer": "",
        "eventextra": json.dumps(extra) if extra else "",
    } | said
    return json.dumps(told).encode() + b"\n"


def entry(kind: Kind = "ANSWER", at: float = 1.5, **told: Any) -> Entry:
    name = "PJSIP/carrier-00000000"
    return Entry(kind=kind, at=at, channel="mdg1-1.0", call="mdg1-1.0", name=name, **told)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "cel.json"


def append(path: Path, *parts: bytes) -> None:
    with path.open("ab") as file:
        file.write(b"".join(parts))


def test_each_kind_of_line_is_read(path: Path) -> None:
    append(
        path,
        line("CHAN_START", 1795210039.030257),
        line("ANSWER", 1795210039.039911, appname="StasisBroadcast"),
        line("BRIDGE_ENTER", 2, extra=BRIDGE),
        line("BRIDGE_EXIT", 3, extra=BRIDGE, peer="PJSIP/seat-01-00000001"),
        line("HANGUP", 4, extra=HANG_UP),
        line("CHAN_END", 4),
    )
    assert BookReader(path).read() == [
        entry("CHAN_START", 1795210039.030257),
        entry("ANSWER", 1795210039.039911),
        entry("BRIDGE_ENTER", 2, bridge="mdg1-1.0~b1"),
        entry("BRIDGE_EXIT", 3, bridge="mdg1-1.0~b1"),
        entry("HANGUP", 4, cause=16, hung_up_by="PJSIP/carrier-00000000"),
        entry("CHAN_END", 4),
    ]


def test_a_book_that_is_not_there_yet_is_empty(path: Path) -> None:
    reader = BookReader(path)
    assert (reader.read(), reader.place) == ([], START)
    append(path, line())
    assert reader.read() == [entry()]


def test_a_book_that_cannot_be_read_says_so_and_the_place_stays(path: Path) -> None:
    path.mkdir()
    reader = BookReader(path, Place("f", 7))
    with pytest.raises(OSError, match="directory"):
        reader.read()
    assert reader.place == Place("f", 7)


def test_reading_goes_on_where_it_ended(path: Path) -> None:
    append(path, line(at=1), line(at=2))
    reader = BookReader(path)
    assert reader.read() == [entry(at=1), entry(at=2)]
    assert reader.read() == []
    append(path, line(at=3))
    assert reader.read() == [entry(at=3)]


def test_another_reader_goes_on_from_a_stored_place(path: Path) -> None:
    append(path, line(at=1))
    reader = BookReader(path)
    reader.read()
    append(path, line(at=2))
    assert reader.place.offset == len(line(at=1))
    assert BookReader(path, reader.place).read() == [entry(at=2)]


@pytest.mark.parametrize("cut", [1, 40, len(line(at=2)) - 1])
def test_a_torn_last_line_is_left_for_next_time(path: Path, cut: int) -> None:
    append(path, line(at=1), line(at=2)[:cut])
    reader = BookReader(path)
    assert reader.read() == [entry(at=1)]
    assert reader.place.offset == len(line(at=1))
    append(path, line(at=2)[cut:])
    assert reader.read() == [entry(at=2)]
    assert reader.skipped == 0


def test_a_first_line_that_is_still_being_written_tells_no_file(path: Path) -> None:
    append(path, line()[:-1])
    reader = BookReader(path)
    assert (reader.read(), reader.place) == ([], START)


def test_a_book_that_was_renamed_away_is_begun_anew(path: Path) -> None:
    append(path, line(at=1), line(at=2))
    reader = BookReader(path)
    reader.read()
    path.rename(path.with_suffix(".old"))
    assert reader.read() == []
    append(path, *(line(at=at) for at in (3, 4, 5)))
    assert reader.read() == [entry(at=3), entry(at=4), entry(at=5)]
    assert reader.place.offset == path.stat().st_size


def test_a_book_that_was_emptied_in_its_place_is_begun_anew(path: Path) -> None:
    append(path, line(at=1), line(at=2))
    reader = BookReader(path)
    reader.read()
    path.write_bytes(line(at=3) + line(at=4) + line(at=5))
    assert [each.at for each in reader.read()] == [3, 4, 5]


def test_a_book_that_shrank_is_read_from_its_start(path: Path) -> None:
    append(path, line(at=1), line(at=2))
    reader = BookReader(path)
    reader.read()
    path.write_bytes(line(at=1))
    assert reader.read() == [entry(at=1)]


def test_a_copied_book_is_the_same_book(path: Path) -> None:
    append(path, line(at=1), line(at=2))
    reader = BookReader(path)
    reader.read()
    copy = path.with_name("restored")
    copy.write_bytes(path.read_bytes() + line(at=3))
    assert BookReader(copy, reader.place).read() == [entry(at=3)]


@pytest.mark.parametrize(
    "broken",
    [
        b"\n",
        b"no json\n",
        b"[]\n",
        b"\xff\xfe{}\n",
        line()[: len(line()) // 2] + line(),
        line().replace(b'"uniqueid"', b'"other"'),
        line("LINKEDID_END"),
        line(at="now"),  # type: ignore[arg-type]
        line("BRIDGE_ENTER"),
        line("BRIDGE_ENTER", extra={"bridge_technology": "simple_bridge"}),
        line("HANGUP", extra={"hangupcause": "0312345678", "hangupsource": ""}),
    ],
)
def test_a_line_that_cannot_be_understood_is_skipped_and_counted(
    path: Path, broken: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    append(path, line(at=1), broken, line(at=3))
    reader = BookReader(path)
    assert reader.read() == [entry(at=1), entry(at=3)]
    assert reader.skipped == 1
    assert reader.place.offset == path.stat().st_size
    assert [each.levelno for each in caplog.records] == [logging.ERROR]


def test_broken_lines_are_logged_once_and_without_their_content(
    path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    broken = line("HANGUP", extra={"hangupcause": "0312345678", "hangupsource": ""})
    append(path, broken, broken)
    reader = BookReader(path)
    reader.read()
    append(path, broken)
    reader.read()
    (logged,) = caplog.records
    assert reader.skipped == 3
    assert logged.__dict__["action"] == "book_line_malformed"
    assert "hangupcause" in logged.__dict__["why"]
    assert "0312345678" not in str(logged.__dict__)


def test_a_first_line_that_cannot_be_understood_still_names_the_file(path: Path) -> None:
    append(path, b"broken\n", line(at=1))
    reader = BookReader(path)
    reader.read()
    append(path, line(at=2))
    assert reader.read() == [entry(at=2)]


def test_a_hundred_thousand_lines_are_read_within_a_second(path: Path) -> None:
    call = (
        line("CHAN_START"),
        line("ANSWER"),
        line("BRIDGE_ENTER", extra=BRIDGE),
        line("BRIDGE_EXIT", extra=BRIDGE),
        line("HANGUP", extra=HANG_UP),
    )
    append(path, b"".join(call) * 20_000)
    reader = BookReader(path)
    began = time.process_time()
    assert len(reader.read()) == 100_000
    assert time.process_time() - began < 1
