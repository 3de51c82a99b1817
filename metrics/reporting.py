"""Reports made, frozen, brought further and proved: the works that pages and commands share.

Every method raises `DatabaseUnavailable` when there is no answer now.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from callcenter.campaign import Campaign
from japan.my_number import holds_my_number
from metrics import content as contents
from metrics import material, report
from metrics.content import Content
from metrics.due import Terms, report_id
from metrics.errors import MyNumberTyped, NotInForm
from metrics.figures import Figures, figures
from metrics.ledger import from_sums
from metrics.material import Wanted
from metrics.people import CountPeople, ListPeople
from metrics.period import Kind, Period
from metrics.report import Versions
from metrics.report_plan import Form, Part, ReportPlan
from metrics.steps import State, Step, after
from metrics.submitted import close_duties
from storage.audit import Action, Actor, Fact, Trail, trailed
from storage.engine import at_one_instant, transaction
from storage.putting import put_rows
from storage.report_tables import CarrierBusy, Report, ReportFile, ReportStep
from storage.tallies import Cut


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A report as it stands."""

    id: str
    state: State
    version: int
    frozen_at: datetime
    digest: str
    plain: str
    """The content, as it was hashed."""
    steps: tuple[tuple[State, str, datetime], ...]
    """What it became, by whom, and when."""

    @property
    def content(self) -> Content:
        """Read the content; raises `UnreadablePlan`."""
        return contents.decode(self.plain)


@dataclass(frozen=True, slots=True)
class Refused:
    """Nothing was done; a word of a closed set says why."""

    why: str
    """`no_report`, `not_now` or `not_draft`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reporting:
    """The reports of one campaign."""

    engine: AsyncEngine
    plan: ReportPlan
    campaign: Campaign
    versions: Versions
    clock: Callable[[], datetime]
    older: Callable[[str, str], tuple[ReportPlan, Campaign] | None] = lambda _plan, _campaign: None
    """Gives the plan and campaign of the versions with these hashes."""
    count: CountPeople | None = None
    """Counts persons by what stands in their cases; None where there are none."""
    people: ListPeople | None = None
    """Lists whom `count` counts."""

    @property
    def zone(self) -> ZoneInfo:
        """Give the campaign's zone."""
        return ZoneInfo(self.campaign.zone)

    @property
    def today(self) -> date:
        """Give the campaign's day."""
        return self.clock().astimezone(self.zone).date()

    @property
    def terms(self) -> Terms:
        """Give what due days depend on."""
        return Terms(
            zone=self.zone,
            open_days=self.campaign.open_days,
            at=self.plan.due,
            month_day=self.plan.month_day,
        )

    def bounds(self, period: Period) -> tuple[datetime, datetime]:
        """Give the instants at which a period begins and after which it is over."""
        after = period.last + timedelta(days=1)
        first, end = (datetime.combine(each, time(), self.zone) for each in (period.first, after))
        return first, end

    def form(self, kind: Kind) -> Form:
        """Give the form of a kind.

        Raises:
            NotInForm: the campaign hands in no such report.
        """
        found = self.plan.form(kind)
        if found is None:
            raise NotInForm(kind=kind.value)
        return found

    async def side_by_side(self, period: Period) -> Mapping[str, Figures]:
        """Give a period's figures under every definition, by its id, from the sums."""
        days = [each.day for each in self.campaign.open_days]
        async with transaction(self.engine) as session:
            found = {
                each.id: await from_sums(session, each, period.first, period.last, open_days=days)
                for each in self.plan.beside
            }
        return {each.id: figures(each, found[each.id].whole) for each in self.plan.beside}

    async def now(self, kind: Kind, period: Period) -> Content:
        """Make a report as of now, without freezing it; raises `NotInForm`."""
        form = self.form(kind)
        async with at_one_instant(self.engine) as session:
            return await self.compose(session, form, period)

    async def freeze(self, kind: Kind, period: Period, actor: Actor) -> Kept | Refused:
        """Freeze a report as a draft; one that is a draft is frozen anew; raises `NotInForm`."""
        form, name = self.form(kind), report_id(kind, period)
        async with trailed(self.engine) as trail:
            cut = await material.cut_now(trail.session, self.clock())
        async with at_one_instant(self.engine) as session:
            content = await self.compose(session, form, period, cut)
        plain = contents.encode(content)
        async with trailed(self.engine) as trail:  # which everybody's work waits for: be quick
            before = await trail.session.get(Report, name)
            if before is not None and before.state != State.DRAFT:
                return Refused("not_draft")
            row = before or Report(
                id=name,
                kind=kind.value,
                first=period.first,
                last=period.last,
                state="",
                content="",
                digest="",
                frozen_at=content.noted_until,
                version=0,
            )
            row.state, row.version = State.DRAFT.value, row.version + 1
            row.content, row.digest = plain.decode(), contents.digest_of(plain)
            row.frozen_at = content.noted_until
            trail.session.add(row)
            await trail.session.flush()
            await self._step(trail, row, actor, Action.REPORT_FROZEN)
            return await _kept(trail.session, row)

    async def bring(self, name: str, step: Step, actor: Actor) -> Kept | Refused:
        """Bring a report a step further, or back to a draft."""
        async with trailed(self.engine) as trail:
            row = await trail.session.get(Report, name)
            if row is None:
                return Refused("no_report")
            becomes = after(State(row.state), step)
            if becomes is None:
                return Refused("not_now")
            row.state = becomes.value
            trail.session.add(row)
            await self._step(trail, row, actor, _ACTIONS[step])
            if step is Step.SUBMIT:
                await close_duties(trail, row, actor, self.clock())
            return await _kept(trail.session, row)

    async def find(self, name: str) -> Kept | None:
        """Find a frozen report."""
        async with transaction(self.engine) as session:
            row = await session.get(Report, name)
            return None if row is None else await _kept(session, row)

    async def by_file(self, sha256: str) -> tuple[ReportFile, Kept | None] | None:
        """Find the report of a file that was given out."""
        async with transaction(self.engine) as session:
            found = await session.get(ReportFile, sha256)
            if found is None:
                return None
            row = await session.get(Report, found.report)
            return found, None if row is None else await _kept(session, row)

    async def gave_out(self, file: ReportFile) -> None:
        """Note a file that is given out, so that it is known again."""
        async with transaction(self.engine) as session:
            await put_rows(session, [file])

    async def note_busy(self, day: date, calls: int, source: str, actor: Actor) -> None:
        """Note how many callers the carrier refused on a day, and who says so.

        Raises:
            MyNumberTyped: the source holds an individual number.
        """
        if holds_my_number(source):
            raise MyNumberTyped
        async with trailed(self.engine) as trail:
            asked = select(func.max(CarrierBusy.n)).where(col(CarrierBusy.day) == day)
            n = ((await trail.session.exec(asked)).one() or 0) + 1
            at = self.clock()
            trail.session.add(
                CarrierBusy(day=day, n=n, calls=calls, source=source, who=actor.who, noted_at=at)
            )
            detail = {"calls": calls, "n": n}
            await trail.note(at, actor, Action.CARRIER_BUSY_NOTED, day.isoformat(), detail)

    async def compose(
        self, session: AsyncSession, form: Form, period: Period, cut: Cut | None = None
    ) -> Content:
        """Make a report from the rows as they are, or as they were at a cut."""
        cut = cut or await material.cut_now(session, self.clock())
        wanted = Wanted(
            plan=self.plan, campaign=self.campaign, period=period, cut=cut, parts=form.parts
        )
        found = await material.read(session, wanted, count=self.counts_for(form))
        return await asyncio.to_thread(report.compose, form, found, self.versions)

    def counts_for(self, form: Form) -> CountPeople | None:
        """Give what counts persons, for a form that shows them: opening every case takes time."""
        return self.count if Part.PEOPLE in form.parts else None

    async def _step(self, trail: Trail, row: Report, actor: Actor, action: Action) -> None:
        asked = select(func.max(ReportStep.n)).where(col(ReportStep.report) == row.id)
        n = ((await trail.session.exec(asked)).one() or 0) + 1
        at = self.clock()
        trail.session.add(ReportStep(report=row.id, n=n, state=row.state, who=actor.who, at=at))
        await trail.session.flush()
        detail: dict[str, Fact] = {"version": row.version, "digest": row.digest}
        await trail.note(at, actor, action, row.id, detail)


_ACTIONS: dict[Step, Action] = {
    Step.CHECK: Action.REPORT_CHECKED,
    Step.APPROVE: Action.REPORT_APPROVED,
    Step.SUBMIT: Action.REPORT_SUBMITTED,
    Step.RETURN: Action.REPORT_RETURNED,
}


async def _kept(session: AsyncSession, row: Report) -> Kept:
    asked = select(ReportStep).where(col(ReportStep.report) == row.id).order_by(col(ReportStep.n))
    steps = (await session.exec(asked)).all()
    return Kept(
        id=row.id,
        state=State(row.state),
        version=row.version,
        frozen_at=row.frozen_at,
        digest=row.digest,
        plain=row.content,
        steps=tuple((State(each.state), each.who, each.at) for each in steps),
    )
