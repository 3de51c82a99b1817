"""Leases are renewed as long as we work, and end before two people talk."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager
from typing import Any

import pytest

from telephony import leases as leasing
from telephony.ari_requests import Request
from telephony.errors import AriConflict, AriError, AriGone, AriUnreachable
from telephony.leases import Leases

pytestmark = pytest.mark.unit


class Asterisk:
    app = "madoguchi"

    def __init__(self) -> None:
        self.said: list[tuple[str, str]] = []
        self.refuses: dict[str, AriError] = {}
        self.gate = asyncio.Event()
        self.gate.set()

    async def send(self, request: Request) -> Any:
        channel = request.path.split("/")[2]
        if request.params["value"] != "0":
            await self.gate.wait()
        self.said.append((channel, request.params["value"]))
        if channel in self.refuses:
            raise self.refuses[channel]


@pytest.fixture
def asterisk() -> Asterisk:
    return Asterisk()


@pytest.fixture(autouse=True)
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(leasing, "RENEWED_EACH_S", 0.01)


@asynccontextmanager
async def kept(leases: Leases) -> AsyncIterator[None]:
    async with asyncio.TaskGroup() as tasks:
        task = tasks.create_task(leases.keep())
        yield
        task.cancel()


async def test_who_is_held_is_renewed_again_and_again_until_dropped(asterisk: Asterisk) -> None:
    leases = Leases(asterisk, ["a"])
    leases.hold("b")
    async with kept(leases):
        await asyncio.sleep(0.05)
        assert asterisk.said.count(("a", "2")) >= 2
        assert asterisk.said.count(("b", "2")) >= 2
        leases.drop("a")
        asterisk.said.clear()
        await asyncio.sleep(0.05)
    assert {each for each, _ in asterisk.said} == {"b"}


@pytest.mark.parametrize("kind", [AriGone, AriConflict])
async def test_a_refused_renewal_is_no_reason_to_let_a_caller_go(
    asterisk: Asterisk, kind: type[AriError]
) -> None:
    asterisk.refuses["a"] = kind(method="", path="", status=404)
    leases = Leases(asterisk, ["a"])
    async with kept(leases):
        await asyncio.sleep(0.05)
        del asterisk.refuses["a"]
        await asyncio.sleep(0.05)
    assert ("a", "2") in asterisk.said


async def test_a_link_that_is_lost_drops_nobody(asterisk: Asterisk) -> None:
    asterisk.refuses["a"] = AriUnreachable(method="", path="")
    leases = Leases(asterisk, ["a"])
    async with kept(leases):
        await asyncio.sleep(0.05)
    assert leases.held == ("a",)
    assert len(asterisk.said) >= 2


async def test_an_end_comes_after_the_renewal_that_was_under_way(asterisk: Asterisk) -> None:
    asterisk.gate.clear()
    leases = Leases(asterisk, ["a"])
    async with kept(leases):
        await asyncio.sleep(0.02)
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(leases.end("a"))
            await asyncio.sleep(0.02)
            assert asterisk.said == []
            asterisk.gate.set()
        await asyncio.sleep(0.03)
    assert asterisk.said == [("a", "yes"), ("a", "2"), ("a", "0")]


async def test_who_falls_and_is_back_before_their_lease_was_ended_keeps_the_new_one(
    asterisk: Asterisk,
) -> None:
    asterisk.gate.clear()
    leases = Leases(asterisk, ["a"])
    async with kept(leases):
        await asyncio.sleep(0.02)  # a renewal has no answer yet
        async with asyncio.TaskGroup() as tasks:
            ending = tasks.create_task(_refused(leases.end("a")))
            await asyncio.sleep(0.02)
            leases.drop("a", has_fallen=True)
            leases.hold("a")
            asterisk.gate.set()
        assert isinstance(ending.result(), AriConflict)
        await asyncio.sleep(0.03)
    assert ("a", "0") not in asterisk.said


async def _refused(asked: Awaitable[object]) -> AriError | None:
    try:
        await asked
    except AriError as refused:
        return refused
    return None


async def test_a_renewal_without_an_answer_may_be_done_after_the_end_which_is_asked_for_again(
    asterisk: Asterisk,
) -> None:
    asterisk.refuses["a"] = AriUnreachable(method="", path="")
    leases = Leases(asterisk, ["a"])
    async with kept(leases):
        await asyncio.sleep(0.03)
        del asterisk.refuses["a"]
        await leases.end("a")
        await asyncio.sleep(0.05)
        assert asterisk.said.count(("a", "0")) >= 3
        leases.hold("a")  # the talk is over, and the caller waits again
        asterisk.said.clear()
        await asyncio.sleep(0.05)
    assert ("a", "0") not in asterisk.said
    assert ("a", "2") in asterisk.said


async def test_who_fell_is_guarded_against_a_late_renewal_in_the_fallbacks_talk_and_in_ours(
    asterisk: Asterisk,
) -> None:
    asterisk.refuses["a"] = AriUnreachable(method="", path="")
    leases = Leases(asterisk, ["a"])
    async with kept(leases):
        await asyncio.sleep(0.03)
        del asterisk.refuses["a"]
        leases.drop("a", has_fallen=True)
        asterisk.said.clear()
        await asyncio.sleep(0.05)
        assert asterisk.said == []  # who waits there comes back with a lease, which must not end
        leases.talks_in_fallback("a")
        await asyncio.sleep(0.05)
        assert asterisk.said.count(("a", "0")) >= 2
        assert ("a", "2") not in asterisk.said
        leases.hold("a")
        await asyncio.sleep(0.03)
        await leases.end("a")
        asterisk.said.clear()
        await asyncio.sleep(0.05)
        assert asterisk.said.count(("a", "0")) >= 2
        asterisk.refuses["a"] = AriGone(method="", path="", status=404)
        await asyncio.sleep(0.03)
        asterisk.said.clear()
        await asyncio.sleep(0.03)
    assert asterisk.said == []


async def test_who_falls_while_a_renewal_is_under_way_and_talks_there_is_guarded_against_it(
    asterisk: Asterisk,
) -> None:
    asterisk.gate.clear()
    leases = Leases(asterisk, ["a"])
    async with kept(leases):
        await asyncio.sleep(0.02)
        leases.drop("a", has_fallen=True)
        leases.talks_in_fallback("a")
        await asyncio.sleep(0.05)
        asterisk.gate.set()
        await asyncio.sleep(0.05)
    assert asterisk.said.count(("a", "0")) >= 2
    assert asterisk.said[-1] == ("a", "0")


async def test_who_talks_is_guarded_against_a_renewal_of_the_process_before_us(
    asterisk: Asterisk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(leasing, "UNKNOWN_S", 0.1)
    leases = Leases(asterisk, ["waits"])
    async with kept(leases):
        leases.met(["talks"])
        await asyncio.sleep(0.03)
        assert asterisk.said.count(("talks", "0")) >= 2
        assert ("waits", "0") not in asterisk.said
        await leases.end("waits")
        await asyncio.sleep(0.03)
        assert asterisk.said.count(("waits", "0")) >= 2
        await asyncio.sleep(0.1)
        asterisk.said.clear()
        await asyncio.sleep(0.03)
    assert "talks" not in {each for each, _ in asterisk.said}


async def test_who_is_told_that_they_are_not_let_in_is_never_marked_as_if_they_were(
    asterisk: Asterisk,
) -> None:
    leases = Leases(asterisk, ["in", "told"], refused=["told"])
    leases.hold("anew", is_let_in=False)
    async with kept(leases):
        await asyncio.sleep(0.05)
    assert {call for call, value in asterisk.said if value == "yes"} == {"in"}
    assert {call for call, value in asterisk.said if value == "2"} == {"in", "told", "anew"}


async def test_an_end_that_was_refused_and_is_tried_again_forgets_no_late_renewal(
    asterisk: Asterisk,
) -> None:
    asterisk.refuses["a"] = AriUnreachable(method="", path="")
    leases = Leases(asterisk, ["a"])
    async with kept(leases):
        await asyncio.sleep(0.03)
        with pytest.raises(AriUnreachable):
            await leases.end("a")
        del asterisk.refuses["a"]
        await leases.end("a")
        asterisk.said.clear()
        await asyncio.sleep(0.05)
        assert asterisk.said.count(("a", "0")) >= 2


async def test_a_renewal_without_an_answer_is_remembered_through_a_fall_and_a_return(
    asterisk: Asterisk,
) -> None:
    asterisk.refuses["a"] = AriUnreachable(method="", path="")
    leases = Leases(asterisk, ["a"])
    async with kept(leases):
        await asyncio.sleep(0.03)
        del asterisk.refuses["a"]
        await leases.end("a")
        leases.drop("a", has_fallen=True)
        leases.hold("a")
        await leases.end("a")
        asterisk.said.clear()
        await asyncio.sleep(0.05)
        assert asterisk.said.count(("a", "0")) >= 2


async def test_an_asterisk_that_cannot_be_met_has_no_lease_renewed_until_it_is(
    asterisk: Asterisk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(leasing, "UNMET_S", 0.0)
    leases = Leases(asterisk, ["a"])
    leases.renew()
    async with kept(leases):
        await asyncio.sleep(0.05)
        assert asterisk.said == []
        leases.met()
        await asyncio.sleep(0.05)
    assert ("a", "2") in asterisk.said


async def test_a_meeting_that_takes_long_and_is_answered_lets_nobody_go_but_revives_no_lease(
    asterisk: Asterisk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(leasing, "UNMET_S", 0.5)
    leases = Leases(asterisk, ["a"])
    leases.renew()
    async with kept(leases):
        for _ in range(8):
            await asyncio.sleep(0.1)
            leases.answered()
        asterisk.said.clear()
        await asyncio.sleep(0.1)
        assert ("a", "2") in asterisk.said
        await asyncio.sleep(0.6)
        leases.answered()
        asterisk.said.clear()
        await asyncio.sleep(0.1)
    assert asterisk.said == []


async def test_a_slow_renewal_holds_up_no_other_and_is_not_sent_twice(asterisk: Asterisk) -> None:
    asterisk.gate.clear()
    calls = [f"c{n}" for n in range(leasing.AT_ONCE + 2)]
    leases = Leases(asterisk, calls)
    async with kept(leases):
        await asyncio.sleep(0.05)
        asterisk.gate.set()
        await asyncio.sleep(0.005)
        assert {each for each, _ in asterisk.said} == set(calls)


async def test_a_refused_end_is_told(asterisk: Asterisk) -> None:
    asterisk.refuses["a"] = AriGone(method="", path="", status=404)
    with pytest.raises(AriGone):
        await Leases(asterisk, ["a"]).end("a")


async def test_all_are_renewed_at_once_when_the_link_stands_again(
    asterisk: Asterisk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(leasing, "RENEWED_EACH_S", 60.0)
    leases = Leases(asterisk, ["a"])
    async with kept(leases):
        await asyncio.sleep(0.01)
        leases.renew()
        await asyncio.sleep(0.01)
    assert asterisk.said == [("a", "yes"), ("a", "2"), ("a", "2")]
