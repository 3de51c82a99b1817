"""Every address of recordings against every role, names that are none, and ranges that are none.

The addresses come from the table of routes, so that a new one cannot be forgotten.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from urllib.parse import quote

import pytest
from sqlmodel import select

from agent_ui.access import ROLES
from agent_ui.routes import ROUTES, Route
from agent_ui.shown import Site
from desk.roles import Role
from recordings import submission
from recordings.erasing import Application, No
from recordings.erasure import request
from recordings.rules import SoundRules
from storage import listening
from storage.audit import Actor, entries
from storage.engine import transaction
from storage.quality_tables import Scoring
from storage.submission_tables import Submission
from storage.vault_tables import Erasure, KeptSound, SoundHold
from tests.integration.agent_ui.browser import Browser
from tests.integration.agent_ui.sounding import with_sound
from tests.integration.desk.people import newcomer

pytestmark = pytest.mark.integration

ROOMS = ("/recordings", "/erasures", "/submissions", "/quality")
OF_SOUND = [each for each in ROUTES if each.path.startswith(ROOMS)]
OPEN = SoundRules(agents_hear_own=True, client_hears=True)
OTHER = Actor(who="s-other", origin="192.0.2.1")
FORMS = {"purpose": "quality", "wish": "hold", "decision": "approve", "reference": "1"}
FORMS |= {"move": "play", "at_ms": "0"}
FORMS |= {"on": "2026-02-02", "witness": "x", "text": "x", "staff": "s1", "calls": "c1"}


async def ids_of_others(site: Site) -> dict[str, str]:
    """Somebody else listens to a recording, and applied for its erasure and for a package of it."""
    engine, at = site.desk.engine, site.desk.clock()
    fields = {"item": "音声", "medium": "サーバー", "method": "鍵の消去", "reason": "期限"}
    application = Application(**fields, quantity=1, planned_on=date(2026, 2, 2))
    erasure = await request(engine, application, ["c1"], actor=OTHER, at=at)
    wish = submission.Application(recipient="市", reference="1", reason="1")
    package = await submission.request(engine, wish, ["c1"], actor=OTHER, at=at)
    assert not isinstance(erasure, No)
    assert not isinstance(package, submission.No)
    heard = await listening.begin(
        engine, "c1", staff=OTHER.who, purpose="quality", actor=OTHER, at=at
    )
    made = {"call": "c1", "listening": heard, "erasure": erasure, "package": package}
    return made | {"scoring": "q1"}


async def asked(browser: Browser, route: Route, ids: dict[str, str]) -> int:
    """Ask for an address; gives the status. No sound may come."""
    path = route.path.format(**ids)
    if route.method == "GET":
        answer = await browser.get(path, Range="bytes=0-99")
    else:
        answer = await browser.post(path, headers={}, **FORMS)
    assert "fLaC" not in browser.page, path
    return answer.status


def refused(route: Route, role: Role) -> set[int]:
    """With which statuses a role is refused what is of others; none if it may ask for it."""
    if role not in ROLES[route.access]:
        return {403}
    if "{listening}" in route.path:  # of others it is nobody's
        return {403, 404}
    if role is Role.AGENT and "{call}" in route.path:
        return {403}
    return set()


@pytest.mark.clause("SET-I-9")
@pytest.mark.parametrize("role", list(Role))
async def test_no_role_gets_or_changes_at_any_address_what_is_not_its_own(
    site: Site, tmp_path: Path, role: Role
) -> None:
    site = await with_sound(site, tmp_path, rules=OPEN)
    ids = await ids_of_others(site)
    person = await newcomer(site.desk, "x1", role)
    async with Browser(site) as browser:
        await browser.sign_in(person)
        for route in OF_SOUND:
            if expected := refused(route, role):
                assert await asked(browser, route, ids) in expected, route
    async with transaction(site.desk.engine) as session:
        assert (await session.exec(select(SoundHold))).all() == []
        assert (await session.exec(select(Scoring))).all() == []
        assert (await session.exec(select(Erasure.state))).all() == ["requested"]
        assert (await session.exec(select(Submission.state))).all() == ["requested"]
        assert (await session.exec(select(KeptSound.erased_at))).all() == [None]
    for action in ("sound_fetched", "sound_played", "sound_sought"):
        assert await entries(site.desk.engine, last=9, action=action) == []


NAMES = (
    *("../..", "../../keys/instance.key", "..\\..\\keys", "....//....//keys", "/etc/passwd"),
    *("c1/..", "c1/../c1", "./c1", "c1/.", "c1.", "c1 ", " c1", "c1\0", "c1\0.sealed", "c1\n"),
    *(
        "c1.sealed",
        "c1.wav",
        "2026-02-02/c1.sealed",
        "C1",
        "ｃ1",
        "c1%00",
        "%2e%2e",
        "..%2f..%2fkeys",
    ),
    *("..;/c1", "~", "*", "%", "_", "c%", "c1' OR '1'='1", "c1;DROP TABLE calls", "${jndi:x}"),
    *("{{7*7}}", "<script>", "c1?x=1", "c1#x", "\u202ec1", "\ufeffc1", "c1\u0000", "a" * 4_000),
    *("file:///etc/passwd", "http://127.0.0.1/", "\\\\host\\share", "con", "-1", "0", "null"),
)


async def test_no_name_is_a_path_a_pattern_or_another_call(site: Site, tmp_path: Path) -> None:
    site = await with_sound(site, tmp_path)
    ids = await ids_of_others(site)
    async with Browser(site) as browser:
        await browser.sign_in(await newcomer(site.desk, "x1", Role.SUPERVISOR))
        for route in OF_SOUND:
            for field in ("call", "listening"):
                for name in NAMES if f"{{{field}}}" in route.path else ():
                    told = ids | {field: quote(name, safe="")}
                    status = await asked(browser, route, told)
                    assert status in (400, 404, 405, 414), (route.path, name, status)
    for action in ("sound_fetched", "sound_played", "sound_sought"):
        assert await entries(site.desk.engine, last=9, action=action) == []


RANGES = (
    *("", "bytes", "bytes=", "bytes=-", "bytes=--", "bytes=9-1", "bytes=-0", "bytes=99999999-"),
    *("items=0-1", "Bytes=0-1", "BYTES=0-1", "byte=0-1", "none", "bytes=0-1,5-9", "bytes=0-1, 2-3"),
    *("bytes=,0-1", "bytes=0-1,", "bytes=0-,-1", "bytes=" + ",".join(["0-0"] * 500)),
    *(
        "bytes=a-b",
        "bytes=--5",
        "bytes= 0-1",
        "bytes=0 -1",
        "bytes=0- 1",
        "bytes=0-1 ;",
        "bytes =0-1",
    ),
    *("bytes=0x0-0x9", "bytes=1e3-", "bytes=1.0-2", "bytes=0-1;", "bytes 0-1", "bytes=+0-1"),
    *("bytes=-1-5", "bytes=0--1", "bytes=0-1-2", "bytes=0-" + "9" * 40, "bytes=" + "9" * 40 + "-"),
    *(
        "bytes=-" + "9" * 5_000,
        "bytes=0-1\tx",
        "bytes=*",
        "bytes=*/5",
        "bytes 0-1/5",
        "bytes=\xb2-\xb3",
    ),
    *("bytes=999999999999999-", "bytes=0_0-1_0", "bytes=%30-%31", "bytes=0-1&x=1", "bytes=0-1#x"),
)


async def test_a_name_that_no_database_takes_is_asked_of_none(site: Site) -> None:
    async with Browser(site) as browser:  # without a session: it is refused before all else
        for route in OF_SOUND:
            if route.method == "GET" and "{" in route.path:
                path = route.path.replace("{", "").replace("}", "%00")
                assert (await browser.get(path)).status == 404, path


async def test_no_range_but_one_plain_one_gets_a_byte(site: Site, tmp_path: Path) -> None:
    site = await with_sound(site, tmp_path)
    async with Browser(site) as browser:
        await browser.sign_in(await newcomer(site.desk, "x1", Role.SUPERVISOR))
        await browser.get("/recordings/c1")
        opened = await browser.post("/recordings/c1/open", purpose="quality")
        address = str(opened.headers["Location"]).replace("/listen/", "/sound/")
        for asked_for in RANGES:
            answer = await browser.get(address, Range=asked_for)
            assert answer.status == 416, asked_for
            assert answer.headers["Content-Range"].startswith("bytes */")
            assert "fLaC" not in browser.page
        answer = await browser.get(address, Range="bytes=0-3")
        assert (answer.status, browser.page) == (206, "fLaC")
    fetched = await entries(site.desk.engine, last=9, action="sound_fetched")
    assert [(each.detail["from"], each.detail["to"]) for each in fetched] == [(0, 4)]
