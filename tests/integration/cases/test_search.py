"""A caller's case is found by whatever the caller says, and that it was seen is kept."""

from __future__ import annotations

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel import col, select, update

from cases.importing import Importer
from cases.sample import Applicant
from cases.search import Hit, find
from cases.store import Shelf
from storage.case_tables import Case, CaseSight
from storage.engine import transaction
from tests.integration.cases.test_importing import ACTOR, file, people

pytestmark = pytest.mark.integration


@pytest.fixture
async def applicants(importer: Importer) -> list[Applicant]:
    found = people(120, flawless=True)
    found[0].document.values |= {
        "applicant_kana": "ササクラ　ヨシノリ",
        "applicant_name": "笹倉　義𠮷",
        "address": "札幌市北区屯田九条１丁目２番",
        "phone": "0112345678",
        **{"bank_code": "0501", "branch_code": "028"},
        **{"account_kind": "普通", "account_number": "7654321"},
        "applicant_birth": "1971-12-31",
    }
    found[1].document.values |= {
        "applicant_kana": "オガサワラ　マユミ",
        "applicant_name": "小笠原　真由美",
        "address": "札幌市豊平区美園二条３丁目メゾンさくら",
    }
    await importer.take(file(found), ACTOR)
    return found


async def look(engine: AsyncEngine, shelf: Shelf, text: str) -> list[Hit]:
    async with transaction(engine) as session:
        return await find(session, shelf, text, actor=ACTOR)


FINDING = [
    *("011-234-5678", "０１１２３４５６７８", "1971/12/31", "1971年12月31日"),
    *("0501-028-7654321", "0501 028 普通 7654321", "０５０１　０２８　７６５４３２１"),
    *("ササクラ　ヨシノリ", "ささくら", "ｻｻｸﾗ ﾖｼﾉﾘ", "ササグラ　ヨシノリ", "ササクラ　ヨシオリ"),
    *("笹倉", "笹倉　義吉", "笹倉義𠮷"),
]


@pytest.mark.clause("OTR-6-5-3")
async def test_the_case_is_found_first(
    engine: AsyncEngine, shelf: Shelf, applicants: list[Applicant]
) -> None:
    async with transaction(engine) as session:
        number = (await session.get_one(Case, 1)).number
    for text in [number, *FINDING]:
        [first, *_] = await look(engine, shelf, text)
        assert first.case.external_id == applicants[0].id, text


async def test_a_place_is_found(
    engine: AsyncEngine, shelf: Shelf, applicants: list[Applicant]
) -> None:
    hits = await look(engine, shelf, "札幌市北区屯田九条")
    assert applicants[0].id in {each.case.external_id for each in hits if each.score == 1}


PLACES_AND_NAMES = [
    *((0, text) for text in ("北区", "屯田", "北区屯田", "屯田九条１丁目")),
    *((1, text) for text in ("豊平区", "豊平区美園", "美園", "メゾンさくら", "小笠原　真由美")),
]
"""Who is meant, and the words: shorter and longer than any name or place has to be."""


async def test_a_name_and_a_place_of_any_length_are_found(
    engine: AsyncEngine, shelf: Shelf, applicants: list[Applicant]
) -> None:
    async with transaction(engine) as session:
        for who, text in PLACES_AND_NAMES:
            hits = await find(session, shelf, text, actor=ACTOR, most=len(applicants))
            exact = {each.case.external_id for each in hits if each.score == 1}
            assert applicants[who].id in exact, text


async def test_everybody_is_found_by_their_own_name(
    engine: AsyncEngine, shelf: Shelf, applicants: list[Applicant]
) -> None:
    names = {each.id: each.document.values["applicant_name"] for each in applicants}
    assert max(map(len, names.values())) >= 7 > min(map(len, names.values()))
    async with transaction(engine) as session:
        found = {
            id_: {
                hit.case.external_id
                for hit in await find(session, shelf, name, actor=ACTOR)
                if hit.score == 1
            }
            for id_, name in names.items()
        }
    assert [names[id_] for id_, hits in found.items() if id_ not in hits] == []


@pytest.mark.usefixtures("applicants")
async def test_nobody_is_found_where_nobody_is(engine: AsyncEngine, shelf: Shelf) -> None:
    nobody = [
        "",
        "　",
        "ヌヌヌヌ",
        "0119999999",
        "1900-01-01",
        "S-O-999999-0",
        "0501-028-当座-7654321",
    ]
    assert [text for text in nobody if await look(engine, shelf, text)] == []


async def test_a_protected_person_is_found_without_any_content_and_sights_are_kept(
    engine: AsyncEngine, shelf: Shelf, applicants: list[Applicant]
) -> None:
    async with transaction(engine) as session:
        await session.exec(update(Case).where(col(Case.seq) == 1).values(is_protected=True))
    [hit] = await look(engine, shelf, "0112345678")
    assert hit.document is None
    async with transaction(engine) as session:
        [sight] = await session.exec(select(CaseSight))
    assert (sight.case, sight.by, sight.how) == (1, "op-01", "find")
