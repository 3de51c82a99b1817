"""Inquiry records on both databases: nothing typed is lost, nothing forbidden is kept."""

from __future__ import annotations

import asyncio
import dataclasses

import pytest

from desk import records, seating
from desk.desk import Desk
from desk.inquiry import Content, Lack, Language, Matter, Result, Severity
from desk.records import Incomplete, Moved, MyNumberTyped, Record, Saved
from desk.rules import Category, Rules
from desk.seating import Sitting
from desk.sessions import Who
from storage.audit import Anchor, entries
from storage.audit_proof import verify
from storage.projection import Applied, Projection
from tests.integration.desk.conftest import Clock
from tests.integration.desk.people import newcomer
from tests.integration.storage.story import Story

pytestmark = pytest.mark.integration

RULES = Rules(
    categories=(
        Category(id="apply", name="申請方法"),
        Category(id="complaint", name="苦情", is_complaint=True),
    )
)
MATTER = Matter(category="apply", result=Result.CLOSED, text="ご案内した。<b>=1+1")
REFERRED = Matter(
    category="apply",
    result=Result.WARD_OFFICE,
    text="児童手当",
    ward="中央区",
    section="保健福祉課",
)
WHOLE = Content(language=Language.ENGLISH, matters=(MATTER, REFERRED))


@pytest.fixture
def desk(desk: Desk) -> Desk:
    return dataclasses.replace(desk, rules=RULES)


async def agent(desk: Desk, login: str = "op1") -> Who:
    person = await newcomer(desk, login)
    return await person.who(await person.first_sign_in())


async def found(desk: Desk, record: str) -> Record:
    there = await records.find(desk, record)
    assert there is not None
    return there


@pytest.mark.clause("SPR-II-3-2-2")
async def test_a_draft_is_kept_as_typed_and_closed_once_it_is_whole(desk: Desk) -> None:
    who = await agent(desk)
    record = await records.begin(desk, who, call="c1")
    half = Content(matters=(Matter(text="途中まで"),))
    assert await records.save_draft(desk, record, half, version=1) == Saved(2)
    assert (await found(desk, record)).content == half
    done = await records.close(desk, who, record, half, version=2)
    assert isinstance(done, Incomplete)
    assert [each.lack for each in done.missing] == [Lack.CATEGORY, Lack.RESULT]
    assert await records.close(desk, who, record, WHOLE, version=done.version) == Saved(4)
    closed = await found(desk, record)
    assert closed.content == WHOLE
    assert closed.closed_at == desk.clock()
    assert closed.call == "c1"


async def test_a_closed_record_and_an_older_page_change_nothing(desk: Desk) -> None:
    who = await agent(desk)
    record = await records.begin(desk, who, call=None)
    both = await asyncio.gather(
        *(records.save_draft(desk, record, WHOLE, version=1) for _ in range(2))
    )
    assert sorted(map(str, both)) == sorted(map(str, (Saved(2), Moved())))
    assert isinstance(await records.close(desk, who, record, WHOLE, version=1), Moved)
    assert await records.close(desk, who, record, WHOLE, version=2) == Saved(3)
    for version in (2, 3):
        assert await records.save_draft(desk, record, Content(), version=version) == Moved()
    assert (await found(desk, record)).content == WHOLE


async def test_an_individual_number_is_never_kept(desk: Desk) -> None:
    who = await agent(desk)
    record = await records.begin(desk, who, call=None)
    typed = Content(matters=(dataclasses.replace(MATTER, text="番号 1234-5678-9018"),))
    assert await records.save_draft(desk, record, typed, version=1) == MyNumberTyped()
    done = await records.close(desk, who, record, typed, version=1)
    assert isinstance(done, Incomplete)
    assert [each.lack for each in done.missing] == [Lack.MY_NUMBER]
    assert (await found(desk, record)).content == Content()


async def test_a_call_has_one_part_a_person_however_often_it_is_begun(desk: Desk) -> None:
    one, two = await agent(desk, "op1"), await agent(desk, "op2")
    begun = await asyncio.gather(*(records.begin(desk, one, call="c1") for _ in range(3)))
    assert len(set(begun)) == 1
    assert await records.begin(desk, two, call="c1") not in begun
    assert await records.simple(desk, one, "apply", call="c1") is None
    assert len(await records.mine(desk, one)) == 1


async def test_a_record_begun_by_mistake_is_used_for_the_next(desk: Desk) -> None:
    who = await agent(desk)
    record = await records.begin(desk, who, call=None)
    assert await records.begin(desk, who, call=None) == record
    await records.save_draft(desk, record, WHOLE, version=1)
    assert await records.begin(desk, who, call=None) != record


async def test_a_simple_inquiry_takes_its_category_alone(desk: Desk) -> None:
    who = await agent(desk)
    record = await records.simple(desk, who, "apply", call=None)
    assert record is not None
    made = await found(desk, record)
    assert made.is_simple
    assert made.closed_at is not None
    assert made.content.matters == (Matter(category="apply", result=Result.CLOSED),)
    assert await records.simple(desk, who, "complaint", call=None) is None
    assert await records.simple(desk, who, "no such", call=None) is None


async def test_drafts_stay_listed_and_closed_ones_only_for_their_day(
    desk: Desk, clock: Clock
) -> None:
    who = await agent(desk)
    draft = await records.begin(desk, who, call="c1")
    await records.simple(desk, who, "apply", call=None)
    assert len(await records.mine(desk, who)) == 2
    clock.passes(86_400)
    assert [each.id for each in await records.mine(desk, who)] == [draft]


async def test_calls_taken_at_ones_own_seat_are_listed_until_they_have_a_record(
    desk: Desk, clock: Clock, projection: Projection
) -> None:
    one, two = await agent(desk, "op1"), await agent(desk, "op2")
    assert await records.handled(desk, one) == []
    story = Story(clock())
    story.whole_call("c0")
    clock.now = story.at
    one, two = await sit_down(desk, one, "seat-01"), await sit_down(desk, two, "seat-02")
    story.whole_call("c1")
    arrived = story.at
    story.arrive("c2")
    story.talk("c2", "seat-01", arrived)
    assert isinstance(await projection.apply(story.records), Applied)
    clock.now = story.at
    taken = await records.handled(desk, one)
    assert [(each.call, each.record) for each in taken] == [("c2", None), ("c1", None)]
    record = await records.begin(desk, one, call="c2")
    taken = await records.handled(desk, one)
    assert [(each.call, each.record) for each in taken] == [("c2", record), ("c1", None)]
    assert await records.handled(desk, two) == []


async def sit_down(desk: Desk, who: Who, seat: str) -> Who:
    assert isinstance(await seating.sit_down(desk, who, seat), Sitting)
    return dataclasses.replace(who, seat=seat)


@pytest.mark.clause("SET-I-9")
async def test_the_trail_tells_of_records_without_what_was_typed(desk: Desk) -> None:
    who = await agent(desk)
    record = await records.begin(desk, who, call="c1")
    angry = Content(
        is_complaint=True,
        severity=Severity.URGENT,
        matters=(dataclasses.replace(MATTER, category="complaint"),),
    )
    await records.close(desk, who, record, angry, version=1)
    await records.see(desk, who, await found(desk, record))
    told = await entries(desk.engine, last=10, subject=record)
    assert [each.action for each in told] == ["record_begun", "record_closed", "record_seen"]
    assert told[1].detail == {"matters": 1, "simple": False, "complaint": "urgent"}
    assert "ご案内" not in str(told)
    assert isinstance(await verify(desk.engine), Anchor)
