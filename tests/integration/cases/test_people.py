"""Persons counted by a word of their own contract, as they were at an instant."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from app.report_start import counting
from cases.files import Kind
from cases.people import count_people
from storage.engine import transaction
from tests.integration.cases.contract_office import Office, office
from tests.integration.metrics.shipped import shipped

pytestmark = pytest.mark.integration

APRIL, MAY, JUNE = (datetime(2026, month, 1, tzinfo=UTC) for month in (4, 5, 6))
PERSON = {
    **{"区分": "追加", "カナ氏名": "セタ　アイ", "氏名": "世田　愛", "生年月日": "1990-04-01"},
    **{"管轄の総合支所": "砧", "対象者の別": "対象者", "電話番号": "", "配慮すること": ""},
}
NEEDY, WELFARE = "生活困窮者自立相談支援", "被保護者就労支援"


async def came(desk: Office, at: datetime, **programs: str) -> Office:
    desk = replace(desk, at=at)
    rows = [{**PERSON, "対象者番号": id_, "業務": each} for id_, each in programs.items()]
    assert (await desk.take(Kind.ONLINE, rows)).added == len(rows)
    return desk


@pytest.mark.clause("SET-I-4", "SET-II-2")
async def test_new_continued_and_present_are_those_of_the_span(engine: AsyncEngine) -> None:
    desk = office(engine, "setagaya", APRIL)
    desk = await came(desk, APRIL + timedelta(days=9), p1=NEEDY, p2=NEEDY, p3=WELFARE)
    desk = await came(desk, MAY + timedelta(days=9), p4=NEEDY)
    await desk.step("p1", "stop", "転居", chief=True)
    await replace(desk, at=JUNE + timedelta(days=1)).step("p3", "stop", "就労", chief=True)
    stages = ("accepted", "assessed")

    async def counted(
        begin: datetime, end: datetime, until: datetime | None = None
    ) -> dict[str, tuple[int, int, int]]:
        async with transaction(engine) as session:
            span, known = (begin, end), until or end
            found = await count_people(session, desk.shelf, "program", stages, span, until=known)
        return dict(found)

    assert await counted(APRIL, MAY) == {NEEDY: (2, 0, 2), WELFARE: (1, 0, 1)}
    assert await counted(MAY, JUNE) == {NEEDY: (1, 2, 2), WELFARE: (0, 1, 1)}
    typed = APRIL + timedelta(days=9, minutes=1)
    assert await counted(APRIL, MAY, until=typed - timedelta(minutes=2)) == {}, "not entered yet"
    assert await counted(APRIL, MAY, until=typed) == {NEEDY: (2, 0, 2), WELFARE: (1, 0, 1)}
    assert await counted(APRIL, JUNE) == {NEEDY: (3, 0, 2), WELFARE: (1, 0, 1)}


@pytest.mark.clause("SUI-11-3-ウ-エ")
async def test_a_card_applied_for_by_way_of_an_abode_moves_its_own_row_only(
    engine: AsyncEngine,
) -> None:
    desk = office(engine, "suita", datetime(2024, 9, 2, 1, tzinfo=UTC))
    day = desk.at - timedelta(days=1), desk.at + timedelta(days=1)
    by = shipped("suita")[0].people
    assert by is not None

    async def took(name: str, route: str) -> dict[str, int]:
        card = {"区分": "追加", "管理番号": name, "交付の方式": "交付時来庁", "申請の経路": route}
        card |= {"仕分け": "通常", "カードの有効期限": ""}
        assert (await desk.take(Kind.ONLINE, [card])).added == 1
        async with transaction(engine) as session:
            found = await counting(desk.shelf)(session, by, day, day[1])
        return {value: new for value, (new, _, present) in found.items() if new == present}

    citizens, elsewhere = (row.value for row in by.rows)
    assert await took("2024-1", citizens) == {citizens: 1}
    assert await took("2024-2", elsewhere) == {citizens: 1, elsewhere: 1}
    assert await took("2024-3", elsewhere) == {citizens: 1, elsewhere: 2}
