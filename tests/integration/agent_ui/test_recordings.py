"""Recordings on the pages: who may hear what, in which parts, and what the trail keeps of it."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import update
from sqlmodel import col, select

from agent_ui.shown import Site
from app.differing import Differing
from app.home import Home
from desk.roles import Role
from recordings.codec import decode
from recordings.ranges import MOST
from recordings.reconciliation import Difference, Kind, Reconciled
from recordings.rules import SoundRules
from storage.audit import entries
from storage.engine import transaction
from storage.inquiry_tables import Inquiry
from storage.kept import one_kept
from storage.staff_tables import Staff
from storage.tables import Call
from storage.vault_tables import CallMark, KeptSound
from tests.integration.agent_ui.browser import Browser
from tests.integration.agent_ui.sounding import with_sound
from tests.integration.desk.conftest import Clock
from tests.integration.desk.people import newcomer

pytestmark = pytest.mark.integration

OPEN = SoundRules(agents_hear_own=True, client_hears=True)


@asynccontextmanager
async def at_work(site: Site, role: Role = Role.SUPERVISOR) -> AsyncIterator[Browser]:
    person = await newcomer(site.desk, f"{role.value}1", role)
    async with Browser(site) as browser:
        await browser.sign_in(person)
        yield browser


async def opened(browser: Browser, call: str = "c1", purpose: str = "quality") -> str:
    """Tell a purpose; gives the address of the sound."""
    await browser.get(f"/recordings/{call}")
    answer = await browser.post(f"/recordings/{call}/open", purpose=purpose)
    assert answer.status == 303, answer.status
    return str(answer.headers["Location"]).replace("/listen/", "/sound/")


async def test_a_supervisor_finds_opens_and_hears_it_part_by_part(
    site: Site, tmp_path: Path
) -> None:
    site = await with_sound(site, tmp_path)
    async with at_work(site) as browser:
        await browser.get("/recordings")
        assert "/recordings/c1" in browser.page
        async with transaction(site.desk.engine) as session:
            [person] = await session.exec(select(Staff))
            await session.exec(update(CallMark).values(by=person.id))
            ended = (await session.get_one(Call, "c1")).ended_at
        assert ended is not None
        await _record_of("c1", site, closed_at=ended + timedelta(seconds=35))
        address = await opened(browser)
        page = await browser.get(address.replace("/sound/", "/listen/"))
        assert page.status == 200
        assert "nonce-" in page.headers["Content-Security-Policy"]
        for word in ("保留", "保留解除", "録音を伏せる", "応答"):
            assert word in browser.page
        # Who muted it, and why.
        assert "<small>札幌 花子</small> <small>口座欄</small>" in browser.page
        assert "記録の完了 <small>札幌 花子</small> <small>終話から 0:35</small>" in browser.page
        spans = re.findall(r'<button class="(\w+)" data-from="(.+?)" data-to="(.+?)"', browser.page)
        assert spans == [("held", "4.0", "9.0"), ("muted", "12.0", "18.0")]
        kept = await one_kept(site.desk.engine, "c1")
        assert kept is not None
        whole = await played(browser, address, kept.bytes)
    sound, rate = decode(whole)
    assert (len(sound), rate) == (28 * 8000, 8000)
    told = await entries(site.desk.engine, last=50, subject="c1")
    assert [each.action for each in told[:2]] == ["sound_stored", "sound_opened"]
    parts = [each for each in told if each.action == "sound_fetched"]
    assert {each.detail["purpose"] for each in parts} == {"quality"}
    assert sum(
        int(each.detail["to"] or 0) - int(each.detail["from"] or 0) for each in parts
    ) == len(whole)


NO_MOVES = [("play", ""), ("stop", "0"), ("", "0"), ("jump", "0" * 10)]
NO_MOVES += [("jump", each) for each in ("-1", "1.5", "1e3", "nan", "٣", "29001")]


async def test_each_play_and_jump_is_kept_with_its_place_and_purpose(
    site: Site, tmp_path: Path
) -> None:
    site = await with_sound(site, tmp_path)
    async with at_work(site) as browser:
        page = (await opened(browser)).replace("/sound/", "/listen/")
        for move, at_ms in (("play", "0"), ("jump", "12000"), ("jump", "28000")):
            assert (await browser.post(page, move=move, at_ms=at_ms)).status == 204
        for move, at_ms in NO_MOVES:
            assert (await browser.post(page, move=move, at_ms=at_ms)).status == 400, (move, at_ms)
    told = (await entries(site.desk.engine, last=50, subject="c1"))[2:]
    assert [(each.action, each.detail) for each in told] == [
        ("sound_played", {"purpose": "quality", "at_ms": 0}),
        ("sound_sought", {"purpose": "quality", "at_ms": 12_000}),
        ("sound_sought", {"purpose": "quality", "at_ms": 28_000}),
    ]


async def played(browser: Browser, address: str, length: int) -> bytes:
    """Fetch all of a sound, part by part."""
    whole = b""
    while len(whole) < length:
        part = await browser.get(address, Range=f"bytes={len(whole)}-{len(whole) + 69_999}")
        assert (part.status, part.content_type) == (206, "audio/flac")
        whole += await part.read()
    return whole


async def test_it_is_found_by_what_is_known_of_it(site: Site, tmp_path: Path) -> None:
    site = await with_sound(site, tmp_path)
    fitting = {"first": "2026-02-02", "last": "2026-02-02", "seat": "seat-01", "longer": "28"}
    fitting |= {"number": "0312345678", "quieter": "0"}
    times = [({"from": "09:00", "to": "09:00"}, True), ({"from": "09:01"}, False)]
    times += [({"to": "08:59"}, False)]
    others = {"first": "2026-02-03", "last": "2026-02-01", "seat": "seat-02", "longer": "29"}
    others |= {"number": "0399999999", "quieter": "30", "complaints": "1", "text": "100%"}
    others |= {"category": "papers", "staff": "s9", "case": "S-O-000001-6"}
    async with at_work(site) as browser:
        await browser.get("/recordings")
        for wanted, is_found in ((fitting, True), (others, False)):
            for field, value in wanted.items():
                await browser.fill("/recordings", {field: value})
                assert ("/recordings/c1" in browser.page) is is_found, (field, value)
        day = {"first": "2026-02-02", "last": "2026-02-02"}
        for asked, is_found in times:
            await browser.fill("/recordings", day | asked)
            assert ("/recordings/c1" in browser.page) is is_found, asked
        assert (await browser.fill("/recordings", {"from": "09:00"})).status == 422
        assert "その日付も" in browser.page
        wrongs = ({"first": "2026-13-01"}, {"longer": "-1"}, {"page": "1e9"}, day | {"from": "9時"})
        ends = ({"last": "9999-12-31", "to": "23:59"}, {"first": "0001-01-01", "from": "00:00"})
        for wrong in (*wrongs, day | {"to": "09:00+09:00"}, *ends):
            assert (await browser.fill("/recordings", wrong)).status == 400
    assert "0312345678" not in str(await entries(site.desk.engine, last=30))


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("rules", [SoundRules(), OPEN], ids=["closed", "open"])
async def test_every_address_of_a_recording_knows_who_may_hear_it(
    site: Site, tmp_path: Path, role: Role, rules: SoundRules
) -> None:
    site = await with_sound(site, tmp_path, rules=rules)
    may_all = role in (Role.SUPERVISOR, Role.MANAGER) or (role is Role.CLIENT and rules is OPEN)
    may_list = may_all or (role is Role.AGENT and rules is OPEN)
    async with at_work(site, role) as browser:
        assert (await browser.get("/recordings")).status == (200 if may_list else 403)
        assert (await browser.post("/recordings")).status == (200 if may_list else 403)
        assert (await browser.get("/recordings/c1")).status == (200 if may_all else 403)
        answer = await browser.post("/recordings/c1/open", purpose="record")
        assert answer.status == (303 if may_all else 403)
        for kind in ("listen", "sound"):
            answer = await browser.get(f"/recordings/c1/{kind}/nothing", Range="bytes=0-1")
            assert answer.status == (404 if may_all else 403)
    refused = await entries(site.desk.engine, last=20, action="refused")
    assert bool(refused) is not may_all


async def test_an_agent_hears_their_own_calls_alone_where_the_campaign_lets_them(
    site: Site, tmp_path: Path
) -> None:
    site = await with_sound(site, tmp_path, rules=OPEN)
    async with at_work(site, Role.AGENT) as browser:
        await browser.get("/records")
        assert 'href="/recordings"' in browser.page  # the campaign lets them listen
        await browser.get("/recordings")
        assert "/recordings/c1" not in browser.page
        await _record_of("c1", site)
        await browser.get("/recordings")
        assert "/recordings/c1" in browser.page
        part = await browser.get(await opened(browser), Range="bytes=0-3")
        assert await part.read() == b"fLaC"


async def test_a_listening_is_its_persons_own_and_ends(
    site: Site, tmp_path: Path, clock: Clock
) -> None:
    site = await with_sound(site, tmp_path)
    async with at_work(site) as browser, at_work(site, Role.MANAGER) as other:
        address = await opened(browser)
        assert (await other.get(address, Range="bytes=0-9")).status == 404
        for _ in range(13):
            clock.passes(600)
            await browser.get("/recordings")  # so that the page is not locked
        assert (await browser.get(address, Range="bytes=0-9")).status == 404


NO_RANGES = (
    *("", "bytes=", "bytes=-", "bytes=9-1", "bytes=-0", "bytes=99999999-", "items=0-1"),
    *("bytes=0-1,5-9", "bytes=0-1, 2-3", "bytes=a-b", "bytes=--5", "bytes= 0-1", "bytes=0x0-0x9"),
    *("bytes=0-" + "9" * 40, "bytes=1e3-", "bytes=0-1;", "bytes 0-1", "bytes=+0-1"),
)


async def test_supervisors_are_told_what_differs_until_one_has_looked_into_it(
    site: Site, tmp_path: Path
) -> None:
    site = await with_sound(site, tmp_path, rules=OPEN)
    differing, found = (
        Differing(Home(tmp_path)),
        (Difference(Kind.LENGTH, "c1"), Difference(Kind.LOST, "c2")),
    )
    differing.note(Reconciled(date(2026, 2, 2), 2, 1, found))
    async with at_work(site, Role.AGENT) as agent, at_work(site) as browser:
        await agent.get("/recordings")
        assert "長さが通話と合わない" not in agent.page
        await browser.get("/recordings")
        assert '長さが通話と合わない <a href="/recordings/c1">' in browser.page
        assert '録音が失われた <a href="/figures/calls/c2">' in browser.page
        await browser.follow(await browser.post("/recordings/differences", day="2026-02-02"))
        assert "長さが通話と合わない" not in browser.page
    assert differing.read() == {}
    (entry,) = await entries(site.desk.engine, last=9, action="differences_seen")
    assert entry.detail == {"day": "2026-02-02"}


async def test_ranges_that_are_none_are_refused(site: Site, tmp_path: Path) -> None:
    site = await with_sound(site, tmp_path)
    async with at_work(site) as browser:
        address = await opened(browser)
        for asked in NO_RANGES:
            answer = await browser.get(address, Range=asked)
            assert answer.status == 416, asked
            assert answer.headers["Content-Range"].startswith("bytes */")


async def test_one_answer_is_a_part_never_a_file(site: Site, tmp_path: Path) -> None:
    site = await with_sound(site, tmp_path)
    async with at_work(site) as browser:
        address = await opened(browser)
        kept = await one_kept(site.desk.engine, "c1")
        assert kept is not None
        assert (await browser.get(address)).status == 416
        part = await browser.get(address, Range="bytes=0-")
        assert len(await part.read()) == min(kept.bytes, MOST)
        last = await browser.get(address, Range="bytes=-5")
        assert (
            last.headers["Content-Range"] == f"bytes {kept.bytes - 5}-{kept.bytes - 1}/{kept.bytes}"
        )
        answer = await browser.get(address, Range="bytes=0-1", **{"Sec-Fetch-Dest": "document"})
        assert answer.status == 403


async def test_no_name_becomes_a_path(site: Site, tmp_path: Path) -> None:
    site = await with_sound(site, tmp_path)
    names = ["..%2f..%2fkeys", "%2e%2e%2fkeys%2finstance.key", "c1%00", "c1%2f..", "*", "...."]
    async with at_work(site) as browser:
        for name in names:
            for path in (f"/recordings/{name}", f"/recordings/{name}/sound/x"):
                answer = await browser.get(path, Range="bytes=0-9")
                assert answer.status in (303, 404, 405), path


async def test_sound_that_was_tampered_with_is_told_of_and_not_played(
    site: Site, tmp_path: Path
) -> None:
    told: list[tuple[str, str]] = []
    site = await with_sound(site, tmp_path, broken=lambda call, why: told.append((call, why)))
    sealed = next(tmp_path.rglob("*.sealed"))
    data = bytearray(sealed.read_bytes())
    data[1000] ^= 1
    sealed.write_bytes(data)
    async with at_work(site) as browser:
        answer = await browser.get(await opened(browser), Range="bytes=0-99")
        assert answer.status == 502
    assert [call for call, _ in told] == ["c1"]
    assert "chunk 1" in told[0][1]
    (entry,) = await entries(site.desk.engine, last=9, action="sound_broken")
    assert entry.subject == "c1"


@pytest.mark.parametrize("value", ["is_closed", "erased_at"])
async def test_who_refused_and_what_was_erased_is_heard_by_nobody(
    site: Site, tmp_path: Path, value: str
) -> None:
    site = await with_sound(site, tmp_path)
    async with at_work(site) as browser:
        address = await opened(browser)
        async with transaction(site.desk.engine) as session:
            change = {"is_closed": True} if value == "is_closed" else {value: site.desk.clock()}
            await session.exec(update(KeptSound).where(col(KeptSound.call) == "c1").values(change))
        assert (await browser.get(address, Range="bytes=0-9")).status == 410
        await browser.get("/recordings/c1")
        assert "聞けません" in browser.page
        assert (await browser.post("/recordings/c1/open", purpose="quality")).status == 403


async def _record_of(call: str, site: Site, *, closed_at: datetime | None = None) -> None:
    """The agent has a part of the call's record."""
    async with transaction(site.desk.engine) as session:
        person = (await session.exec(select(Staff))).one()
        at = site.desk.clock()
        session.add(
            Inquiry(
                id="i1",
                call=call,
                staff=person.id,
                business_date=at.date(),
                begun_at=at,
                saved_at=at,
                closed_at=closed_at,
                language="ja",
            )
        )
