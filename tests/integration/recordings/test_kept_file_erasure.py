"""The online form's kept files are erased at the project's end, by an application alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from cases.banks import shipped
from cases.day_files import Closing, close_days
from cases.importing import Importer
from cases.store import Actor, Shelf
from cases.vault import Vault as CaseVault
from recordings import certificate
from recordings.erasing import Application, No
from recordings.erasure import approve, execute, refuse
from recordings.kept_file_erasure import request_kept
from storage import case_files
from storage.audit import entries
from storage.case_desk_tables import CaseFile
from storage.engine import transaction
from storage.erasures import Whole
from tests.integration.cases.test_day_files import PEOPLE, file
from tests.integration.recordings.vaulted import AT, DAY, OP, SV, keep
from tests.unit.cases.applications import plan, schema

pytestmark = pytest.mark.integration

PAPER = "札子 第31号"
APPLICATION = Application(
    item="オンライン申請の CSV",
    medium="申請サーバー",
    quantity=2,
    method="暗号文の上書きと削除",
    planned_on=AT.date(),
    reason="業務の終了",
)
SHELF = Shelf(schema(), CaseVault(b"k" * 32, encrypted=True))


async def with_files(engine: AsyncEngine, *days: int) -> None:
    """Take one file on each of these days before now."""
    importer = Importer(engine, SHELF, shipped(), zone=UTC)
    for n, day in enumerate(days, start=1):
        await importer.take(file(PEOPLE[:n]), Actor("op-01", AT - timedelta(days=day)))


async def contents(engine: AsyncEngine) -> list[bytes | None]:
    async with transaction(engine) as session:
        return [(await session.get_one(CaseFile, n)).content for n in (1, 2)]


@pytest.mark.clause("SPR-I-7-4", "SPR-II-3-4-ウ")
async def test_kept_files_go_by_application_consent_witness_and_certificate(
    engine: AsyncEngine, tmp_path: Path
) -> None:
    vault = await keep(engine, tmp_path)
    await with_files(engine, 2, 1)
    before = await contents(engine)
    made = await request_kept(engine, APPLICATION, None, actor=OP, at=AT)
    assert not isinstance(made, No)
    assert await execute(engine, vault, made, witness="s3", actor=OP, at=AT) is No.NOT_APPROVED
    own = await approve(engine, made, reference=PAPER, consented_on=DAY, actor=OP, at=AT)
    assert own is No.SAME_PERSON
    assert await approve(engine, made, reference=PAPER, consented_on=DAY, actor=SV, at=AT) is None
    assert await execute(engine, vault, made, witness="", actor=OP, at=AT) is No.NO_WITNESS
    assert await contents(engine) == before
    done = await execute(engine, vault, made, witness="s3", actor=OP, at=AT)
    assert isinstance(done, Whole)
    assert await contents(engine) == [None, None]
    assert [each.erased_at for each in done.items] == [AT, AT]
    told = {each.subject: each.detail for each in await entries(engine, last=99)}
    assert [told[each.subject]["sha256"] for each in done.items] == [
        each.sha256 for each in done.items
    ]
    async with transaction(engine) as session:
        assert await case_files.kept(session) == []
    paper = certificate.page(
        done, campaign="窓口", names={}, zone=ZoneInfo("Asia/Tokyo"), proof="p"
    )
    wanted = ("2 件のファイルの暗号文を上書きして", PAPER, *(each.sha256 for each in done.items))
    assert [each for each in wanted if each not in paper] == []
    again = await request_kept(engine, APPLICATION, None, actor=OP, at=AT)
    assert again is No.NOTHING


async def test_a_file_is_part_of_one_application_until_that_is_refused(
    engine: AsyncEngine,
) -> None:
    await with_files(engine, 1, 1)

    async def asked(*files: int, **other: object) -> str | No:
        application = replace(APPLICATION, quantity=len(files), **other)  # type: ignore[arg-type]
        return await request_kept(engine, application, files, actor=OP, at=AT)

    assert await asked(1, method=" ") is No.INCOMPLETE
    assert await request_kept(engine, APPLICATION, [1], actor=OP, at=AT) is No.QUANTITY
    assert await asked(1, 9) is No.UNKNOWN
    first = await asked(1)
    assert not isinstance(first, No)
    assert await asked(1, 2) is No.TAKEN
    consent = plan().file_consent
    assert await close_days(engine, SHELF, consent, today=AT.date(), at=AT) == Closing(0, 0), (
        "the day's earlier file is left to the application"
    )
    assert await refuse(engine, first, actor=SV, at=AT) is None
    assert await close_days(engine, SHELF, consent, today=AT.date(), at=AT) == Closing(1, 0)
    assert await asked(1) is No.UNKNOWN
    assert not isinstance(await asked(2), No)
