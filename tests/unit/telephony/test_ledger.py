"""The ledger: one number after the other, written before it is passed on."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from callcenter.commands import ShowSeat
from callcenter.events import InstanceStarted
from callcenter.record import Seen
from callcenter.seat import SeatState
from callcenter.state import State
from telephony import ledger as keeping
from telephony import record_log
from telephony.ledger import Instance, Ledger
from telephony.record_log import RecordLog

pytestmark = pytest.mark.unit

AT = datetime(2026, 2, 2, 1, tzinfo=UTC)
STARTED = InstanceStarted(at=AT)


@pytest.fixture
def published() -> list[int]:
    return []


@pytest.fixture
def ledger(tmp_path: Path, published: list[int]) -> Iterator[Ledger]:
    instance = Instance(
        source="source",
        campaign="campaign",
        flows="flows",
        offset=timedelta(hours=-1),
        clock=lambda: AT,
        day_of=lambda at: at.date(),
    )
    file = RecordLog(tmp_path, trouble=lambda _: None)
    yield Ledger(
        instance=instance,
        file=file,
        state=State(arrivals=7),
        publish=lambda n, _: published.append(n),
        last_n=41,
    )
    file.close()


def test_a_file_begins_with_the_whole_state_and_the_count_goes_on(
    ledger: Ledger, tmp_path: Path, published: list[int]
) -> None:
    ledger.turn_page(AT)
    entry = ledger.enter(STARTED, (), "token")
    assert published == []  # first what was decided is begun
    ledger.tell(entry)
    found = record_log.recover(tmp_path)
    assert found is not None
    assert (found.header.n, found.header.state["arrivals"], found.last_n) == (41, 7, 42)
    assert found.header.offset_s == -3600
    assert published == [42]


def test_what_shows_who_rings_is_hurried_and_nothing_else(ledger: Ledger) -> None:
    hurried: list[int] = []
    ledger.hurry = lambda: hurried.append(ledger.last_n)
    ledger.turn_page(AT)
    for state in (SeatState.RINGING, SeatState.TALKING):
        shown = ShowSeat(
            seat="seat-01", state=state.value, since=AT, reason="", call="c1", registered=True
        )
        ledger.tell(ledger.enter(STARTED, (shown,), None))
    assert hurried == [42]


def test_midnight_turns_the_page(ledger: Ledger, tmp_path: Path) -> None:
    ledger.turn_page(AT)
    ledger.enter(STARTED, (), None)
    ledger.turn_page(AT)
    assert len(record_log.files(tmp_path)) == 1
    ledger.turn_page(AT + timedelta(days=1))
    assert len(record_log.files(tmp_path)) == 2


def test_tokens_are_remembered_as_far_as_they_may_come_again(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeping, "TOKENS_MAX", 2)
    ledger.turn_page(AT)
    for token in ("a", "b", "c"):
        ledger.enter(STARTED, (), token)
    assert ledger.tokens == {"b": Seen(43), "c": Seen(44)}
