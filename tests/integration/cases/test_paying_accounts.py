"""Who has no account yet, or one that nobody checked, stays out of a run and stops none."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel import col, update

from cases.banks import Bank, Banks, Branch
from cases.correcting import Correction, completed, correct
from cases.files import Kind
from cases.importing import Importer
from cases.paper import Sheet, receive
from cases.past_payees import PastPayees
from cases.paying import STEPS, Payments, Step
from cases.products import SUMMARY, Totals
from cases.runs import RunKind, files_of
from cases.schema import Channel
from cases.store import Shelf
from storage.case_desk_tables import CaseAccountCheck
from storage.case_tables import Case
from storage.engine import transaction
from tests.integration.cases.test_importing import ACTOR, NOW, file, people
from tests.integration.cases.test_paying import DAY, elsewhere, payments, status
from tests.unit.cases.applications import application, plan, schema

__all__ = ["payments"]
pytestmark = pytest.mark.integration

BANK = {each.id: "" for each in schema().fields if each.no in map(str, range(18, 25))}
PUBLIC = {"payee_account": "公金受取口座", **BANK}


@pytest.fixture
async def granted(engine: AsyncEngine, shelf: Shelf, importer: Importer) -> None:
    """Two online (1, 2) and two on paper (3 with an account, 4 with the client's), all granted."""
    past = PastPayees(engine, shelf, zone=ZoneInfo("Asia/Tokyo"))
    await past.take(file(elsewhere(), kind=Kind.PAST), ACTOR)
    await importer.take(file(people(2, flawless=True)), ACTOR)
    sora = {"child_kana": "サトウ　ソラ", "child_birth": "2014-02-02", "child_name": "佐藤　空"}
    other = {"applicant_kana": "サトウ　ミナ", "phone": "0112345678", **sora}
    async with transaction(engine) as session:
        for document in (application(Channel.POST), application(Channel.POST, **other, **PUBLIC)):
            await receive(session, shelf, Sheet(Channel.POST, NOW, document, []), ACTOR)
        await session.exec(update(Case).values(status="granted"))


async def checked(engine: AsyncEngine) -> None:
    async with transaction(engine) as session:
        await session.exec(update(CaseAccountCheck).values(checked_by="op-02", checked_at=NOW))


@pytest.mark.clause("SPR-III-5-2-ア-※3")
@pytest.mark.usefixtures("granted")
async def test_a_public_account_waits_for_the_client_and_is_paid_once_it_is_written_in(
    engine: AsyncEngine, shelf: Shelf, payments: Payments
) -> None:
    """SPR-III-5-2-ア-※3: excluded from the banks' file until the client supplies the account."""
    await checked(engine)
    made = await payments.make(DAY, ACTOR)
    assert (made.run, made.totals.records) == ("F-0001", 3)
    [left] = made.unpaid
    assert (left.number[2:10], "公金受取口座" in left.why) == ("P-000004", True)
    assert (await status(engine))[4] == "granted"
    async with transaction(engine) as session:
        case = await session.get_one(Case, 4)
        before = shelf.read(case)
        account = {each: application().at(each) for each in BANK} | {"account_number": "7654321"}
        after = completed(before, account | {"payee_account": "指定口座"}, before.children)
        wanted = Correction(after, [], case.revision)
        assert await correct(session, shelf, case, wanted, ACTOR, is_supervisor=True) == 8
    await checked(engine)
    assert (await payments.make(DAY, ACTOR)).totals.records == 1


@pytest.mark.usefixtures("granted")
async def test_an_account_that_nobody_else_has_typed_is_not_paid(
    engine: AsyncEngine, payments: Payments
) -> None:
    made = await payments.make(DAY, ACTOR)
    assert (made.run, made.totals.records) == ("F-0001", 2)
    assert {each.number[2:10]: each.why for each in made.unpaid}["P-000003"] == (
        "口座の二人目の入力が済んでいません。"
    )
    await checked(engine)
    assert (await payments.make(DAY, ACTOR)).totals.records == 1


@pytest.mark.usefixtures("granted")
async def test_who_left_the_account_blank_without_a_choice_stops_the_run(
    engine: AsyncEngine, shelf: Shelf, payments: Payments
) -> None:
    async with transaction(engine) as session:
        case = await session.get_one(Case, 4)
        before = shelf.read(case)
        after = completed(before, {"payee_account": "指定口座"}, before.children)
        wanted = Correction(after, [], case.revision)
        await correct(session, shelf, case, wanted, ACTOR, is_supervisor=True)
    made = await payments.make(DAY, ACTOR)
    assert (made.run, [each.number[2:10] for each in made.wrong]) == (None, ["P-000004"])


@pytest.mark.usefixtures("granted")
async def test_banks_and_branches_are_named_as_the_operators_list_says(
    engine: AsyncEngine, shelf: Shelf
) -> None:
    await checked(engine)
    payment = plan().payment
    assert payment is not None
    async with transaction(engine) as session:
        await session.exec(update(Case).where(col(Case.seq) < 3).values(status="received"))
    own: Banks = {"0501": Bank("北の洋", "ｷﾀ", {"028": Branch("大本店", "ﾀﾞｲﾎﾝﾃﾝ")})}
    made = await Payments(engine, shelf, own, payment).make(DAY, ACTOR)
    assert made.totals == Totals(1, 20_000)
    async with transaction(engine) as session:
        files = await files_of(session, shelf, RunKind.PAYMENT, "F-0001")
    assert "北の洋" in files[SUMMARY].decode("utf-8-sig")


@pytest.mark.usefixtures("granted")
@pytest.mark.parametrize("dry_run", [True, False])
async def test_a_run_tells_what_it_is_at(payments: Payments, dry_run: bool) -> None:
    told: list[Step] = []
    await payments.make(DAY, ACTOR, dry_run=dry_run, on_step=told.append)
    assert told == list(STEPS) == list(Step)
