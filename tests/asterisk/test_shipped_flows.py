"""SIPp callers on every branch of the shipped flows: keys go out, what was heard is judged.

Some send events (RFC 4733), some tones in the sound with no events offered, each while a prompt
plays. Callers go side by side, so that all ways together take about as long as the longest.
"""

from __future__ import annotations

import asyncio
import json
import shutil
import sqlite3
from collections.abc import AsyncIterator, Iterable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from callcenter.commands import ForgetDigits, LookUpCase
from callcenter.events import KeyPressed
from cases import sample
from cases.banks import shipped
from cases.lifecycle import Status
from cases.numbering import number_of
from config.campaign import CAMPAIGNS
from ivr_flows.loader import SHIPPED
from tests.asterisk.instance import Instance, command, running
from tests.asterisk.phones.keying_caller import WITHHELD
from tests.asterisk.visits import until
from tests.asterisk.ways import Callers, Way
from tests.unit.cases.applications import schema

pytestmark = [pytest.mark.asterisk, pytest.mark.asyncio(loop_scope="module")]

NIGHT = "2026-02-02T20:00+09:00"
CASES, SEED = 7, 7
STATUSES = (Status.RECEIVED, Status.CHECKING, Status.DEFICIENT, Status.GRANTED, Status.PAID)
PROTECTED, LOCKED = 6, 7
"""Cases of whom nothing is told by telephone, and on which somebody tries."""
NOBODY = "19010101"
CLOSED = {
    "holiday": ("本日は、休業日です", "Our office is closed today."),
    "ended": ("終了いたしました", "Our telephone service ended"),
    "not_yet_open": ("から始まります", "Our telephone service begins"),
    "lines_full": ("おつなぎすることができません", "we cannot connect you now"),
    "emergency": ("受付を休止しております", "Our telephone service is suspended"),
}
"""What those flows say that end a call, in Japanese and in English."""


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


def asks(seq: int, *, birth: str = "", **more: Any) -> Way:
    """Cut greeting and hours short, choose the look-up, key both numbers."""
    receipt, own = applicant(seq)
    return Way(presses={1: f"001{receipt}{birth or own}"}, **more)


TOLD = (
    "これから審査",
    "ただいま審査中",
    "確認が必要な点",
    "審査が終わりました",
    "お振り込みの手続き",
)
ANSWERED = "after_hours/answered"
GOODBYE = "after_hours/goodbye"


def lookups() -> Iterable[Way]:
    """Every branch of the look-up but the lock, which takes failures first."""
    for seq, told in enumerate(TOLD, start=1):
        yield asks(seq, hears=(told,), never=("受付時間外",), ends_at=ANSWERED, in_band=seq == 2)
    yield asks(PROTECTED, hears=("お調べすることができません",), ends_at=GOODBYE)
    refused = "電話番号を通知して"
    yield Way(presses={1: "001"}, hears=(refused,), ends_at=GOODBYE, address=WITHHELD)
    yield Way(
        presses={1: "2", 3: "3"},
        hears=("Our office is closed now.", "Thank you for calling."),
        never=("受付時間外", "To hear how your application"),
        ends_at=GOODBYE,
        in_band=True,
    )
    yield Way(
        hears=("お電話ありがとうございます", "受付時間外", "お知りになりたい方"), ends_at=GOODBYE
    )


async def test_every_way_through_the_night_and_the_lock_after_three_failures(
    night: Instance,
) -> None:
    callers = Callers(night)
    number = "sip:0312340099@127.0.0.1"
    unknown = [
        asks(
            LOCKED,
            birth=NOBODY,
            hears=("お調べできませんでした",),
            ends_at=GOODBYE,
            address=number,
        )
        for _ in range(3)
    ]
    ways = [*lookups(), *unknown]
    closed = await callers.walk_all(*ways)
    assert closed[0].outcome == "after_hours"
    assert closed[0].detail == "after_closing self_served"
    receipt, birth = applicant(LOCKED)
    locked: dict[str, Any] = {"hears": ("本日は、これ以上",), "ends_at": GOODBYE}
    await callers.walk_all(
        asks(LOCKED, address=number, **locked),  # the number is locked
        asks(LOCKED, **locked),  # and so is the case
    )
    rows = await until(night.calls, lambda found: all(row["outcome"] for row in found.values()))
    assert len(rows) == len(ways) + 2
    missed = {each["from"]: each for each in json.loads(await night.command("missed", "--json"))}
    assert missed["+81312340099"]["times"] == {"after_hours": 4}
    assert rows[closed[0].call]["from"] not in missed  # whose case was told
    (question,) = night.log.commands(LookUpCase, call=closed[0].call)
    (forgotten,) = night.log.commands(ForgetDigits, call=closed[0].call)
    assert set(forgotten.digits) == {question.receipt, question.birth}
    assert {each.key for each in night.log.events(KeyPressed, call=closed[0].call)} == {
        *("0", "1", "?")
    }
    for path in [*(night.home / "log").iterdir(), *(night.home / "logs").iterdir()]:
        for digits in (receipt, birth, *applicant(1)):
            assert digits.encode() not in path.read_bytes(), path


async def test_what_ends_a_call_on_other_occasions_is_said_in_both_languages(
    night: Instance,
) -> None:
    callers = Callers(night)
    options = ("--by", "sv-1", "--campaign", str(night.home.parent / "sapporo.toml"))
    file = night.home / "flows" / "after_hours.toml"
    file.parent.mkdir(exist_ok=True)
    async with asyncio.TaskGroup() as walks:
        for flow, (japanese, english) in CLOSED.items():
            shutil.copy(SHIPPED / f"{flow}.toml", file)
            await night.command("ivr", "publish", *options, "--confirmed", "試験")
            ways = (
                Way(flow=flow, hears=("お電話ありがとう", japanese), ends_at="after_hours/closed"),
                Way(
                    flow=flow,
                    presses={1: "2"},
                    hears=(english,),
                    never=(japanese,),
                    ends_at="after_hours/closed",
                    in_band=True,
                ),
            )
            for way in ways:
                begun = asyncio.Event()
                walks.create_task(callers.walk(way, begun=begun), name=flow)
                await begun.wait()  # who has come stays on what was in force
