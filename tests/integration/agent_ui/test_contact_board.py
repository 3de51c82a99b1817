"""The supervisors' board of calling: pace, due, rates by hour and attempt, why not reached."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from sqlmodel import col, select

from agent_ui import contact_words
from agent_ui.shown import Site
from cases.deficiencies import How
from desk.roles import Role
from storage.case_tables import CaseDeficiency
from storage.contact_tables import ContactAttempt, ContactAttemptCase
from storage.engine import transaction
from tests.integration.agent_ui.browser import Browser
from tests.integration.agent_ui.test_contacts import (
    answered,
    at_work,
    attempt,
    incomplete,
    with_contacts,
)
from tests.integration.desk.people import newcomer
from tests.unit.cases.contacts import calendar

pytestmark = pytest.mark.integration


async def calls_made(site: Site) -> None:
    """Five attempts of this morning and two of before: 10:00 is now."""
    room, now = site.contacts, site.desk.clock()
    assert room is not None
    made = (
        (1, 70, "no_answer"),
        (1, 50, "understood"),
        (2, 45, "busy"),
        (1, 30, "no_answer"),
        (1, 2, ""),
        (1, 24 * 60, "machine"),  # yesterday's
    )
    async with transaction(site.desk.engine) as session:
        for k, (n, minutes, result) in enumerate(made):
            then = now - timedelta(minutes=minutes)
            row = ContactAttempt(
                id=f"out.x{k}.{n}",
                contact=f"x{k}",
                n=n,
                mode="progressive",
                person="",
                phone_key=b"%d" % k,
                leased_at=then,
                leased_until=then,
                begun_at=then,
                dialled_at=then,
                network="no_answer",
                result=result,
            )
            session.add(row)


def rows_of(page: str, heading: str) -> list[list[str]]:
    """Give the cells of the table whose first column has this heading."""
    table = page.split(f'<th scope="col">{heading}</th>')[1].split("</table>")[0]
    body = table.split("<tbody>")[1]
    cells = [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row) for row in body.split("</tr>")]
    return [each for each in cells if each]


async def test_the_board_shows_pace_due_rates_by_hour_and_attempt_and_why_not_reached(
    site: Site,
) -> None:
    site = with_contacts(site)
    await incomplete(site)
    await calls_made(site)
    async with Browser(site) as chief:
        await chief.sign_in(await newcomer(site.desk, "sv1", Role.SUPERVISOR))
        await chief.get("/outbound")
        figures = dict(re.findall(r"<p>([^<]+)<b>(\d+)</b></p>", chief.page))
        assert figures == {
            "いま架電できる人": "1",
            "この一時間の架電": "4",
            "期間の架電": "5",
            "本人応答": "1",
            "折り返しの着信": "0",
            "不備の解消": "0",
            "結果の記入待ち": "1",
        }
        assert rows_of(chief.page, "時間帯") == [
            ["8:00", "1", "0（0%）"],
            ["9:00", "4", "1（25%）"],
        ]
        assert rows_of(chief.page, "何回目") == [
            ["1", "4", "1（25%）", "0"],
            ["2", "1", "0（0%）", "0"],
        ]
        assert rows_of(chief.page, "つながった結果") == [["本人応答・了解", "1", "20%"]]
        assert rows_of(chief.page, "つながらなかった理由") == [
            ["応答なし", "2", "40%"],
            ["話中", "1", "20%"],
        ]
        why = chief.page.split('id="why"')[1].split("</section>")[0]
        assert dict(re.findall(r'<th scope="row">(.*?)</th><td>(.*?)</td>', why)) == {
            "いま架電できます": "1 人",
            "差し戻しがまだ": "1 人",
            "責任者対応": "1 人",
        }
        await chief.get("/outbound?from=2026-02-01&to=2026-02-01")
        assert rows_of(chief.page, "つながらなかった理由") == [["留守電", "1", "100%"]]


async def test_papers_of_another_day_than_the_call_stand_on_the_board(site: Site) -> None:
    site = with_contacts(site)
    await incomplete(site)
    await calls_made(site)
    now = site.desk.clock()
    async with transaction(site.desk.engine) as session:
        session.add(ContactAttemptCase(attempt="out.x1.1", case=1))
        asked = select(CaseDeficiency).where(col(CaseDeficiency.case) == 1)
        lacking = (await session.exec(asked)).one()
        lacking.found_at, lacking.closed_at = now - timedelta(hours=2), now + timedelta(days=1)
        lacking.how = How.SUPPLIED
    async with Browser(site) as chief:
        await chief.sign_in(await newcomer(site.desk, "sv1", Role.SUPERVISOR))
        day = (now + timedelta(days=1)).astimezone(calendar().zone).date()
        await chief.get(f"/outbound?from={day}&to={day}")
        assert rows_of(chief.page, "何回目") == [["1", "0", "0", "1"]]
        assert '<th scope="col">時間帯</th>' not in chief.page


@pytest.mark.parametrize("days", ["from=0001-01-01", "from=2026-02-01&to=9999-12-31", "from=x"])
async def test_days_out_of_reach_are_one_clear_error(site: Site, days: str) -> None:
    site = with_contacts(site)
    async with Browser(site) as chief:
        await chief.sign_in(await newcomer(site.desk, "sv1", Role.SUPERVISOR))
        assert (await chief.get(f"/outbound?{days}")).status == 200
        assert contact_words.NO_DAYS in chief.page


async def test_what_nobody_recorded_is_listed_and_recorded_by_a_supervisor(site: Site) -> None:
    site = with_contacts(site)
    await incomplete(site)
    async with Browser(site) as browser, Browser(site) as chief:
        await at_work(site, browser)
        await browser.post("/contacts/next")
        row = await attempt(site)
        await browser.post("/contacts/dial", attempt=row.id)
        await answered(site, row.id)
        await chief.sign_in(await newcomer(site.desk, "sv1", Role.SUPERVISOR))
        await chief.get("/outbound")
        assert "結果がまだ記録されていない架電" in chief.page
        fields = {"attempt": row.id, "result": "machine"}
        assert (await browser.fill("/outbound/results", fields)).status == 403
        assert (await chief.fill("/outbound/results", fields)).status == 303
        assert (await chief.fill("/outbound/results", fields)).status == 409
        await chief.get("/outbound")
        assert "結果がまだ記録されていない架電" not in chief.page
    assert (await attempt(site)).result == "machine"
