"""The register of incidents: what is noted stays, and the report shows what was known then."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from desk.desk import Desk
from desk.incidents import (
    KINDS,
    Kind,
    Said,
    Wrong,
    history,
    minutes_to_report,
    note,
    register,
)
from desk.roles import Role
from desk.roster import designate, end_designation
from metrics.content import Content
from metrics.period import Kind as Report
from metrics.period import month_of
from metrics.proof import prove
from metrics.reporting import Kept
from metrics.words import INCIDENTS, ROLES
from storage.audit import Actor, entries
from storage.engine import transaction
from storage.incidents import known
from tests.integration.desk.conftest import Clock
from tests.integration.desk.people import newcomer
from tests.integration.metrics.shipped import reporting
from tests.integration.metrics.week import at

pytestmark = pytest.mark.integration

MANAGER = Actor(who="staff-mg", origin="")
SAID = Said(kind=Kind.MISDIRECTED, found_at=at(10, "10:00:00"), persons=None, what="通知の誤送付")


@pytest.mark.clause("OTR-7-4", "OTR-特-12", "SHJ-特-27", "SPR-V-4-2", "SET-特-35", "SET-特-36")
async def test_each_kind_feared_or_certain_has_its_report_and_the_time_that_it_took(
    desk: Desk, clock: Clock
) -> None:
    clock.now = at(10, "11:00:00")
    feared = [replace(SAID, kind=each, is_suspected=True) for each in Kind]
    for said in feared:
        assert not isinstance(await note(desk, said, actor=MANAGER), Wrong)
    known_now = await register(desk)
    assert [(each.kind, each.is_suspected) for each in reversed(known_now)] == [
        (each.value, True) for each in Kind
    ]
    assert {Kind.NEAR_MISS, Kind.FAILURE, Kind.ACCESS, Kind.DAMAGE, Kind.BREACH} < set(Kind)
    clock.now = at(10, "12:00:00")
    sure = replace(
        feared[0],
        is_suspected=False,
        cause="宛先の選び誤り",
        measures="送付先に削除を求めた",
        told_at=at(10, "10:25:00"),
        is_closed=True,
    )
    assert not isinstance(await note(desk, sure, actor=MANAGER, incident=1), Wrong)
    first, last = await history(desk, 1)
    assert (first.is_suspected, minutes_to_report(first)) == (True, None)
    assert (last.is_suspected, minutes_to_report(last)) == (False, 25)
    kept = await reporting(desk.engine, clock).freeze(
        Report.PERSONAL_DATA, month_of(date(2026, 2, 2)), MANAGER
    )
    assert isinstance(kept, Kept)
    told = {row[0]: row for row in rows(kept.content, "incidents")}
    assert told["1"][4] == "通知の誤送付（原因: 宛先の選び誤り）"
    assert str(told["1"][6]).endswith("10:25（判明から25分）")
    assert (told["1"][2], told["2"][2]) == ("漏えい", "紛失・滅失のおそれ")


async def test_what_is_noted_of_an_incident_stays_and_its_last_version_counts(
    desk: Desk, clock: Clock
) -> None:
    clock.now = at(10, "11:00:00")
    assert not isinstance(await note(desk, SAID, actor=MANAGER), Wrong)
    clock.now = at(10, "12:00:00")
    mended = replace(
        SAID,
        persons=2,
        measures="回収した",
        cause="封入の取違え",
        told_at=at(10, "11:30:00"),
        is_closed=True,
    )
    assert not isinstance(await note(desk, mended, actor=MANAGER, incident=1), Wrong)
    (now,) = await register(desk)
    assert (now.n, now.persons, now.is_closed) == (2, 2, True)
    async with transaction(desk.engine) as session:
        (then,) = await known(session, until=at(10, "11:30:00"))
    assert (then.n, then.persons, then.is_closed) == (1, None, False)
    told = await entries(desk.engine, last=5, action="incident_noted")
    assert [(each.subject, each.detail["version"]) for each in told] == [
        ("incident-1", 1),
        ("incident-1", 2),
    ]
    assert "誤送付" not in str([each.detail for each in told])


@pytest.mark.parametrize(
    ("said", "why"),
    [
        (replace(SAID, what=""), Wrong.WHAT),
        (replace(SAID, persons=-1), Wrong.PERSONS),
        (replace(SAID, found_at=at(11, "10:00:00")), Wrong.TIMES),
        (replace(SAID, told_at=at(9, "10:00:00")), Wrong.TIMES),
        (replace(SAID, is_closed=True), Wrong.CLOSED),
        (replace(SAID, told_at=at(10, "10:30:00"), measures="回収", is_closed=True), Wrong.CLOSED),
        (replace(SAID, cause="1234 5678 9018"), Wrong.MY_NUMBER),
    ],
)
async def test_what_cannot_be_meant_is_not_noted(
    desk: Desk, clock: Clock, said: Said, why: Wrong
) -> None:
    clock.now = at(10, "11:00:00")
    assert await note(desk, said, actor=MANAGER) is why
    assert await note(desk, SAID, actor=MANAGER, incident=9) is Wrong.UNKNOWN
    assert await register(desk) == []


def rows(content: Content, part: str) -> list[tuple[object, ...]]:
    (section,) = [each for each in content.sections if each.part == part]
    return list(section.rows)


@pytest.mark.clause("SPR-別紙-10", "SPR-III-3-7", "OTR-特-15")
async def test_the_report_of_personal_data_has_the_roster_and_the_incidents_as_known_then(
    desk: Desk, clock: Clock
) -> None:
    clock.now = at(2, "09:00:00")
    await newcomer(desk, "sv1", Role.SUPERVISOR)
    await designate(desk, "sv1", first_day=date(2026, 2, 2), actor=MANAGER)
    clock.now = at(10, "11:00:00")
    await note(desk, SAID, actor=MANAGER)
    made = reporting(desk.engine, clock)
    kept = await made.freeze(Report.PERSONAL_DATA, month_of(date(2026, 2, 2)), MANAGER)
    assert isinstance(kept, Kept)
    assert rows(kept.content, "roster") == [("札幌 花子", "管理者", "令和8年2月2日（月）", None)]
    then = "令和8年2月10日（火） 10:00"
    assert rows(kept.content, "incidents") == [
        ("1", then, "誤送付・誤案内", None, "通知の誤送付", "", "未報告", "対応中")
    ]
    clock.now += timedelta(hours=1)
    await end_designation(desk, "sv1", last_day=date(2026, 2, 9), actor=MANAGER)
    await note(desk, replace(SAID, persons=3), actor=MANAGER, incident=1)
    clock.now += timedelta(seconds=1)
    proof = await prove(made, kept)
    assert proof.same, "what was noted later changes nothing frozen"
    assert {(each.column, each.now) for each in proof.corrections} >= {
        ("従事の終わり", "令和8年2月9日（月）"),
        ("人数", "3"),
    }


def test_the_words_of_reports_are_those_of_the_desk() -> None:
    assert {each.value: word for each, word in KINDS.items()} == INCIDENTS
    assert {each.value for each in Role} == set(ROLES)
