"""Erasure by the book: no approval, no erasure; what is erased cannot be heard by anybody again."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel import col

from recordings import certificate, submission
from recordings.erasing import Application, No
from recordings.erasure import approve, erase_refused, execute, refuse, request
from recordings.errors import SealBroken
from recordings.file_erasure import request_files, request_logs
from recordings.processing import Place
from recordings.vault import Vault
from storage.audit import Actor, entries, trailed
from storage.calls import one_call
from storage.engine import transaction
from storage.erasures import Whole, hold, release
from storage.errors import DataKeyGone
from storage.kept import one_kept, shape_of
from storage.staff_tables import Staff
from storage.vault_tables import KeptSound
from tests.integration.recordings.vaulted import AT, DAY, MG, OP, RULES, SV, keep

pytestmark = pytest.mark.integration

PAPER = "札子 第12号"
APPLICATION = Application(
    item="通話の音声",
    medium="録音サーバー",
    quantity=2,
    method="鍵の消去",
    planned_on=AT.date(),
    reason="保管期限",
)


def hanako(id_: str) -> Staff:
    return Staff(
        id=id_,
        login="hanako",
        name="札幌 花子",
        role="manager",
        password_hash="",
        password_at=AT,
        created_at=AT,
    )


@pytest.mark.clause("SPR-I-7-4", "SPR-別紙-5-10", "SHJ-特-21", "SPR-II-3-4-ウ")
async def test_an_approved_erasure_leaves_proof_and_no_sound(
    engine: AsyncEngine, tmp_path: Path
) -> None:
    vault = await keep(engine, tmp_path, "c1", "c2", "c3", seconds=2.0)
    sealed = {call: tmp_path / f"recordings/2026-02-02/{call}.sealed" for call in ("c1", "c2")}
    copies = {call: path.read_bytes() for call, path in sealed.items()}
    made = await request(engine, APPLICATION, ["c1", "c2"], actor=OP, at=AT)
    assert not isinstance(made, No)
    assert await execute(engine, vault, made, witness="s3", actor=OP, at=AT) is No.NOT_APPROVED
    for who, paper, no in (
        (OP, PAPER, No.SAME_PERSON),
        (SV, " ", No.NO_REFERENCE),
        (SV, PAPER, None),
    ):
        decided = await approve(engine, made, reference=paper, consented_on=DAY, actor=who, at=AT)
        assert decided is no
    assert await execute(engine, vault, made, witness="", actor=OP, at=AT) is No.NO_WITNESS
    done = await execute(engine, vault, made, witness="s3", actor=OP, at=AT)
    assert isinstance(done, Whole)
    assert (done.erasure.state, done.erasure.witness) == ("done", "s3")
    assert all(each.erased_at == AT for each in done.items)
    told = await entries(engine, last=99, action="sound_erased")
    assert {each.subject: each.detail["sha256"] for each in told} == {
        each.subject: each.sha256 for each in done.items
    }
    (executed,) = await entries(engine, last=9, action="erasure_done")
    assert (executed.n, executed.detail["quantity"]) == (done.erasure.audit_n, len(told))
    paper = certificate.page(
        done,
        campaign="事務センター",
        names={"s1": "札幌 花子"},
        zone=ZoneInfo("Asia/Tokyo"),
        proof="p",
    )
    told_on_it = (
        PAPER,
        "札幌 花子",
        "2 件の暗号鍵を消去",
        f"第 {executed.n} 号",
        *(each.sha256 for each in done.items),
    )
    assert [each for each in told_on_it if each not in paper] == []
    for call, path in sealed.items():
        row = await one_call(engine, call)
        assert row is not None
        assert (row.recording_state, row.recording) == ("erased", None)
        assert await shape_of(engine, call) is None
        assert not path.exists()
        path.write_bytes(copies[call])  # out of a backup
        unreadable(vault, call)
    assert vault.digest("c3", "2026-02-02/c3.sealed")


@pytest.mark.parametrize("witness", [OP.who, "Hanako", "札幌　花子"])
async def test_nobody_is_the_witness_of_their_own_erasing(
    engine: AsyncEngine, tmp_path: Path, witness: str
) -> None:
    vault = await keep(engine, tmp_path, "c1", seconds=0.5)
    async with transaction(engine) as session:
        session.add(hanako(OP.who))
    made = await request(engine, replace(APPLICATION, quantity=1), ["c1"], actor=OP, at=AT)
    assert not isinstance(made, No)
    await approve(engine, made, reference=PAPER, consented_on=DAY, actor=SV, at=AT)
    done = await execute(engine, vault, made, witness=witness, actor=OP, at=AT)
    assert done is No.SAME_PERSON


@pytest.mark.clause("SPR-I-7-4")
async def test_after_an_erasure_no_file_of_the_home_has_its_key_or_any_of_its_sound(
    engine: AsyncEngine, tmp_path: Path
) -> None:
    vault = await keep(engine, tmp_path, "c1", "c2", seconds=2.0)
    shard = next((tmp_path / "keys/recordings").rglob("c1.dk"))
    sealed = (tmp_path / "recordings/2026-02-02/c1.sealed").read_bytes()
    encoded = b"".join(vault.open("c1", "2026-02-02/c1.sealed").parts())
    (tmp_path / "disk").mkdir()
    for path in (shard, tmp_path / "recordings/2026-02-02/c1.sealed"):
        (tmp_path / "disk" / path.name).hardlink_to(path)  # the bytes, whatever becomes of the name
    slices = {
        "wrapped key": shard.read_bytes().partition(b":")[2],
        "ciphertext": sealed[len(sealed) // 2 :][:64],
    }
    plain = {"key": vault.ring.key("c1"), "sound": encoded[len(encoded) // 2 :][:64]}
    assert found_in(tmp_path, slices) == set(slices)
    assert found_in(tmp_path, plain) == set()  # in plain it lay nowhere, not even before
    made = await request(engine, replace(APPLICATION, quantity=1), ["c1"], actor=OP, at=AT)
    assert not isinstance(made, No)
    await approve(engine, made, reference=PAPER, consented_on=DAY, actor=SV, at=AT)
    assert isinstance(await execute(engine, vault, made, witness="s3", actor=OP, at=AT), Whole)
    assert found_in(tmp_path, slices | plain) == set()
    assert vault.digest("c2", "2026-02-02/c2.sealed")


async def test_one_persons_two_accounts_are_no_two_persons(
    engine: AsyncEngine, tmp_path: Path
) -> None:
    await keep(engine, tmp_path, "c1", "c2", "c3", seconds=0.5)
    async with transaction(engine) as session:
        session.add(hanako("s9"))
    page, own, other = (Actor(who=each, origin="x") for each in ("s9", "cli:Hanako", "cli:jiro"))
    consent = partial(approve, engine, reference=PAPER, consented_on=DAY, at=AT)
    for call, asks, same in (("c1", page, own), ("c2", own, page)):
        one = replace(APPLICATION, quantity=1)
        made = await request(engine, one, [call], actor=asks, at=AT)
        assert not isinstance(made, No)
        assert await consent(made, actor=same) is No.SAME_PERSON
        assert await consent(made, actor=other) is None
    wish = submission.Application(recipient="札幌市", reference="第1号", reason="調査")
    package = await submission.request(engine, wish, ["c3"], actor=own, at=AT)
    assert not isinstance(package, submission.No)
    decided = await submission.decide(engine, package, is_approved=True, actor=page, at=AT)
    assert decided is submission.No.SAME_PERSON


def found_in(home: Path, wanted: dict[str, bytes]) -> set[str]:
    """Tell which of these bytes lie in any file of a home, its database among them."""
    contents = [each.read_bytes() for each in home.rglob("*") if each.is_file()]
    return {name for name, some in wanted.items() if any(some in each for each in contents)}


def unreadable(vault: Vault, call: str) -> None:
    """Neither without its key nor with another one does a copy say anything."""
    name = f"2026-02-02/{call}.sealed"
    with pytest.raises(DataKeyGone):
        vault.open(call, name)
    vault.ring.new(call)
    with pytest.raises(SealBroken):
        vault.open(call, name).read(0, 1)


@pytest.mark.clause("SPR-I-7-4")
async def test_what_is_incomplete_unknown_or_taken_is_not_applied_for(
    engine: AsyncEngine, tmp_path: Path
) -> None:
    await keep(engine, tmp_path, "c1", "c2", seconds=1.0)

    async def asked(*calls: str, **other: object) -> str | No:
        application = replace(APPLICATION, quantity=len(set(calls)), **other)  # type: ignore[arg-type]
        return await request(engine, application, calls, actor=OP, at=AT)

    assert await asked() is No.NOTHING
    assert await asked("c1", method=" ") is No.INCOMPLETE
    assert await asked("c1", "unknown") is No.UNKNOWN
    assert await request(engine, APPLICATION, ["c1"], actor=OP, at=AT) is No.QUANTITY
    first = await asked("c1")
    assert not isinstance(first, No)
    assert await asked("c1", "c2") is No.TAKEN
    assert await refuse(engine, first, actor=SV, at=AT) is None
    assert await refuse(engine, first, actor=SV, at=AT) is No.NOT_REQUESTED
    assert not isinstance(await asked("c1", "c2"), No)
    assert (
        await approve(engine, "e0", reference="1", consented_on=DAY, actor=SV, at=AT)
        is No.NOT_THERE
    )


async def test_who_refused_is_erased_under_the_standing_consent_with_a_record_of_its_own(
    engine: AsyncEngine, tmp_path: Path
) -> None:
    vault = await keep(engine, tmp_path, "c1", "c2", seconds=1.0)
    async with transaction(engine) as session:
        change = update(KeptSound).where(col(KeptSound.call) == "c1").values(is_closed=True)
        await session.exec(change)
    assert RULES.consent is not None
    async with trailed(engine) as trail:
        await hold(trail, "c1", why="dispute", actor=MG, at=AT)
    assert await erase_refused(engine, vault, RULES.consent, at=AT) == 0
    assert vault.digest("c1", "2026-02-02/c1.sealed")  # a hold stands before the standing consent
    async with trailed(engine) as trail:
        assert await release(trail, "c1", actor=MG, at=AT) == 1
    assert await erase_refused(engine, vault, RULES.consent, at=AT) == 1
    assert await erase_refused(engine, vault, RULES.consent, at=AT) == 0
    kept = await one_kept(engine, "c1")
    assert kept is not None
    assert kept.erased_at == AT
    (approved,) = await entries(engine, last=9, action="erasure_approved")
    assert (approved.subject, approved.detail) == (kept.erasure, {"standing": True})
    assert vault.digest("c2", "2026-02-02/c2.sealed")


async def test_files_go_the_same_road_and_only_as_they_were_applied_for(
    engine: AsyncEngine, tmp_path: Path
) -> None:
    home, csv, inside = (tmp_path / each for each in ("home", "2026-02-02.csv", "home/people.db"))
    home.mkdir()
    for path in (csv, inside):
        path.write_text("受付番号,氏名\n")
    vault = Place(keys=str(home / "keys"), folder=str(home / "recordings")).vault()
    (tmp_path / "link.csv").symlink_to(csv)

    async def asked(*files: Path, quantity: int = 1) -> str | No:
        application = replace(APPLICATION, item="日次 CSV", quantity=quantity)
        return await request_files(engine, application, files, home=home, actor=OP, at=AT)

    assert await asked(csv, quantity=2) is No.QUANTITY
    assert await asked() is No.NOTHING
    for wrong in (inside, tmp_path / "link.csv", tmp_path, tmp_path / "gone.csv"):
        assert await asked(wrong) is No.UNKNOWN
    made = await asked(csv)
    assert not isinstance(made, No)
    assert await execute(engine, vault, made, witness="s3", actor=OP, at=AT) is No.NOT_APPROVED
    assert await approve(engine, made, reference=PAPER, consented_on=DAY, actor=SV, at=AT) is None
    whole = csv.read_bytes()
    for changed in (whole + b"x", b""):
        csv.write_bytes(changed)
        assert await execute(engine, vault, made, witness="s3", actor=OP, at=AT) is No.CHANGED
        assert csv.exists()
    csv.write_bytes(whole)
    done = await execute(engine, vault, made, witness="s3", actor=OP, at=AT)
    assert isinstance(done, Whole)
    assert (csv.exists(), done.erasure.state, done.items[0].erased_at) == (False, "done", AT)
    (told,) = await entries(engine, last=9, action="file_erased")
    assert (told.subject, told.detail["sha256"]) == (made, hashlib.sha256(whole).hexdigest())
    assert csv.name not in str(await entries(engine, last=99))
    paper = certificate.page(
        done, campaign="窓口", names={}, zone=ZoneInfo("Asia/Tokyo"), proof="p"
    )
    assert [each for each in (str(csv), "1 件のファイルを上書きして") if each not in paper] == []


@pytest.mark.clause("SPR-別紙-5-6")
async def test_logs_outlive_the_contract_and_then_go_the_same_road(
    engine: AsyncEngine, tmp_path: Path
) -> None:
    log = tmp_path / "log/000000000001.jsonl"
    log.parent.mkdir()
    log.write_text("{}\n")
    vault = Place(keys=str(tmp_path / "keys"), folder=str(tmp_path / "recordings")).vault()
    until = date(2027, 5, 29)

    async def asked(on: date, kept_until: date | None = until) -> str | No:
        application = replace(APPLICATION, item="ログ", quantity=1, planned_on=on)
        return await request_logs(
            engine, application, [log], kept_until=kept_until, actor=OP, at=AT
        )

    assert await asked(until) is No.KEPT
    assert await asked(until + timedelta(days=1), None) is No.KEPT
    made = await asked(until + timedelta(days=1))
    assert not isinstance(made, No)
    assert await approve(engine, made, reference=PAPER, consented_on=DAY, actor=SV, at=AT) is None
    assert await execute(engine, vault, made, witness="s3", actor=OP, at=AT) is No.TOO_EARLY
    assert log.exists()
    later = AT.replace(year=2027, month=5, day=30)
    assert isinstance(await execute(engine, vault, made, witness="s3", actor=OP, at=later), Whole)
    assert not log.exists()
    told = [each.action for each in await entries(engine, last=99)]
    assert told[:2] == ["erasure_requested", "erasure_approved"]
