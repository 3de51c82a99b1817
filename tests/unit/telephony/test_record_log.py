"""The log on disk: written before anything else, and whole again after whatever happened."""

from __future__ import annotations

import errno
import os
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from callcenter import record
from callcenter.events import InstanceStarted
from callcenter.record import Header, Record
from telephony import record_log
from telephony.record_log import RecordLog

pytestmark = pytest.mark.unit

AT = datetime(2026, 2, 2, 1, tzinfo=UTC)
DAY = date(2026, 2, 2)


def header(n: int) -> Header:
    return Header(n=n, at=AT, source="s", campaign="c", offset_s=0.0, state={"arrivals": n})


def entry(n: int) -> Record:
    return Record(n=n, event=InstanceStarted(at=AT))


def line(n: int) -> bytes:
    return record.encode(entry(n))


@pytest.fixture
def told() -> list[bool]:
    return []


@pytest.fixture
def log_file(tmp_path: Path, told: list[bool]) -> RecordLog:
    return RecordLog(tmp_path / "log", trouble=told.append)


def test_a_record_is_in_the_file_as_soon_as_it_was_written(
    log_file: RecordLog, tmp_path: Path
) -> None:
    log_file.begin_file(header(0), DAY)
    log_file.write(line(1))
    assert (tmp_path / "log" / "000000000001.jsonl").read_bytes().endswith(line(1))
    log_file.close()


def test_recovery_gives_the_last_header_and_the_records_after_it(
    log_file: RecordLog, tmp_path: Path
) -> None:
    log_file.begin_file(header(0), DAY)
    log_file.write(line(1))
    log_file.begin_file(header(1), DAY)
    log_file.write(line(2))
    log_file.write(line(3))
    log_file.close()
    found = record_log.recover(tmp_path / "log")
    assert found is not None
    assert found.header == header(1)
    assert found.records == (entry(2), entry(3))
    assert found.last_n == 3


def test_a_torn_last_line_is_left_out(log_file: RecordLog, tmp_path: Path) -> None:
    log_file.begin_file(header(0), DAY)
    log_file.write(line(1))
    log_file.write(line(2)[:-10])
    log_file.close()
    found = record_log.recover(tmp_path / "log")
    assert found is not None
    assert found.last_n == 1


def test_without_a_log_there_is_nothing_to_recover(tmp_path: Path) -> None:
    assert record_log.recover(tmp_path) is None


def test_a_new_file_is_due_at_the_start_at_midnight_and_when_it_is_full(
    log_file: RecordLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(record_log, "RECORDS_PER_FILE", 2)
    assert log_file.is_file_due(DAY)
    log_file.begin_file(header(0), DAY)
    assert not log_file.is_file_due(DAY)
    assert log_file.is_file_due(date(2026, 2, 3))
    log_file.write(line(1))
    log_file.write(line(2))
    assert log_file.is_file_due(DAY)
    log_file.close()


def test_what_the_disk_refuses_waits_and_is_written_later_in_order(
    log_file: RecordLog, tmp_path: Path, told: list[bool], monkeypatch: pytest.MonkeyPatch
) -> None:
    log_file.begin_file(header(0), DAY)
    real, room = os.write, [5]

    def nearly_full(fd: int, data: bytes) -> int:
        if room[0] == 0:
            raise OSError(errno.ENOSPC, "no space")
        done = real(fd, data[: room[0]])
        room[0] -= done
        return done

    monkeypatch.setattr(os, "write", nearly_full)
    log_file.write(line(1))
    log_file.write(line(2))
    assert told == [True]
    monkeypatch.setattr(os, "write", real)
    log_file.write(line(3))
    log_file.close()
    assert told == [True, False]
    found = record_log.recover(tmp_path / "log")
    assert found is not None
    assert found.records == (entry(1), entry(2), entry(3))


def test_when_even_memory_is_full_the_next_file_begins_with_the_whole_state(
    log_file: RecordLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    log_file.begin_file(header(0), DAY)
    monkeypatch.setattr(record_log, "WAITING_MAX", 10)
    real = os.write

    def full(fd: int, data: bytes) -> int:
        raise OSError(errno.ENOSPC, "no space")

    monkeypatch.setattr(os, "write", full)
    log_file.write(line(1))
    monkeypatch.setattr(os, "write", real)
    assert log_file.is_file_due(DAY)
    log_file.close()
