"""A seeded month of calls, records and cases of a shipped contract, and its reports as plain data.

`python -m tests.integration.metrics.contract_month` writes the golden files anew; look at what
changed in them before you keep it, and raise `metrics.content.FORMAT` with it, so that a report
which was frozen before is not called altered.
"""

from __future__ import annotations

import asyncio
import json
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
from sqlalchemy.ext.asyncio import AsyncEngine

from app.case_form import plan_named
from callcenter.outcome import Outcome
from cases.document import Document
from metrics.content import Content
from metrics.people import PeopleBy
from metrics.period import Kind, Period, period_of
from metrics.reporting import Reporting
from storage.case_tables import Case, CaseDocument, CaseMove
from storage.engine import connect, transaction
from storage.inquiry_tables import Inquiry, InquiryMatter
from storage.migrate import upgrade
from storage.projection import Projection
from storage.staff_tables import Staff
from tests.integration.metrics.calls import Call, record
from tests.integration.metrics.shipped import Clock, reporting, shelf_of

ZONE = ZoneInfo("Asia/Tokyo")
GOLDEN = Path(__file__).parents[2] / "data" / "reports"
MONTHS = {
    "sapporo": date(2026, 2, 1),
    "otaru": date(2025, 8, 1),
    "suita": date(2024, 9, 1),
    "setagaya": date(2026, 4, 1),
    "shinjuku": date(2023, 5, 1),
}
"""By contract: the month that is made up."""

OUTCOMES = (
    *([Outcome.ANSWERED] * 12),
    *(Outcome.ABANDONED_IN_QUEUE, Outcome.ABANDONED_IN_GUIDANCE, Outcome.OVERFLOW),
    *(Outcome.NO_LINE, Outcome.AFTER_HOURS),
)


USUAL = 0.7
"""How often a case goes the way that its contract names first."""


@dataclass
class Month:
    """What was made up, counted while it was."""

    name: str
    period: Period
    calls: list[Call] = field(default_factory=list)
    matters: Counter[tuple[str, str]] = field(default_factory=Counter)
    by_day: Counter[date] = field(default_factory=Counter)
    complaints: Counter[date] = field(default_factory=Counter)
    steps: Counter[str] = field(default_factory=Counter)
    standing: Counter[str] = field(default_factory=Counter)
    people: Counter[tuple[str, str]] = field(default_factory=Counter)
    """By the value of the field that the reports count by: `new`, and `present` at the end."""
    received: int = 0


async def seeded(engine: AsyncEngine, name: str) -> tuple[Month, Reporting]:
    """Make the month up in an empty database; the same name gives the same month."""
    first = MONTHS[name]
    month = Month(name, period_of(Kind.MONTHLY, first))
    after = datetime.combine(month.period.last + timedelta(days=2), time(3), ZONE)
    made = reporting(engine, Clock(after), name)
    dice = Random(name)
    days = [
        each
        for each in made.campaign.open_days
        if month.period.first <= each.day <= month.period.last
    ]
    for each in days:
        for _ in range(dice.randint(2, 6)):
            at = datetime.combine(each.day, each.opens, ZONE)
            month.calls.append(_call(dice, at + timedelta(minutes=dice.randint(1, 400))))
    month.calls.sort(key=lambda call: call.ended_at)
    projection = Projection(engine, instance="home-1", zone=ZONE)
    await projection.apply([record(n, call) for n, call in enumerate(month.calls, start=1)])
    async with transaction(engine) as session:
        session.add(_somebody(after))
        await session.flush()
        for n, row in enumerate(_records(dice, month, made)):
            session.add(row)
            if n % 2 == 0:
                await session.flush()
        for case in _cases(dice, month, made.plan.people):
            session.add(case)
            await session.flush()
    return month, made


def _call(dice: Random, at: datetime) -> Call:
    outcome = dice.choice(OUTCOMES)
    answered = outcome is Outcome.ANSWERED
    return Call(
        id=f"c-{at:%m%d%H%M}-{dice.randrange(10**6)}",
        at=at,
        outcome=outcome,
        caller=f"person-{dice.randrange(40)}",
        guidance=dice.randint(3, 9),
        wait=dice.randint(0, 60) if answered else 90,
        ring=dice.randint(2, 12) if answered else 0,
        talk=dice.randint(60, 600) if answered else 0,
    )


def _somebody(at: datetime) -> Staff:
    return Staff(
        id="s-1",
        login="s1",
        name="花子",
        role="agent",
        password_hash="x",
        password_at=at,
        created_at=at,
    )


def _records(dice: Random, month: Month, made: Reporting) -> Iterator[Inquiry | InquiryMatter]:
    categories = [id_ for id_, _ in made.plan.categories]
    for n, call in enumerate(month.calls):
        if call.outcome is not Outcome.ANSWERED:
            continue
        category = dice.choice(categories)
        result = dice.choice(("closed", "closed", "callback", "client"))
        day = call.at.date()
        month.matters[category, result] += 1
        is_complaint = category.endswith("complaint")
        month.complaints[day] += is_complaint
        yield Inquiry(
            id=f"i-{n}",
            staff="s-1",
            business_date=day,
            begun_at=call.at,
            saved_at=call.ended_at,
            closed_at=call.ended_at,
            language="ja",
            is_complaint=is_complaint,
            severity="normal" if is_complaint else None,
        )
        yield InquiryMatter(inquiry=f"i-{n}", n=1, category=category, result=result, text="")


def _cases(dice: Random, month: Month, by: PeopleBy | None) -> Iterator[Case | CaseMove]:
    """Walk each case along the contract's own life, by steps drawn from it."""
    plan = plan_named(month.name)
    assert plan is not None
    life, vault = plan.life, shelf_of(plan).vault
    for seq in range(1, 31):
        begin = datetime.combine(month.period.first, time(10), ZONE)
        at = begin + timedelta(days=dice.randint(0, 20))
        stage, moves = life.starts_at, []
        for _ in range(dice.randint(0, 4)):
            own = [(each.id, each.to) for each in life.steps_from(stage)]
            ways = own or [(key.value, then.value) for key, then in life.ours(stage).items()]
            if not ways:
                break
            step, then = ways[0] if dice.random() < USUAL else dice.choice(ways)
            at += timedelta(days=dice.randint(1, 4), minutes=seq)
            moves.append((stage, step, then, at))
            stage = then
        month.received += 1
        document, value = b"", ""
        if by is not None:
            value = Random(f"{month.name} {seq}").choice(by.rows).value
            document, _ = vault.close_document(Document({by.field: value} if by.field else {}), seq)
            month.people[value, "new"] += 1
        yield Case(
            seq=seq,
            number=f"X-{seq}",
            kind="application",
            channel="post",
            status=stage,
            status_since=at,
            received_at=begin + timedelta(days=seq % 20),
            form="f",
            digest=b"",
            paper=CaseDocument(seq=seq, document=document),
        )
        standing = life.starts_at
        for before, step, then, when in moves:
            yield CaseMove(case=seq, happening=step, before=before, after=then, at=when, by="s1")
            if when.date() <= month.period.last:
                month.steps[step] += 1
                standing = then
        month.standing[standing] += 1
        month.people[value, "present"] += by is not None and standing in by.stages


async def reports(month: Month, made: Reporting) -> dict[str, Any]:
    """Make every report of the month that the contract knows, as plain data."""
    found = {}
    for form in made.plan.forms:
        day = month.period.first + timedelta(days=9)
        if form.kind is Kind.COMPLAINT:
            day = max(+month.complaints)
        period = period_of(form.kind, day)
        content = await made.now(form.kind, period)
        found[f"{form.kind.value} {period.name} {form.title}"] = plain(content)
    return found


def plain(content: Content) -> dict[str, Any]:
    """Give headings and rows, without what names the program's version."""
    return {
        each.heading: msgspec.to_builtins([*each.rows, *([each.foot] if each.foot else [])])
        for each in content.sections
    }


async def _write(name: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite+aiosqlite:///{folder}/x.db"
        await upgrade(url)
        engine = connect(url)
        found = await reports(*await seeded(engine, name))
        await engine.dispose()
    path = GOLDEN / f"{name}.json"
    path.write_text(written(found), encoding="utf-8")


def written(found: dict[str, Any]) -> str:
    """Write reports as a golden file: one row a line."""
    lines = []
    for report, sections in found.items():
        lines.append(f"  {json.dumps(report, ensure_ascii=False)}: {{")
        for heading, rows in sections.items():
            body = ",\n".join(f"      {json.dumps(each, ensure_ascii=False)}" for each in rows)
            lines.append(f"    {json.dumps(heading, ensure_ascii=False)}: [\n{body}\n    ],")
        lines[-1] = lines[-1].rstrip(",")
        lines.append("  },")
    lines[-1] = lines[-1].rstrip(",")
    return "{\n" + "\n".join(lines) + "\n}\n"


if __name__ == "__main__":
    for each in MONTHS:
        asyncio.run(_write(each))
