"""Work lists read: each from the rows of its own, with whose work it is and by when."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from sqlmodel.ext.asyncio.session import AsyncSession

from desk.desk import Desk
from desk.missed import Missed, missed_since
from desk.work import Item, WorkList
from storage import day_close, knowledge, promises
from storage import staff as people
from storage import work as rows
from storage.engine import transaction
from storage.work_tables import WorkItem

RECENT = timedelta(days=31)
"""So long closed records whose category is not the campaign's are listed."""


async def work_of(
    desk: Desk, wanted: WorkList, *, report_by: time, owner: str | None = None
) -> list[Item]:
    """List what waits, what is due first first, then what waits longest.

    Args:
        desk: Whose.
        wanted: Which list.
        report_by: The time of day by which a complaint's report is due on its day.
        owner: Only what is this person's (an id of the staff).

    Raises:
        DatabaseUnavailable: there is no answer now.
    """
    found = await (_missed(desk) if wanted is WorkList.MISSED else _read(desk, wanted, report_by))
    far = datetime.max.replace(tzinfo=desk.zone)
    mine = [each for each in found if owner is None or each.owner == owner]
    return sorted(mine, key=lambda each: (each.due or far, each.at, each.subject))


async def given_to(desk: Desk, staff: str, *, report_by: time) -> Sequence[Item]:
    """List what supervisors gave to a person and is not done; promises have their own reminder."""
    async with transaction(desk.engine) as session:
        lists = await rows.lists_of(session, staff)
    found: list[Item] = []
    for each in lists:
        found += await work_of(desk, WorkList(each), report_by=report_by, owner=staff)
    return found


async def _read(desk: Desk, wanted: WorkList, report_by: time) -> list[Item]:
    async with transaction(desk.engine) as session:
        kept = await rows.items_of(session, wanted.value)
        names = {each.id: each.name for each in await people.everybody(session)}
        of = _Reading(desk, session, kept, names)
        match wanted:
            case WorkList.CALLBACKS:
                return await of.callbacks()
            case WorkList.COMPLAINTS:
                return await of.complaints(report_by)
            case WorkList.ESCALATIONS:
                return await of.escalations()
            case WorkList.QUESTIONS:
                return await of.questions()
            case WorkList.UNCATEGORISED:
                return await of.uncategorised()
            case WorkList.MISSED:
                return []  # read from calls


async def still_missed(desk: Desk) -> list[Missed]:
    """List callers whom nobody served, promised a call or took off the list, the last one first.

    Raises:
        DatabaseUnavailable: there is no answer now.
    """
    missed = await missed_since(desk.engine)
    async with transaction(desk.engine) as session:
        kept = await rows.items_of(session, WorkList.MISSED.value)
        called = await rows.promised_phones(session)
        taken = {each.person for each in await day_close.taken_callbacks(session, None)}
    done = {name: item.done_at for name, item in kept.items()}
    return [
        each
        for each in missed
        if each.caller not in called
        and each.caller not in taken
        and not _is_after(done.get(each.caller), each.last_at)
    ]


async def _missed(desk: Desk) -> list[Item]:
    return [
        Item(
            list=WorkList.MISSED,
            subject=each.caller,
            at=each.last_at,
            phone=each.caller,
            times=each.count,
        )
        for each in await still_missed(desk)
    ]


@dataclass(frozen=True, slots=True)
class _Reading:
    """One look at a list, inside a transaction."""

    desk: Desk
    session: AsyncSession
    kept: Mapping[str, WorkItem]
    names: Mapping[str, str]

    async def callbacks(self) -> list[Item]:
        of = WorkList.CALLBACKS
        promised = [
            Item(
                list=of,
                subject=str(row.id),
                at=row.made_at,
                what=row.about,
                writer=self.names.get(row.made_by, ""),
                phone=row.phone,
                owner=row.owner,
                owner_name=name,
                due=row.due_at,
                times=row.tries,
            )
            for row, name in await promises.open_callbacks(self.session)
        ]
        taken = [
            Item(
                list=of,
                subject=row.id,
                at=row.promised_at,
                phone=row.person,
                due=row.due,
                times=row.tries,
                is_taken=True,
            )
            for row in await day_close.taken_callbacks(self.session, None)
        ]
        return [*promised, *taken]

    async def complaints(self, report_by: time) -> list[Item]:
        untold = {report.record for report, _, _ in await promises.untold(self.session)}
        return [
            self._given(
                Item(
                    list=WorkList.COMPLAINTS,
                    subject=report.record,
                    at=inquiry.begun_at,
                    writer=name,
                    due=self._instant(report.due_on, report_by),
                    is_urgent=report.record in untold,
                )
            )
            for report, inquiry, name in await promises.unreported(self.session)
        ]

    async def escalations(self) -> list[Item]:
        return [
            replace(
                self._given(
                    Item(
                        list=WorkList.ESCALATIONS,
                        subject=str(row.id),
                        at=row.at,
                        what=row.about,
                        writer=name,
                    )
                ),
                owner=row.taken_by,
                owner_name=taker or "",
            )
            for row, name, taker in await promises.open_escalations(self.session)
        ]

    async def questions(self) -> list[Item]:
        return [
            self._given(
                Item(
                    list=WorkList.QUESTIONS,
                    subject=str(row.id),
                    at=row.at,
                    what=row.asked,
                    writer=name,
                )
            )
            for row, name in await knowledge.open_questions(self.session)
        ]

    async def uncategorised(self) -> list[Item]:
        known = [path[-1].id for path in self.desk.rules.paths()]
        since = self.desk.today - RECENT
        return [
            self._given(
                Item(
                    list=WorkList.UNCATEGORISED,
                    subject=row.id,
                    at=row.begun_at,
                    writer=name,
                    owner=row.staff,
                    owner_name=name,
                    due=self._instant(row.business_date + timedelta(days=1), time()),
                )
            )
            for row, name in await rows.uncategorised(self.session, known, since=since)
        ]

    def _given(self, item: Item) -> Item:
        """Add whose it is and by when, if a supervisor said so."""
        row = self.kept.get(item.subject)
        if row is None:
            return item
        owner = row.owner or item.owner
        return replace(
            item,
            owner=owner,
            owner_name=self.names.get(owner or "", item.owner_name),
            due=row.due_at or item.due,
        )

    def _instant(self, day: date, at: time) -> datetime:
        return datetime.combine(day, at, tzinfo=self.desk.zone)


def _is_after(done_at: datetime | None, last_at: datetime) -> bool:
    return done_at is not None and done_at >= last_at
