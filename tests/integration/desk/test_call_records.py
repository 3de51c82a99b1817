"""No talk is left without a record: it is begun by itself, once, for whoever sat there."""

from __future__ import annotations

import dataclasses

import pytest

from desk import records, seating, shared_records
from desk.call_records import begin_missing
from desk.desk import Desk
from desk.rules import Category, Rules
from storage.audit import entries
from storage.projection import Applied, Projection
from tests.integration.desk.conftest import MORNING, Clock
from tests.integration.desk.people import newcomer
from tests.integration.storage.story import Story

pytestmark = pytest.mark.integration


async def test_a_talk_has_a_record_of_its_person_that_one_key_may_still_close(
    desk: Desk, clock: Clock, projection: Projection
) -> None:
    person = await newcomer(desk)
    token = await person.first_sign_in()
    await seating.sit_down(desk, await person.who(token), "seat-01")
    who = await person.who(token)
    story = Story(MORNING)
    story.wait(1)
    arrived_at = story.at
    story.arrive("c1")
    story.talk("c1", "seat-01", arrived_at)
    story.arrive("c2")
    assert isinstance(await projection.apply(story.records), Applied)
    clock.passes(5)
    assert await begin_missing(desk) == 1
    assert await begin_missing(desk) == 0
    (record,) = await records.mine(desk, who)
    assert (record.call, record.staff, record.version) == ("c1", who.staff, records.UNOPENED)
    (entry,) = await entries(desk.engine, last=1, subject=record.id)
    assert (entry.action, entry.who, entry.origin) == ("record_begun", who.staff, "system")
    (taken,) = await records.handled(desk, who)
    assert taken.record is None  # it stays in sight until somebody opens it
    assert await records.begin(desk, who, call="c1") == record.id
    (taken,) = await records.handled(desk, who)
    assert taken.record == record.id


async def test_a_call_that_was_handed_over_has_a_part_of_each_person(
    desk: Desk, clock: Clock, projection: Projection
) -> None:
    whos = []
    for login, seat in (("op1", "seat-01"), ("op2", "seat-02")):
        person = await newcomer(desk, login)
        token = await person.first_sign_in()
        await seating.sit_down(desk, await person.who(token), seat)
        whos.append(await person.who(token))
    one, two = whos
    story = Story(MORNING)
    story.wait(1)
    arrived_at = story.at
    story.arrive("c1")
    story.talk("c1", "seat-01", arrived_at)
    story.beside("c1", "seat-02", "consulting")
    assert isinstance(await projection.apply(story.records), Applied)
    clock.passes(5)
    assert await begin_missing(desk) == 1  # who was only asked has nothing to record
    story.talk("c1", "seat-02", arrived_at)
    assert isinstance(await projection.apply(story.records), Applied)
    assert await begin_missing(desk) == 1
    assert [each.call for each in await records.handled(desk, one)] == ["c1"]
    assert [each.call for each in await records.handled(desk, two)] == ["c1"]
    (part,) = await shared_records.of_others(desk, "c1", but=two.staff)
    assert (part.record.staff, part.name) == (one.staff, one.name)


async def test_one_key_closes_the_record_that_began_by_itself(
    desk: Desk, clock: Clock, projection: Projection
) -> None:
    desk = dataclasses.replace(desk, rules=Rules(categories=(Category(id="a", name="甲"),)))
    person = await newcomer(desk)
    token = await person.first_sign_in()
    await seating.sit_down(desk, await person.who(token), "seat-01")
    story = Story(MORNING)
    story.whole_call("c1")
    assert isinstance(await projection.apply(story.records), Applied)
    clock.passes(60)
    await begin_missing(desk)
    made = await records.simple(desk, await person.who(token), "a", call="c1")
    assert made is not None
    record = await records.find(desk, made)
    assert record is not None
    assert record.is_simple
    assert await records.simple(desk, await person.who(token), "a", call="c1") is None


async def test_a_talk_that_ended_while_nobody_looked_is_found_all_the_same(
    desk: Desk, clock: Clock, projection: Projection
) -> None:
    person = await newcomer(desk)
    token = await person.first_sign_in()
    await seating.sit_down(desk, await person.who(token), "seat-01")
    story = Story(MORNING)
    story.whole_call("c1")
    assert isinstance(await projection.apply(story.records), Applied)
    clock.passes(60)
    await seating.stand_up(desk, await person.who(token))
    assert await begin_missing(desk) == 1


async def test_nobody_at_the_seat_is_nobodys_record(
    desk: Desk, clock: Clock, projection: Projection
) -> None:
    story = Story(MORNING)
    story.whole_call("c1")
    assert isinstance(await projection.apply(story.records), Applied)
    clock.passes(60)
    assert await begin_missing(desk) == 0
