"""Who is calling: candidates, checks, protected people, on both databases."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel import col, update

from cases.calling import Asking, Failed, Passed, Reason, WhoCalls
from cases.identity import Item, Proof, Relation, Told
from cases.importing import Importer
from cases.lifecycle import Status
from cases.store import Shelf
from storage.audit import Action, entries, trailed
from storage.audit_about import entries_about
from storage.case_tables import Case
from storage.engine import transaction
from storage.staff_tables import Staff
from tests.integration.cases.test_importing import ACTOR, file, people

pytestmark = pytest.mark.integration

NUMBERS = {"p1": "+81112345678", "p2": "+81312345678"}
ASKING = Asking(call="c1", caller="p1", staff="s1", address="", may_see_protected=False)
SUPERVISOR = replace(ASKING, may_see_protected=True)
PROOF = Told(name="ささくらよしのり", birth="1971-12-31", address="屯田九条１丁目")


@pytest.fixture
async def who(engine: AsyncEngine, importer: Importer, shelf: Shelf) -> WhoCalls:
    found = people(40, flawless=True)
    for one in found[:2]:
        one.document.values |= {"phone": "0112345678"}
    found[0].document.values |= {
        "applicant_kana": "ササクラ　ヨシノリ",
        "applicant_name": "笹倉　義則",
        "address": "札幌市北区屯田九条１丁目２番",
        "applicant_birth": "1971-12-31",
    }
    await importer.take(file(found), ACTOR)
    async with transaction(engine) as session:
        session.add(
            Staff(
                id="s1",
                login="op1",
                name="甲",
                role="agent",
                password_hash="",
                password_at=ACTOR.at,
                created_at=ACTOR.at,
            )
        )
    return WhoCalls(engine, shelf, number_of=NUMBERS.get, clock=lambda: ACTOR.at)


async def set_case(engine: AsyncEngine, case: int, **values: object) -> None:
    async with transaction(engine) as session:
        await session.exec(update(Case).where(col(Case.seq) == case).values(**values))


async def test_every_case_with_the_callers_number_is_a_candidate_with_its_reasons(
    engine: AsyncEngine, who: WhoCalls
) -> None:
    await set_case(engine, 2, status=Status.CALL_DUE.value)
    first, second = await who.candidates(ASKING)
    assert (first.case, second.case) == (2, 1)
    assert first.reasons == (Reason.MISSED, Reason.APPLICATION)
    assert second.reasons == (Reason.APPLICATION,)
    assert await who.candidates(replace(ASKING, caller=None)) == []
    assert await who.candidates(replace(ASKING, caller="p2")) == []
    assert await who.candidates(replace(ASKING, caller="erased")) == []


@pytest.mark.clause("OTR-6-4-イ", "OTR-6-5-ア-ウ")
async def test_nothing_is_opened_before_the_check_and_all_of_it_is_in_the_trail(
    engine: AsyncEngine, who: WhoCalls
) -> None:
    assert await who.opened(ASKING, 1) is None
    half = await who.check(ASKING, 1, replace(PROOF, address=""), relation=Relation.SELF)
    assert half == Failed(frozenset({Item.NAME, Item.BIRTH}), 2)
    assert await who.opened(ASKING, 1) is None
    assert await who.check(ASKING, 1, PROOF, relation=Relation.PROXY) == Passed()
    fields = await who.opened(ASKING, 1)
    assert fields is not None
    assert "笹倉　義則" in dict(fields).values()
    account = dict(fields)["口座番号"]
    assert account.startswith("＊")
    number = next(each.number for each in await who.candidates(ASKING) if each.case == 1)
    told_of = ["identity_not_proved", "identity_checked", "case_unmasked"]
    assert [each.action for each in await entries(engine, last=9, subject=number)] == told_of
    async with trailed(engine) as trail:  # as older entries name it
        for subject in ("case:1", "case:11"):
            await trail.note(ACTOR.at, ASKING.actor, Action.CASE_UNMASKED, subject)
    about = await entries_about(engine, number, last=9)
    assert [each.action for each in about] == [*told_of, "case_unmasked"]
    told = str(await entries(engine, last=9))
    assert "笹倉" not in told
    assert "1971" not in told


async def test_a_check_is_of_one_call_and_one_person_and_helps_the_next_call(
    who: WhoCalls,
) -> None:
    await who.check(ASKING, 1, PROOF, relation=Relation.SELF)
    assert await who.opened(replace(ASKING, call="c2"), 1) is None
    assert await who.opened(replace(ASKING, staff="s2"), 1) is None
    first, *_ = await who.candidates(replace(ASKING, call="c2"))
    reasons = (Reason.IDENTIFIED, Reason.APPLICATION)
    assert (first.case, first.reasons, first.is_open) == (1, reasons, False)


async def test_who_guesses_is_stopped(who: WhoCalls) -> None:
    for left in (2, 1, 0):
        assert await who.check(ASKING, 1, Told(), relation=Relation.SELF) == Failed(
            frozenset(), left
        )
    assert await who.check(ASKING, 1, PROOF, relation=Relation.SELF) == Failed(frozenset(), 0)
    assert await who.opened(ASKING, 1) is None


@pytest.mark.clause("OTR-6-5-特-2")
async def test_of_a_protected_case_an_agent_learns_only_that_it_is_one(
    engine: AsyncEngine, who: WhoCalls
) -> None:
    number = (await who.candidates(ASKING))[0].number
    for case in (1, 2):
        await set_case(engine, case, is_protected=True)
    first, *_ = await who.candidates(ASKING)
    assert (first.case, first.number, first.status, first.reasons) == (0, "", "", ())
    assert first.is_protected
    assert await who.named(ASKING, number) is None
    assert await who.check(ASKING, 1, PROOF, relation=Relation.SELF) is None
    assert await who.opened(ASKING, 1) is None
    assert (await entries(engine, last=1))[0].action == "refused"
    assert await who.check(SUPERVISOR, 1, PROOF, relation=Relation.SELF) == Passed()
    assert await who.opened(SUPERVISOR, 1) is not None


async def test_a_case_is_found_by_the_receipt_number_that_the_caller_tells(
    who: WhoCalls,
) -> None:
    number = (await who.candidates(ASKING))[0].number
    other = replace(ASKING, caller="p2")
    found = await who.named(other, number)
    assert found is not None
    assert not found.is_open
    assert await who.named(other, "S-O-999999-0") is None
    assert await who.looked_at(other, found.case) is None
    await who.check(other, found.case, Told(), relation=Relation.HELPER)
    assert await who.looked_at(other, found.case) is not None


async def test_a_family_members_number_is_a_reason_but_never_for_a_protected_case(
    engine: AsyncEngine, who: WhoCalls
) -> None:
    for case in (2, 7, 8):
        await set_case(engine, case, account_key=b"joint")
    await set_case(engine, 8, is_protected=True)
    found = {each.case: each.reasons for each in await who.candidates(SUPERVISOR)}
    assert found[7] == (Reason.FAMILY,)
    assert 8 not in found
    await set_case(engine, 2, is_protected=True)
    assert 7 not in {each.case for each in await who.candidates(SUPERVISOR)}


async def test_the_same_address_is_a_reason_but_never_for_a_protected_case(
    engine: AsyncEngine, who: WhoCalls
) -> None:
    for case in (2, 7, 8):
        await set_case(engine, case, household_key=b"home")
    await set_case(engine, 7, account_key=None)
    await set_case(engine, 8, is_protected=True)
    found = {each.case: each.reasons for each in await who.candidates(SUPERVISOR)}
    assert found[7] == (Reason.HOUSEHOLD,)
    assert 8 not in found
    await set_case(engine, 2, is_protected=True)
    assert 7 not in {each.case for each in await who.candidates(SUPERVISOR)}


async def test_who_was_spoken_for_is_told_from_who_spoke(who: WhoCalls) -> None:
    other = replace(ASKING, caller="p2", call="c3")
    await who.check(other, 1, PROOF, relation=Relation.PROXY)
    (found,) = await who.candidates(replace(other, call="c4"))
    assert found.reasons == (Reason.SPOKEN_FOR,)


@pytest.mark.usefixtures("who")
async def test_the_campaign_decides_what_is_proof(engine: AsyncEngine, shelf: Shelf) -> None:
    strict = Proof(needed=(Item.NAME, Item.BIRTH, Item.ADDRESS, Item.PHONE), count=0)
    asked = WhoCalls(engine, shelf, number_of=NUMBERS.get, clock=lambda: ACTOR.at, proof=strict)
    done = await asked.check(ASKING, 1, PROOF, relation=Relation.SELF)
    assert isinstance(done, Failed)
