"""SIPp callers on every branch of the shipped flows: keys go out, what was heard is judged.

Some send events (RFC 4733), some tones in the sound with no events offered, each while a prompt
plays. Callers go side by side, so that all ways together take about as long as the longest.
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sqlite3
from collections.abc import AsyncIterator, Iterable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from callcenter.commands import CloseCall, ForgetDigits, LookUpCase, SetTimer
from callcenter.events import KeyPressed, TimerFired
from cases import sample
from cases.banks import shipped
from cases.lifecycle import Status
from cases.numbering import number_of
from config.campaign import CAMPAIGNS
from ivr_flows.loader import SHIPPED
from tests.asterisk.instance import Instance, running
from tests.asterisk.phones.keying_caller import WITHHELD
from tests.asterisk.shell import command
from tests.asterisk.visits import until
from tests.asterisk.ways import HANG_UP, Callers, Way
from tests.unit.cases.applications import schema

pytestmark = [
    pytest.mark.asterisk,
    pytest.mark.asyncio(loop_scope="module"),
    pytest.mark.timeout(240),  # all ways are gone in one setup
]

NIGHT = "2026-02-02T20:00+09:00"
CASES, SEED = 7, 7
STATUSES = (Status.RECEIVED, Status.CHECKING, Status.DEFICIENT, Status.GRANTED, Status.PAID)
PROTECTED, LOCKED = 6, 7
"""Cases of whom nothing is told by telephone, and on which somebody tries."""
NOBODY = "19010101"
LOCKED_NUMBER = "sip:0312340099@127.0.0.1"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def night(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Instance]:
    """Sapporo's centre after its hours, with the look-up agreed on and applicants to ask of."""
    folder = tmp_path_factory.mktemp("night")
    text = (CAMPAIGNS / "sapporo.toml").read_text()
    file = folder / "sapporo.toml"
    file.write_text(text.replace('# status_lookup = "', 'status_lookup = "'))
    async with running(folder, campaign=str(file), clock=NIGHT) as instance:
        online = folder / "online.csv"
        options = ("--n", str(CASES), "--seed", str(SEED), "--flawless")
        await command("cases", "sample", str(online), *options, "--campaign", "sapporo")
        await instance.command("cases", "import", str(online))
        arrange(instance.home / "madoguchi.db")
        yield instance


def arrange(database: Path) -> None:
    """Bring the first cases to where each is told something else; one is protected."""
    with closing(sqlite3.connect(database, timeout=10)) as rows, rows:
        for seq, status in enumerate(STATUSES, start=1):
            rows.execute("UPDATE cases SET status = ? WHERE seq = ?", (status.value, seq))
        rows.execute("UPDATE cases SET is_protected = 1 WHERE seq = ?", (PROTECTED,))


def applicant(seq: int) -> tuple[str, str]:
    """The digits that an applicant keys: of the receipt number, and of the birth date."""
    people = list(sample.sample(CASES, schema=schema(), banks=shipped(), seed=SEED, flawless=True))
    number = number_of("S", "O", seq)
    birth = people[seq - 1].document.values["applicant_birth"]
    return digits(number), digits(str(birth))


def digits(text: str) -> str:
    return "".join(each for each in text if each.isdigit())


def spoken(presses: dict[int, str], *hears: tuple[str, str], english: bool, **more: Any) -> Way:
    """Go a way in Japanese by events, or in English by tones: so each branch is gone by both.

    The greeting is cut short by another key, or by the one for English.
    """
    keys = {**presses, 1: ("2" if english else "0") + presses.get(1, "")}
    heard = tuple(each[english] for each in hears)
    return Way(presses=keys, hears=heard, in_band=english, **more)


def asks(seq: int, *hears: tuple[str, str], english: bool, birth: str = "", **more: Any) -> Way:
    """Cut the hours short, too, choose the look-up, key both numbers."""
    receipt, own = applicant(seq)
    return spoken({1: f"01{receipt}{birth or own}"}, *hears, THANKS, english=english, **more)


TOLD = (
    ("これから審査", "and will examine it"),
    ("ただいま審査中", "is being examined"),
    ("確認が必要な点", "We have a question"),
    ("審査が終わりました", "has been examined"),
    ("お振り込みの手続き", "has been arranged"),
)
THANKS = ("お電話ありがとうございました。", "Thank you for calling.")
HOURS = ("受付時間外", "Our office is closed now.")
OFFER = ("お知りになりたい方", "how your application stands")
MISTYPED = ("確認できませんでした", "could not read")
REFUSED = ("電話番号を通知して", "without withholding")
NOT_FOUND = ("お調べできませんでした", "could not find")
LOCKED_OUT = ("本日は、これ以上", "cannot tell you more today")
UNAVAILABLE = ("お調べすることができません", "cannot look it up")
STATUS, ANSWERED, GOODBYE = (f"after_hours/{node}" for node in ("status", "answered", "goodbye"))


def lookups(*, english: bool) -> Iterable[Way]:
    """Every branch of the look-up in one language but the lock, which takes failures first."""
    yield spoken({3: HANG_UP}, HOURS, english=english, ends_at=STATUS)
    for presses in ({1: "0"}, {1: "03"}):  # silence, and another key
        heard = (OFFER, THANKS) if presses[1] == "0" else (THANKS,)
        yield spoken(presses, *heard, english=english, never=(HOURS[english],), ends_at=GOODBYE)
    mistyped = {1: "01", 4: "1#", 6: "1#"}
    yield spoken(mistyped, MISTYPED, NOT_FOUND, THANKS, english=english, ends_at=GOODBYE)
    withheld: dict[str, Any] = {"address": WITHHELD, "ends_at": GOODBYE}
    yield spoken({1: "01"}, REFUSED, THANKS, english=english, **withheld)
    yield asks(PROTECTED, UNAVAILABLE, english=english, ends_at=GOODBYE)
    for seq, told in enumerate(TOLD, start=1):
        yield asks(seq, told, english=english, never=(HOURS[english],), ends_at=ANSWERED)


async def locks(callers: Callers) -> None:
    """Fail three times: the number is locked then, and so is the case."""
    number: dict[str, Any] = {"address": LOCKED_NUMBER, "ends_at": GOODBYE}
    fails = [
        asks(LOCKED, NOT_FOUND, english=english, birth=NOBODY, **number)
        for english in (False, True, False)
    ]
    await callers.walk_all(*fails)
    await callers.walk_all(
        asks(1, LOCKED_OUT, english=False, **number),
        asks(LOCKED, LOCKED_OUT, english=True, ends_at=GOODBYE),
    )


async def without_an_office(night: Instance, callers: Callers) -> CloseCall:
    """Key both numbers while the office is frozen: it does not answer within the deadline."""
    after, office = night.log.n, int(night.run["office_pid"])
    way = asks(2, UNAVAILABLE, english=True, never=(TOLD[1][True],), ends_at=GOODBYE)
    async with asyncio.TaskGroup() as walks:
        walk = walks.create_task(callers.walk(way), name="frozen")
        id = (await night.arrived(after=after)).call
        last = len(way.presses[1]) - 1
        while len(night.log.events(KeyPressed, call=id)) < last:  # noqa: ASYNC110 - a file
            await asyncio.sleep(0.02)
        os.kill(office, signal.SIGSTOP)
        try:
            asked = await night.log.command(LookUpCase, call=id)
            await night.log.event(TimerFired, after=after, timer=due(night, asked))
        finally:
            os.kill(office, signal.SIGCONT)
    return walk.result()


def due(night: Instance, asked: LookUpCase) -> str:
    """Name the timer of the deadline, which is set with the question."""
    (record,) = [each for each in night.log.records() if asked in each.commands]
    (timer,) = [each.timer for each in record.commands if isinstance(each, SetTimer)]
    return timer


@dataclass(frozen=True)
class Walked:
    """What became of the calls: of those that found an office, and of the one that did not."""

    at_night: list[CloseCall]
    unanswered: CloseCall


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def walked(night: Instance) -> Walked:
    """All ways are gone at once, for most of the time of each is listening."""
    callers = Callers(night)
    silent = Way(
        presses={4: HANG_UP},
        hears=("お電話ありがとうございます", "For English", HOURS[0]),
        ends_at=STATUS,
    )
    ways = [silent, *lookups(english=True), *lookups(english=False)]
    async with asyncio.TaskGroup() as walks:
        walks.create_task(locks(callers), name="locks")
        at_night = walks.create_task(callers.walk_all(*ways), name="night")
    return Walked(at_night.result(), await without_an_office(night, callers))


async def test_every_way_through_the_night_and_the_lock_after_three_failures(
    night: Instance, walked: Walked
) -> None:
    closed = walked.at_night[-1]
    assert closed.outcome == "after_hours"
    assert closed.detail == "after_closing self_served"
    rows = await until(night.calls, lambda found: all(row["outcome"] for row in found.values()))
    assert len(rows) == len(walked.at_night) + 5 + 1
    missed = {each["from"]: each for each in json.loads(await night.command("missed", "--json"))}
    assert missed["+81312340099"]["times"] == {"after_hours": 4}
    assert rows[closed.call]["from"] not in missed  # whose case was told
    (question,) = night.log.commands(LookUpCase, call=closed.call)
    (forgotten,) = night.log.commands(ForgetDigits, call=closed.call)
    assert set(forgotten.digits) == {question.receipt, question.birth}
    assert {each.key for each in night.log.events(KeyPressed, call=closed.call)} == {
        *("0", "1", "?")
    }
    shipped = str(SHIPPED / "after_hours.toml")
    options = ("--counts", "2026-02-02", "--out", "-", "--campaign", "sapporo")
    picture = await night.command("ivr", "draw", shipped, *options)
    assert f"着信 {len(rows)} 回" in picture
    assert f">{2 * len(TOLD)} 回<" in picture  # who was answered
    for path in [*(night.home / "log").iterdir(), *(night.home / "logs").iterdir()]:
        for digits in (*applicant(LOCKED), *applicant(1)):
            assert digits.encode() not in path.read_bytes(), path


async def test_an_office_that_does_not_answer_in_time_tells_nothing(
    night: Instance, walked: Walked
) -> None:
    assert len(night.log.commands(LookUpCase, call=walked.unanswered.call)) == 1
    assert walked.unanswered.detail == "after_closing"
