"""Paper entry over HTTP: the same rules, the second entry, a number without gaps."""

from __future__ import annotations

import pytest
from sqlmodel import select

from agent_ui.shown import Site
from cases.numbering import read_number
from cases.schema import Channel
from cases.search import find
from cases.store import Actor
from storage.case_tables import Case, CaseDeficiency
from storage.engine import transaction
from tests.integration.agent_ui.browser import Browser
from tests.integration.agent_ui.test_cases import audited, imported, with_cases
from tests.integration.desk.people import newcomer
from tests.unit.cases.applications import application

pytestmark = pytest.mark.integration

PLACE = "/cases/paper"
TWICE = ("bank_code", "branch_code", "account_number", "account_holder")


def typed(**changed: str) -> dict[str, str]:
    """Give a right application as the page sends it."""
    document = application(Channel.POST, applied_on="2026-02-02")
    sent = dict(document.values)
    sent |= {f"{field}.1": value for field, value in document.children[0].items()}
    sent |= {f"again-{field}": document.values[field] for field in TWICE}
    sent |= {"channel": "post", "received_at": "2026-02-02T09:30", "blocks": "1"}
    return sent | changed


async def stored(site: Site) -> list[Case]:
    async with transaction(site.desk.engine) as session:
        return list(await session.exec(select(Case).order_by("seq")))


@pytest.mark.clause("OTR-6-2-ア", "SPR-III-3-2-ウ")
async def test_a_right_application_is_numbered_and_found(site: Site) -> None:
    site = with_cases(site)
    await imported(site)
    async with Browser(site) as browser:
        await browser.sign_in(await newcomer(site.desk))
        await browser.get(PLACE)
        assert 'name="payee_account"' in browser.page
        answer = await browser.fill(PLACE, typed())
        number = answer.headers["Location"].rpartition("/")[2]
    case = (await stored(site))[-1]
    assert (case.seq, case.number, case.channel) == (5, number, "post")
    assert (read_number(number), number[2]) == (number, "P")
    assert case.status == "received"
    assert case.received_at.isoformat() == "2026-02-02T00:30:00+00:00"
    room = site.cases
    assert room is not None
    async with transaction(site.desk.engine) as session:
        actor = Actor("x", site.desk.clock())
        [hit, *_] = await find(session, room.shelf, "タカハシ　ハナコ", actor=actor)
        assert hit.case.seq == 5
    assert await audited(site, "case_entered") == [number]


async def test_the_second_entry_must_be_the_same(site: Site) -> None:
    site = with_cases(site)
    async with Browser(site) as browser:
        await browser.sign_in(await newcomer(site.desk))
        wrong = typed(**{"again-account_number": "0012346", "again-account_holder": ""})
        assert (await browser.fill(PLACE, wrong)).status == 422
        assert "二度目の入力が違います" in browser.page
        assert "<li>口座番号</li>" in browser.page
        assert "<li>口座名義</li>" in browser.page
        assert 'value="0012345"' in browser.page
        assert 'value="0012346"' not in browser.page
    assert await stored(site) == []


async def test_what_is_missing_on_the_paper_is_stored_as_deficient_once_seen(site: Site) -> None:
    site = with_cases(site)
    async with Browser(site) as browser:
        await browser.sign_in(await newcomer(site.desk))
        lacking = typed(phone="", channel="client")
        assert (await browser.fill(PLACE, lacking)).status == 422
        assert "「申請者電話番号」：記入がありません" in browser.page
        assert await stored(site) == []
        answer = await browser.fill(PLACE, lacking | {"accept": "1"})
        assert answer.status == 303
    [case] = await stored(site)
    assert (case.status, case.number[2]) == ("deficient", "C")
    async with transaction(site.desk.engine) as session:
        [row] = await session.exec(select(CaseDeficiency))
    assert (row.code, row.field, row.found_by, row.finder) == ("MISSING", "phone", "rule", "op1")


async def test_a_public_account_needs_no_bank(site: Site) -> None:
    """F-R7: paper alone may choose it; the account's fields stay empty then."""
    site = with_cases(site)
    bank = ("bank_name", "branch_name", "account_kind", *TWICE)
    empty = dict.fromkeys((*bank, *(f"again-{field}" for field in TWICE)), "")
    async with Browser(site) as browser:
        await browser.sign_in(await newcomer(site.desk))
        answer = await browser.fill(PLACE, typed(payee_account="公金受取口座", **empty))
        assert answer.status == 303
    assert [case.status for case in await stored(site)] == ["received"]


async def test_a_child_is_added_and_what_was_typed_stays(site: Site) -> None:
    site = with_cases(site)
    async with Browser(site) as browser:
        await browser.sign_in(await newcomer(site.desk))
        await browser.fill(PLACE, typed(add="1"))
        assert 'name="child_kana.2"' in browser.page
        assert 'value="タカハシ　リク"' in browser.page
        more = {"child_kana.2": "タカハシ　ソラ", "child_name.2": "髙橋　空", "child_sex.2": "女"}
        more |= {"child_birth.2": "2021-07-01", "child_living.2": "同居", "child_address.2": ""}
        answer = await browser.fill(PLACE, typed(blocks="2", children="2", **more))
        assert answer.status == 303
    room = site.cases
    assert room is not None
    [case] = await stored(site)
    assert [each["child_birth"] for each in room.shelf.read(case).children] == [
        *("2019-06-30", "2021-07-01")
    ]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("channel", "online"),
        ("blocks", "0"),
        ("blocks", "21"),
        ("blocks", "x"),
        ("received_at", "someday"),
        ("received_at", "2027-02-02T09:30"),
        ("address", "あ" * 201),
        ("address", "a\0"),
    ],
)
async def test_what_our_page_cannot_send_changes_nothing(
    site: Site, field: str, value: str
) -> None:
    site = with_cases(site)
    async with Browser(site) as browser:
        await browser.sign_in(await newcomer(site.desk))
        await browser.get(PLACE)
        assert (await browser.fill(PLACE, typed(**{field: value}))).status == 400
    assert await stored(site) == []
