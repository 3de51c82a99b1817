"""The audit puts right what differs twice, and leaves alone what was only under way."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import cast

import pytest

from callcenter import events
from callcenter.events import Cause
from callcenter.state import State
from telephony import audit as auditing
from telephony import reconcile
from telephony.audit import Audit
from telephony.errors import AriRefused, AriUnreachable
from telephony.meeting import Meeting
from telephony.reconcile import Missed

pytestmark = pytest.mark.unit

AT = datetime(2026, 2, 2, 1, tzinfo=UTC)
MOMENT_S = 0.05
"""So long is waited for what must not come."""


def left(call: str, s: float = 0.0) -> events.CallerLeft:
    return events.CallerLeft(at=AT + timedelta(seconds=s), call=call, cause=Cause.LOST)


def arrived(call: str) -> events.CallArrived:
    return events.CallArrived(at=AT, call=call, line="+81", caller=None, withheld=None)


class Looks:
    """A meeting that sees one thing after the other."""

    def __init__(self, *looks: Sequence[Missed] | Exception) -> None:
        self.looks = list(looks)
        self.noted: list[events.Event] = []
        self.is_waiting = False
        self.is_lost = False
        self.unsent: set[str] = set()

    def is_somebody_waiting(self, state: State, for_s: float) -> bool:
        return self.is_waiting

    async def look(self, state: State, *, unsent: frozenset[str]) -> Sequence[Missed]:
        self.unsent |= unsent
        look = self.looks.pop(0) if self.looks else []
        if isinstance(look, Exception):
            raise look
        return look

    def note_place(self, state: State, after_bytes: int) -> events.Event | None:
        return self.noted.pop() if self.noted else None


@pytest.fixture(autouse=True)
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(auditing, "AUDITED_EACH_S", 0.001)
    monkeypatch.setattr(auditing, "LOOKED_AGAIN_S", 0.0)
    monkeypatch.setattr(auditing, "ARRIVED_S", 0.0)
    monkeypatch.setattr(auditing, "ASKED_AGAIN_S", 0.0)
    monkeypatch.setattr(reconcile, "missed_events", lambda state, seen: list(seen))


def audit_of(looks: Looks, *unsent: str) -> Audit:
    return Audit(
        cast(Meeting, looks),
        unsent=lambda: frozenset(unsent),
        is_lost=lambda: looks.is_lost,
    )


async def first(
    looks: Looks, within_s: float = 5.0, *, unsent: str = ""
) -> tuple[list[Missed] | None, int]:
    audit = audit_of(looks, unsent)
    try:
        async with asyncio.timeout(within_s):
            return await anext(audit.findings(State())), audit.corrections
    except TimeoutError:
        return None, audit.corrections


async def test_what_differs_at_two_looks_is_put_right_and_counted() -> None:
    looks = Looks([left("a"), left("b")], [left("b", 1.0), left("c", 1.0)])
    assert await first(looks) == ([left("b", 1.0)], 1)


async def test_what_differs_once_was_under_way() -> None:
    assert await first(Looks([left("a")], [], [left("b")], [left("a")]), MOMENT_S) == (None, 0)


async def test_a_look_is_told_what_is_still_to_be_rung() -> None:
    looks = Looks()
    await first(looks, MOMENT_S, unsent="a~1")
    assert looks.unsent == {"a~1"}


async def test_who_arrived_unheard_is_taken_in_before_their_lease_runs_out(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(auditing, "LOOKED_AGAIN_S", 3600.0)
    looks = Looks([left("a"), arrived("b")], [left("a"), arrived("b")], [left("a")])
    assert await first(looks) == ([arrived("b")], 1)


async def test_a_question_that_was_refused_is_asked_again_at_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(auditing, "AUDITED_EACH_S", 3600.0)
    monkeypatch.setattr(auditing, "DOUBTED_S", 0.0)
    monkeypatch.setattr(auditing, "DOUBTED_TIMES", 1)
    refused = AriRefused(method="", path="", status=500)
    looks = Looks([left("a")], refused, [left("a", 1.0)])
    audit = audit_of(looks)
    audit.doubt()
    async with asyncio.timeout(5):
        assert await anext(audit.findings(State())) == [left("a", 1.0)]


async def test_a_lost_link_ends_no_audit() -> None:
    gone = AriUnreachable(method="", path="")
    assert await first(Looks(gone, [left("a")], [left("a", 1.0)])) == ([left("a", 1.0)], 1)


async def test_what_a_lost_link_did_not_tell_is_left_to_the_meeting() -> None:
    looks = Looks([left("a")], [left("a", 1.0)])
    looks.is_lost = True
    assert await first(looks, MOMENT_S) == (None, 0)


async def test_how_far_the_book_was_read_is_noted_and_is_no_correction() -> None:
    looks = Looks()
    looks.noted.append(events.AsteriskMet(at=AT, started="then", book="b", book_offset=5))
    found, corrections = await first(looks)
    assert ([type(each) for each in found or ()], corrections) == ([events.AsteriskMet], 0)


async def test_a_doubt_is_looked_into_at_once_and_what_it_finds_is_no_correction(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(auditing, "AUDITED_EACH_S", 3600.0)
    monkeypatch.setattr(auditing, "DOUBTED_S", 0.0)
    looks = Looks([left("a")], [left("a", 1.0)])
    audit = audit_of(looks)
    audit.doubt()
    async with asyncio.timeout(5):
        found = await anext(audit.findings(State()))
    assert (found, audit.corrections) == ([left("a", 1.0)], 0)
    assert [each.levelname for each in caplog.records] == ["WARNING"]


async def test_as_long_as_somebody_waits_it_looks_more_often(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(auditing, "AUDITED_EACH_S", 3600.0)
    monkeypatch.setattr(auditing, "WAITED_EACH_S", 0.01)
    looks = Looks([left("a")], [left("a", 1.0)])
    looks.is_waiting = True
    assert await first(looks) == ([left("a", 1.0)], 1)
    looks = Looks([left("a")], [left("a", 1.0)])
    assert await first(looks, MOMENT_S) == (None, 0)
