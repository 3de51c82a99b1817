"""Nothing personal in the clear: a number that called is in no file of the home as it is."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import sqlite3
from contextlib import closing, suppress
from pathlib import Path

import pytest

from callcenter.events import LegJoined
from japan.phone import E164, national
from telephony.asterisk_files import BOOK
from telephony.callers import NO_LINE
from telephony.fallback_callers import WRITTEN_S
from tests.asterisk.instance import LINE, Instance, running
from tests.asterisk.phones.behaviour import answer_after
from tests.asterisk.phones.call import CallState
from tests.asterisk.phones.caller_phone import CallerPhone
from tests.asterisk.phones.sip_message import Header

pytestmark = pytest.mark.asterisk

ANSWERED, ABANDONED, WITHHELD, BESIDE, REFUSED, STRANGER = (
    *("+81398761111", "+81398762222", "+81398763333"),
    *("+81398764444", "+81398765555", "+81398766666"),
)
FALLEN, FALLEN_WITHHELD = "+81398768888", "+81398769999"
"""Callers whom Asterisk serves by itself."""
DIALLED, DIALLED_NAME = "+81398767777", "hanako.sapporo"
"""What was dialled may be anybody's, if it is no line of ours."""
PLANTED = (ANSWERED, ABANDONED, WITHHELD, BESIDE, REFUSED, STRANGER, DIALLED)
FELL = (FALLEN, FALLEN_WITHHELD)
HOLD_CALLERS = (
    *("log/*.jsonl", "people.db", "madoguchi.db", "asterisk/db/astdb.sqlite3"),
    *(f"asterisk/{BOOK}", "asterisk/log/messages.log"),
)
"""Files of the home that callers go into; a search that found none of them would prove nothing."""
NAME = "札幌 花子"
TRUNK = """
[[trunks]]
name = "carrier"
addresses = ["127.0.0.1"]
called_from = "uri"
trusted = true

[supervisor]
frozen_s = 10  # what the fallback keeps is looked at while nobody has taken it yet
"""
NO_TRUNK = "127.0.0.9"
BROKEN = (
    "INVITE sip:0110000100@127.0.0.1 SIP/2.0\r\n"
    "Via: SIP/2.0/UDP 127.0.0.1:9;branch=z9hG4bK{n};rport\r\nMax-Forwards: 70\r\n"
    'From: "{name}" <sip:{number}@127.0.0.1>;tag=a\r\nTo: <sip:0110000100@127.0.0.1>\r\n'
    "Call-ID: broken{n}\r\nContact: <sip:{number}@127.0.0.1:9>\r\n{more}\r\n\r\n"
)
FLAWS = (
    "CSeq: none INVITE",
    "CSeq: 1 INVITE\r\nContact: <<",
    "CSeq: 1 INVITE\r\nContent-Type: application/sdp\r\n\r\nv=0\r\nm=audio x",
    "CSeq: 1 INVITE\r\nContent-Length: 9999",
    "CSeq: 1 INVITE\r\nP-Asserted-Identity: <sip:{number}",
    "CSeq: 1 INVITE\r\nRequire: {number}",
)
FULL_WIDTH = str.maketrans("0123456789+-", "０１２３４５６７８９＋－")


async def test_no_number_and_no_name_of_a_caller_is_found_in_the_home(tmp_path: Path) -> None:
    async with running(tmp_path, settings=TRUNK) as counter:
        async with counter.seated("seat-01", answer_after()):
            await _answered(counter)
        await _abandoned(counter, ABANDONED, asserted=ANSWERED)
        await _abandoned(counter, BESIDE, asserted=WITHHELD, headers=(("Privacy", "id"),))
        for dialled in (national(E164(DIALLED)), DIALLED_NAME):
            await _abandoned(counter, REFUSED, dialled=dialled)
        await _strange(counter)
        in_the_fallback = await _fallen(counter)
        rows = [*(await counter.calls()).values()]
        while_running = [*found_in(counter.home)]
        for name in HOLD_CALLERS:
            assert any(each.is_file() for each in counter.home.glob(name)), name
    shown = [row["from"] for row in rows]
    assert shown[:5] == [ANSWERED, ANSWERED, None, REFUSED, REFUSED]
    assert [row["line"] for row in rows[2:5]] == ["+81110000100", NO_LINE, NO_LINE]
    assert [*in_the_fallback, *while_running] == []
    assert [*found_in(tmp_path)] == []


def test_the_search_finds_a_number_however_it_is_written(tmp_path: Path) -> None:
    for number, form in enumerate(forms_of(ANSWERED)):
        (tmp_path / f"file-{number}").write_bytes(b"\x00..." + form + b"...\xff")
    assert len(found_in(tmp_path)) >= len(forms_of(ANSWERED)) > 5


async def _answered(counter: Instance) -> None:
    start = counter.log.n
    async with CallerPhone(counter.sip, national(E164(ANSWERED)), display=NAME) as caller:
        call = caller.call(LINE)
        arrived = await counter.arrived(after=start)
        await counter.log.event(LegJoined, call=arrived.call)
        await asyncio.sleep(0.5)  # a word
        call.hang_up()
        await counter.row(arrived.call, has=lambda row: row["recording"])


async def _abandoned(
    counter: Instance,
    number: str,
    *,
    asserted: str = "",
    headers: tuple[Header, ...] = (),
    dialled: str = LINE,
) -> None:
    """Call and hang up; a line that is none of ours is refused."""
    start = counter.log.n
    if asserted:
        headers = (*headers, ("P-Asserted-Identity", f'"{NAME}" <sip:{asserted}@127.0.0.1>'))
    async with CallerPhone(counter.sip, number, display=NAME) as caller:
        call = caller.call(dialled, headers=headers)
        arrived = await counter.arrived(after=start)
        await call.until(CallState.ANSWERED if dialled == LINE else CallState.ENDED)
        call.hang_up()
        await counter.closed(arrived.call)


async def _fallen(counter: Instance) -> list[str]:
    """Call while the controller is stopped; what is found in the home before it goes on."""
    controller = int(counter.run["pid"])
    database = counter.home / "asterisk/db/astdb.sqlite3"
    withheld = (("Privacy", "id"), ("P-Asserted-Identity", f'"{NAME}" <sip:{FALLEN}@x>'))
    os.kill(controller, signal.SIGSTOP)
    try:
        async with (
            CallerPhone(counter.sip, national(E164(FALLEN)), display=NAME) as shown,
            CallerPhone(counter.sip, FALLEN_WITHHELD, display=NAME) as hidden,
        ):
            calls = [shown.call(LINE), hidden.call(LINE, headers=withheld)]
            for call in calls:
                await call.until(CallState.ANSWERED)
                call.hang_up()
        await asyncio.sleep(WRITTEN_S)
        fallen = remembered_in(database)
        found = found_in(counter.home)
    finally:
        with suppress(ProcessLookupError):  # its supervisor saw it stand still
            os.kill(controller, signal.SIGCONT)
    assert len(fallen) == len(calls)
    for each in fallen:
        await counter.closed(each)
    return found


def remembered_in(database: Path) -> list[str]:
    """List the calls that the fallback's own database tells of."""
    with closing(sqlite3.connect(f"{database.as_uri()}?mode=ro", uri=True)) as file:
        found = file.execute("SELECT key FROM astdb WHERE key LIKE '/caller/%'").fetchall()
    return [key.removeprefix("/caller/") for (key,) in found]


async def _strange(counter: Instance) -> None:
    """Call from an address that is no trunk's, and send packets that are broken."""
    async with CallerPhone(counter.sip, STRANGER, display=NAME, host=NO_TRUNK) as caller:
        caller.call(LINE)
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as stranger:
            for n, flaw in enumerate(FLAWS):
                packet = BROKEN.format(n=n, name=NAME, number=STRANGER, more=flaw)
                stranger.sendto(packet.format(number=STRANGER).encode(), counter.sip)
        await asyncio.sleep(0.5)  # whatever may be written of it


def found_in(folder: Path) -> list[str]:
    """Name every file that holds one of the numbers, or the name, in any form."""
    wanted = [form for number in PLANTED + FELL for form in forms_of(number)]
    wanted += [NAME.encode(code) for code in ("utf-8", "utf-16-le", "cp932", "euc-jp")]
    wanted += [DIALLED_NAME.encode(code) for code in ("utf-8", "utf-16-le")]
    wanted += [NAME.encode("unicode-escape"), NAME.encode("unicode-escape").upper()]
    return [
        f"{path}: {form!r}"
        for path in folder.rglob("*")
        if path.is_file()
        for content in [path.read_bytes()]
        for form in wanted
        if form in content
    ]


def forms_of(number: str) -> set[bytes]:
    """Write a number in every form; what all forms share stands for those that hold it."""
    digits = number.removeprefix("+81")
    city, exchange, rest = digits[0], digits[1:5], digits[5:]
    texts = {digits, f"{exchange}-{rest}", f"{exchange} {rest}", f"{city}){exchange}"}
    texts |= {text.translate(FULL_WIDTH) for text in texts}
    forms = {text.encode(code) for text in texts for code in ("utf-8", "utf-16-le", "cp932")}
    return forms | {digits[::-1].encode(), int(digits).to_bytes(4, "big")}
