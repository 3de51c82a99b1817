"""A package for the client: four eyes, an archive that 7-Zip opens, a password told once."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import soundfile
from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel import col

from agent_ui.sound_page import happened
from app.home import Home
from app.packing import Archive, Packing
from desk.desk import Desk
from desk.rules import Category, Rules
from recordings import certificate
from recordings.errors import SealBroken
from recordings.submission import MOST, Application, No, decide, request, see
from storage import listening
from storage.audit import Action, entries
from storage.engine import transaction
from storage.inquiry_tables import Inquiry, InquiryMatter
from storage.keys import instance_key
from storage.seal import Seal
from storage.staff_tables import Staff
from storage.vault_tables import KeptSound
from tests.integration.recordings.vaulted import AT, DAY, OP, SV, keep

pytestmark = pytest.mark.integration

SEVEN_ZIP = shutil.which("7zz") or "7z"
"""Debian 12 and 13 name it differently."""

WISH = Application(recipient="札幌市 保健福祉局", reference="札保第12号", reason="苦情の調査")
TEXT = '=HYPERLINK("x")\n<b>受付番号</b>の確認を求められた。'


@dataclass
class Office:
    engine: AsyncEngine
    packing: Packing
    folder: Path


@pytest.fixture
async def office(engine: AsyncEngine, tmp_path: Path) -> Office:
    """Two recordings of two seconds; of one there is a record of a complaint."""
    folder = tmp_path / "home"
    vault = await keep(engine, folder, "c1", "c2", seconds=2.0)
    home = Home(folder)
    desk = Desk(
        engine=engine,
        rules=Rules(categories=(Category(id="how", name="手続き"),)),
        seal=Seal(instance_key(home.key), "staff"),
        clock=lambda: AT,
        machine_clock=lambda: AT,
        zone=ZoneInfo("Asia/Tokyo"),
    )
    await recorded(engine)
    packing = Packing(home, "札幌市の窓口", desk, vault, lambda _: "03-1234-5678")
    return Office(engine, packing, folder)


async def recorded(engine: AsyncEngine) -> None:
    at = AT - timedelta(days=149)
    person = Staff(
        id="s1",
        login="op1",
        name="札幌 花子",
        role="agent",
        password_hash="",
        password_at=at,
        created_at=at,
    )
    record = Inquiry(
        id="i1",
        call="c1",
        staff="s1",
        business_date=DAY,
        begun_at=at,
        saved_at=at,
        closed_at=at,
        language="ja",
        is_complaint=True,
    )
    matter = InquiryMatter(inquiry="i1", n=1, category="how", result="closed", text=TEXT)
    async with transaction(engine) as session:
        for row in (person, record, matter):
            session.add(row)
            await session.flush()


async def approved(office: Office, *calls: str) -> str:
    made = await request(office.engine, WISH, calls, actor=OP, at=AT)
    assert not isinstance(made, No)
    assert await decide(office.engine, made, is_approved=True, actor=SV, at=AT) is None
    return made


def run(*command: str, folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


async def test_without_another_persons_approval_nothing_leaves(office: Office) -> None:
    engine, packing = office.engine, office.packing
    blank = Application(recipient=" ", reference="1", reason="1")
    for wish, calls, no in (
        (blank, ["c1"], No.INCOMPLETE),
        (WISH, [], No.NOTHING),
        (WISH, [f"c{n}" for n in range(MOST + 1)], No.TOO_MANY),
        (WISH, ["c1", "unknown"], No.UNREADABLE),
    ):
        assert await request(engine, wish, calls, actor=OP, at=AT) is no
    made = await request(engine, WISH, ["c1", "c1"], actor=OP, at=AT)
    assert not isinstance(made, No)
    assert await packing.make(made, OP) is No.NOT_APPROVED
    assert await decide(engine, made, is_approved=True, actor=OP, at=AT) is No.SAME_PERSON
    assert await decide(engine, made, is_approved=False, actor=SV, at=AT) is None
    assert await decide(engine, made, is_approved=True, actor=SV, at=AT) is No.NOT_REQUESTED
    assert await packing.make(made, OP) is No.NOT_APPROVED
    assert await packing.make("p0", OP) is No.NOT_THERE
    told = await entries(engine, last=9, subject=made)
    assert [each.action for each in told] == ["submission_requested", "submission_refused"]


@pytest.mark.clause("SUI-11-1-ク", "SPR-II-3-4-ウ")
async def test_the_archive_opens_with_7_zip_and_proves_itself(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if office.engine.dialect.name != "sqlite":  # drawing costs seconds; once is enough
        monkeypatch.setattr(certificate, "draw", lambda _: b"%PDF")
    made = await approved(office, "c2", "c1")
    archive = await office.packing.make(made, OP)
    assert isinstance(archive, Archive)
    zipped, out = tmp_path / archive.name, tmp_path / "out"
    with archive.file:
        zipped.write_bytes(archive.file.read())
    assert hashlib.sha256(zipped.read_bytes()).hexdigest() == archive.sha256
    assert not [each for each in office.folder.rglob("*") if each.suffix in (".zip", ".wav")]
    password, no = await office.packing.tell(made, received_by="山田", handed_on=DAY, actor=SV)
    assert no is None
    assert run(SEVEN_ZIP, "t", "-pwrong", archive.name, folder=tmp_path).returncode != 0
    listed = run(SEVEN_ZIP, "l", "-slt", archive.name, folder=tmp_path).stdout
    assert listed.count("Method = AES-256") == listed.count("Encrypted = +") == 11
    opened = run(SEVEN_ZIP, "x", f"-p{password}", "-oout", archive.name, folder=tmp_path)
    assert opened.returncode == 0, opened.stdout
    proved = run("sha256sum", "--strict", "-c", "ハッシュ一覧.txt", folder=out)
    assert (proved.returncode, proved.stdout.count("OK")) == (0, 10), proved.stdout
    await judge(office, out, made)


async def judge(office: Office, out: Path, made: str) -> None:
    """All that the package tells is what rows, trail and vault have."""
    mark = f"提出番号 {made}／提出先 札幌市 保健福祉局"
    readme = (out / "はじめにお読みください.txt").read_text("utf-8-sig")
    for told in (mark, "札保第12号", "苦情の調査", "禁じます", "02_20260202-090000/"):
        assert told in readme
    assert (out / "提出資料.pdf").read_bytes().startswith(b"%PDF")
    first = next(out.glob("02_*"))
    (stored,) = await entries(office.engine, last=9, action=Action.SOUND_STORED.value, subject="c1")
    original = (first / "録音_原本.flac").read_bytes()
    assert hashlib.sha256(original).hexdigest() == stored.detail["sha256"]
    with soundfile.SoundFile(first / "録音_再生用.wav") as wav:
        assert (wav.channels, wav.frames) == (2, 2 * 8000)
        assert mark in wav.comment
    record = (first / "問合せ記録.txt").read_text("utf-8-sig")
    for told in (TEXT.splitlines()[1], "手続き", "完結", "苦情として", stored.hash, "03-1234-5678"):
        assert told in record
    timeline = (first / "時系列.csv").read_text("utf-8-sig").splitlines()
    found = await listening.one(office.engine, "c1")
    assert found is not None
    events = happened(found, await listening.marks(office.engine, "c1"))
    assert len(timeline) == len(events) + 1 > 2
    assert timeline[0] == "日時,録音内の秒,出来事"
    exported = await entries(office.engine, last=9, action="sound_exported")
    assert [(each.subject, each.detail["in"]) for each in exported] == [("c2", made), ("c1", made)]


@pytest.mark.clause("SPR-II-3-4-ウ")
async def test_the_password_is_told_once_and_after_the_receipt(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(certificate, "draw", lambda _: b"%PDF")
    packing, made = office.packing, await approved(office, "c1")

    async def told(by: str = "山田", late: int = 0) -> tuple[str, No | None]:
        on = (AT + timedelta(days=late)).date()
        return await packing.tell(made, received_by=by, handed_on=on, actor=SV)

    assert await told() == ("", No.NOT_MADE)
    for _ in range(2):  # made anew: the one before has a password that nobody learns
        archive = await packing.make(made, OP)
        assert isinstance(archive, Archive)
        archive.file.close()
    assert await told(by=" ") == await told(late=1) == ("", No.NO_RECEIPT)
    password, no = await told()
    assert (len(password), no) == (24, None)
    assert await told() == ("", No.ALREADY_TOLD)
    assert await packing.make(made, OP) is No.ALREADY_TOLD
    package = await see(office.engine, made)
    assert package is not None
    row = package.submission
    assert (row.state, row.password, row.received_by, row.told_by) == ("told", None, "山田", "s2")
    trail = await entries(office.engine, last=99)
    assert password not in str(trail)
    assert "山田" not in str(trail)
    assert trail[-1].action == "submission_told"


async def test_what_was_erased_refused_or_altered_goes_into_no_package(office: Office) -> None:
    made, engine = await approved(office, "c1"), office.engine
    kept = update(KeptSound).where(col(KeptSound.call) == "c1")
    for change in ({"is_closed": True}, {"is_closed": False, "erased_at": AT}):
        async with transaction(engine) as session:
            await session.exec(kept.values(change))
        assert await office.packing.make(made, OP) is No.UNREADABLE
    async with transaction(engine) as session:
        await session.exec(kept.values(erased_at=None, sha256="0" * 64))
    with pytest.raises(SealBroken):
        await office.packing.make(made, OP)
