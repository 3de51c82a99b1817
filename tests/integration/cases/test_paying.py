"""A payment run closes with everything equal, or is not made; nobody is paid twice."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import date
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel import col, delete, select, update

from cases import products
from cases.banks import shipped
from cases.duplicate_check import held, release
from cases.errors import FileRefused, IllegalMove, NoSuchRun, NotReleased, RunRefused, Unreadable
from cases.files import File, Kind
from cases.importing import Importer
from cases.past_payees import PastPayees
from cases.paying import Outcome, Payments, prove
from cases.products import STATEMENT, SUMMARY, TRANSFERS, Totals
from cases.runs import RunKind, files_of, runs_of
from cases.sample import Applicant, sample
from cases.store import Shelf
from storage.case_tables import (
    Case,
    CaseBundle,
    CaseHold,
    CaseMove,
    CaseReference,
    CaseRun,
    CaseRunFile,
)
from storage.engine import transaction
from tests.integration.cases.test_importing import ACTOR, file, people, rows
from tests.unit.cases.applications import plan, schema

pytestmark = pytest.mark.integration

DAY = date(2026, 3, 26)
N = 12


def elsewhere(n: int = 5) -> list[Applicant]:
    """People who were paid elsewhere, none of them among `people`."""
    return list(sample(n, schema=schema(), banks=shipped(), seed=99, flawless=True))


@pytest.fixture
def payments(engine: AsyncEngine, shelf: Shelf) -> Payments:
    payment = plan().payment
    assert payment is not None
    return Payments(engine, shelf, shipped(), payment)


@pytest.fixture
def past(engine: AsyncEngine, shelf: Shelf) -> PastPayees:
    return PastPayees(engine, shelf, zone=ZoneInfo("Asia/Tokyo"))


async def grant(engine: AsyncEngine, *seqs: int) -> None:
    async with transaction(engine) as session:
        await session.exec(update(Case).where(col(Case.seq).in_(seqs)).values(status="granted"))


async def status(engine: AsyncEngine) -> dict[int, str]:
    async with transaction(engine) as session:
        return {each.seq: each.status for each in await session.exec(select(Case))}


async def ready(
    engine: AsyncEngine, importer: Importer, past: PastPayees, applicants: list[Applicant]
) -> None:
    await importer.take(file(applicants), ACTOR)
    await past.take(file(elsewhere(), kind=Kind.PAST), ACTOR)
    await grant(engine, *range(1, len(applicants) + 1))


def amount(applicants: list[Applicant]) -> int:
    return sum(20_000 * len(each.document.children) for each in applicants)


@pytest.mark.clause("SPR-III-3-4-1")
async def test_a_run_pays_what_was_decided_and_nothing_else(
    engine: AsyncEngine, importer: Importer, past: PastPayees, payments: Payments, shelf: Shelf
) -> None:
    applicants = people(N, flawless=True)
    await importer.take(file(applicants), ACTOR)
    await past.take(file(elsewhere(), kind=Kind.PAST), ACTOR)
    await grant(engine, *range(1, 9))
    made = await payments.make(DAY, ACTOR)
    assert made.run == "F-0001"
    assert made.totals == Totals(8, amount(applicants[:8]))
    assert made.check_run == "D-0001"
    assert (made.check.compared, made.check.priors, made.check.held) == (8, 5, 0)
    assert made.check.lists[0].sha256 == hashlib.sha256(file(elsewhere()).data).hexdigest()
    after = await status(engine)
    assert {after[seq] for seq in range(1, 9)} == {"payment_made"}
    assert {after[seq] for seq in range(9, N + 1)} == {"received"}
    moves = [each for each in await rows(engine, CaseMove) if isinstance(each, CaseMove)]
    assert {(each.happening, each.reason, each.by) for each in moves} == {
        ("payment_made", "F-0001", "op-01")
    }
    async with transaction(engine) as session:
        files = await files_of(session, shelf, RunKind.PAYMENT, "F-0001")
    assert {name: hashlib.sha256(each).hexdigest() for name, each in files.items()} == made.files
    assert products.totals_in_transfers(files[TRANSFERS]) == {made.totals}
    assert products.totals_in_statement(files[STATEMENT]) == {made.totals}
    assert products.totals_in_summary(files[SUMMARY]) == {made.totals}
    text = files[STATEMENT].decode("utf-8-sig")
    assert [f"S-O-{seq:06d}-" in text for seq in (1, 8, 9)] == [True, True, False]


@pytest.mark.clause("OTR-6-3-ア")
async def test_the_same_cases_are_not_paid_again(
    engine: AsyncEngine, importer: Importer, past: PastPayees, payments: Payments
) -> None:
    await ready(engine, importer, past, people(N, flawless=True))
    await payments.make(DAY, ACTOR)
    again = await payments.make(DAY, ACTOR)
    assert (again.run, [each.number for each in again.wrong]) == (None, [""])
    await grant(engine, 1)  # whatever set it back: it is in a run
    assert (await payments.make(DAY, ACTOR)).check.compared == 0


async def test_without_a_list_of_past_payees_there_is_no_run(
    engine: AsyncEngine, importer: Importer, payments: Payments
) -> None:
    await importer.take(file(people(2, flawless=True)), ACTOR)
    await grant(engine, 1, 2)
    with pytest.raises(RunRefused, match="過去支給対象者"):
        await payments.make(DAY, ACTOR)
    assert await rows(engine, CaseRun) == []


async def test_a_dry_run_tells_the_same_and_writes_nothing(
    engine: AsyncEngine, importer: Importer, past: PastPayees, payments: Payments
) -> None:
    await ready(engine, importer, past, people(N, flawless=True))
    dry = await payments.make(DAY, ACTOR, dry_run=True)
    assert await rows(engine, CaseRun) == []
    assert set((await status(engine)).values()) == {"granted"}
    real = await payments.make(DAY, ACTOR)
    assert (dry.run, dry.files) == (None, {})
    assert (dry.totals, dry.check) == (real.totals, real.check)


async def alike(engine: AsyncEngine, importer: Importer, past: PastPayees) -> list[Applicant]:
    """Make one who was paid elsewhere (1), and two with one account (2 and 3)."""
    applicants = people(N, flawless=True)
    children = elsewhere()[0].document.children
    applicants[0].document.children[:] = [dict(each) for each in children]
    applicants[0].document.values["children"] = str(len(children))
    mine, other = applicants[1].document.values, applicants[2].document.values
    for field in ("bank_code", "branch_code", "account_kind", "account_number"):
        other[field] = mine[field]
    await ready(engine, importer, past, applicants)
    return applicants


async def with_duplicates(
    engine: AsyncEngine, importer: Importer, past: PastPayees, payments: Payments
) -> tuple[list[Applicant], Outcome]:
    applicants = await alike(engine, importer, past)
    return applicants, await payments.make(DAY, ACTOR)


@pytest.mark.parametrize("are_copied", [True, False])
async def test_the_files_are_the_same_bytes_from_documents_and_from_their_copies(
    engine: AsyncEngine, importer: Importer, past: PastPayees, payments: Payments, are_copied: bool
) -> None:
    """The hashes were taken before there were copies."""
    await alike(engine, importer, past)
    if not are_copied:  # as in a database of before
        async with transaction(engine) as session:
            await session.exec(delete(CaseBundle))
    assert (await payments.make(DAY, ACTOR)).files == {
        TRANSFERS: "e86ef9bdad47120cbc5d69c80328609804143b5ac5d31241d0b6eb0d5ddd5aee",
        STATEMENT: "2454b8b5efd1f3ac2b6409a112c867768243491180fea21a181b458e9f3cc1c7",
        SUMMARY: "0ed4be03d47d636f2c7c4805c6b99b28200abdc9c706ddf93a46d922606e9821",
    }
    [copy] = await rows(engine, CaseBundle)  # made by the import, or now
    assert isinstance(copy, CaseBundle)
    assert (copy.first, copy.last) == (1, N)


async def test_what_changed_since_it_was_copied_is_paid_as_it_is_now(
    engine: AsyncEngine, importer: Importer, past: PastPayees, payments: Payments, shelf: Shelf
) -> None:
    applicants = people(3, flawless=True)
    await importer.take(file(applicants), ACTOR)
    applicants[1].document.values["account_number"] = "7654321"
    await ready(engine, importer, past, applicants)
    before = await rows(engine, CaseBundle)
    assert (await payments.make(DAY, ACTOR, dry_run=True)).totals.records == 3
    assert await rows(engine, CaseBundle) == before
    await payments.make(DAY, ACTOR)
    async with transaction(engine) as session:
        files = await files_of(session, shelf, RunKind.PAYMENT, "F-0001")
    assert files[TRANSFERS][120 * 2 + 43 : 120 * 2 + 50] == b"7654321"
    copies = [each for each in await rows(engine, CaseBundle) if isinstance(each, CaseBundle)]
    assert [(each.first, each.last) for each in copies] == [(1, 3), (2, 2)]


@pytest.mark.clause("SPR-III-3-4-4")
async def test_duplicates_stay_out_and_are_kept(
    engine: AsyncEngine, importer: Importer, past: PastPayees, payments: Payments
) -> None:
    applicants, made = await with_duplicates(engine, importer, past, payments)
    assert (made.check.blocked, made.check.held) == (1, 2)
    assert made.totals == Totals(N - 3, amount(applicants[3:]))
    after = await status(engine)
    assert [after[seq] for seq in (1, 2, 3, 4)] == ["duplicate_held"] * 3 + ["payment_made"]
    holds = [each for each in await rows(engine, CaseHold) if isinstance(each, CaseHold)]
    assert {(each.case, each.level, each.is_block, each.run) for each in holds} == {
        (1, "child", True, "D-0001"),
        (2, "account", False, "D-0001"),
        (3, "account", False, "D-0001"),
    }


@pytest.mark.clause("SPR-III-3-4-4")
async def test_a_supervisor_releases_a_hold_and_the_client_a_block(
    engine: AsyncEngine, importer: Importer, past: PastPayees, payments: Payments
) -> None:
    applicants, _ = await with_duplicates(engine, importer, past, payments)
    async with transaction(engine) as session:
        numbers = {case.seq: case.number for case, _ in await held(session)}
    for number, client in ((numbers[1], True), (numbers[2], False)):
        if client:
            with pytest.raises(NotReleased):
                async with transaction(engine) as session:
                    await release(session, number, ACTOR, reason="x", client_decided=False)
        async with transaction(engine) as session:
            await release(session, number, ACTOR, reason="確認済み", client_decided=client)
    made = await payments.make(DAY, ACTOR)
    assert made.totals == Totals(2, amount(applicants[:2]))
    assert made.check.released >= 1
    async with transaction(engine) as session:
        assert {case.seq for case, _ in await held(session)} == {3}
    holds = [each for each in await rows(engine, CaseHold) if isinstance(each, CaseHold)]
    assert {(each.case, each.released_by, each.reason) for each in holds if each.released_at} == {
        (1, "op-01", "確認済み"),
        (2, "op-01", "確認済み"),
    }
    with pytest.raises(IllegalMove):
        async with transaction(engine) as session:
            await release(session, numbers[2], ACTOR, reason="x", client_decided=False)


async def test_a_check_is_kept_even_if_nobody_can_be_paid(
    engine: AsyncEngine, importer: Importer, past: PastPayees, payments: Payments
) -> None:
    applicants = elsewhere()[:1]
    await ready(engine, importer, past, applicants)
    made = await payments.make(DAY, ACTOR)
    assert (made.run, made.check_run, made.check.blocked) == (None, "D-0001", 1)
    assert await status(engine) == {1: "duplicate_held"}


async def test_one_who_cannot_be_written_stops_the_run_and_is_told(
    engine: AsyncEngine, importer: Importer, past: PastPayees, payments: Payments
) -> None:
    applicants = people(3, flawless=True)
    applicants[1].document.values["account_holder"] = "髙橋"
    await ready(engine, importer, past, applicants)
    made = await payments.make(DAY, ACTOR)
    assert made.run is None
    assert [each.number[4:10] for each in made.wrong] == ["000002"]
    assert set((await status(engine)).values()) == {"granted"}


async def test_a_cancelled_run_keeps_its_hash_and_frees_its_cases(
    engine: AsyncEngine, importer: Importer, past: PastPayees, payments: Payments, shelf: Shelf
) -> None:
    await ready(engine, importer, past, people(3, flawless=True))
    first = await payments.make(DAY, ACTOR)
    assert await payments.cancel("F-0001", ACTOR, reason="日付の誤り") == 3
    assert set((await status(engine)).values()) == {"granted"}
    with pytest.raises(RunRefused):
        async with transaction(engine) as session:
            await files_of(session, shelf, RunKind.PAYMENT, "F-0001")
    with pytest.raises(RunRefused):
        await payments.cancel("F-0001", ACTOR, reason="x")
    second = await payments.make(DAY, ACTOR)
    assert (second.run, second.totals, second.files) == ("F-0002", first.totals, first.files)
    async with transaction(engine) as session:
        states = [(each.id, each.state) for each in await runs_of(session, RunKind.PAYMENT)]
        kept = await session.get_one(CaseRunFile, ("F-0001", TRANSFERS))
    assert states == [("F-0001", "cancelled"), ("F-0002", "closed")]
    assert kept.sha256 == first.files[TRANSFERS]


async def test_a_run_that_has_gone_on_is_not_cancelled(
    engine: AsyncEngine, importer: Importer, past: PastPayees, payments: Payments
) -> None:
    await ready(engine, importer, past, people(3, flawless=True))
    await payments.make(DAY, ACTOR)
    async with transaction(engine) as session:
        (await session.get_one(Case, 2)).status = "paid"
    with pytest.raises(IllegalMove):
        await payments.cancel("F-0001", ACTOR, reason="x")
    assert (await status(engine))[1] == "payment_made"
    with pytest.raises(NoSuchRun):
        await payments.cancel("D-0001", ACTOR, reason="x")


async def test_a_file_that_was_exchanged_is_not_given_out(
    engine: AsyncEngine, importer: Importer, past: PastPayees, payments: Payments, shelf: Shelf
) -> None:
    await ready(engine, importer, past, people(2, flawless=True))
    await payments.make(DAY, ACTOR)
    async with transaction(engine) as session:
        kept = await session.get_one(CaseRunFile, ("F-0001", SUMMARY))
        kept.content = shelf.vault.close_bytes(b"x", row=f"run:F-0001:{SUMMARY}")
    with pytest.raises(Unreadable):
        async with transaction(engine) as session:
            await files_of(session, shelf, RunKind.PAYMENT, "F-0001")


async def test_push_payees_are_paid_where_asked_and_always_compared(
    engine: AsyncEngine, importer: Importer, past: PastPayees, payments: Payments
) -> None:
    """A-28."""
    applicants = people(4, flawless=True)
    await importer.take(file(applicants, kind=Kind.PUSH), ACTOR)
    again = [replace(applicants[0], id="G99999999")]
    await ready(engine, importer, past, again)
    await grant(engine, 5)
    assert (await payments.make(DAY, ACTOR, dry_run=True)).check.blocked == 1
    made = await payments.make(DAY, ACTOR, with_push=True)
    assert made.totals == Totals(4, amount(applicants))
    assert (await status(engine))[5] == "duplicate_held"


async def test_a_protected_person_is_paid_without_a_name_in_the_statement(
    engine: AsyncEngine, importer: Importer, past: PastPayees, payments: Payments, shelf: Shelf
) -> None:
    applicants = people(1, flawless=True)
    await ready(engine, importer, past, applicants)
    async with transaction(engine) as session:
        await session.exec(update(Case).values(is_protected=True))
    assert (await payments.make(DAY, ACTOR)).totals.records == 1
    async with transaction(engine) as session:
        text = (await files_of(session, shelf, RunKind.PAYMENT, "F-0001"))[STATEMENT].decode(
            "utf-8-sig"
        )
    assert applicants[0].document.values["applicant_name"] not in text
    assert "責任者対応" in text


@pytest.mark.clause("SPR-III-3-4-2", "SPR-III-3-4-3")
async def test_products_that_differ_close_no_run(
    engine: AsyncEngine, importer: Importer, past: PastPayees, payments: Payments, shelf: Shelf
) -> None:
    await ready(engine, importer, past, people(3, flawless=True))
    made = await payments.make(DAY, ACTOR)
    async with transaction(engine) as session:
        files = await files_of(session, shelf, RunKind.PAYMENT, "F-0001")
    prove(files, made.totals)
    amount_at = 120 + 89
    spoilt = {
        TRANSFERS: files[TRANSFERS][:amount_at] + b"9" + files[TRANSFERS][amount_at + 1 :],
        STATEMENT: files[STATEMENT].replace(b'0000"', b'0001"', 1),
        SUMMARY: b"\r\n".join(
            line for at, line in enumerate(files[SUMMARY].split(b"\r\n")) if at != 1
        ),
    }
    for name, content in spoilt.items():
        assert content != files[name]
        with pytest.raises(RunRefused, match=name):
            prove(files | {name: content}, made.totals)
    with pytest.raises(RunRefused):
        prove(files, replace(made.totals, records=2))


async def test_a_past_list_is_taken_once_and_whole(engine: AsyncEngine, past: PastPayees) -> None:
    good = file(elsewhere(), kind=Kind.PAST)
    dry = await past.take(good, ACTOR, dry_run=True)
    assert (dry.added, dry.id) == (5, None)
    assert await rows(engine, CaseReference) == []
    told: list[tuple[int, int]] = []
    taken = await past.take(good, ACTOR, on_progress=lambda *done: told.append(done))
    assert (taken.added, told) == (5, [(5, 5)])
    assert (await past.take(good, ACTOR)).same == 5
    spoilt = elsewhere(6)
    spoilt[3].document.children[0]["child_birth"] = "いつか"
    for data in (file(spoilt).data, b"", b"a,b\n1,2\n", file([]).data):
        with pytest.raises(FileRefused):
            await past.take(File("x.csv", data, Kind.PAST), ACTOR)
    assert len(await rows(engine, CaseReference)) == 5
