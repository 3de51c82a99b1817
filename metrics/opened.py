"""What stands behind the figures of a report that count no calls: the rows of which each is made.

Which rows, the place of the figure in its table says; they are read as they were known at the cut.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from sqlmodel.ext.asyncio.session import AsyncSession

from callcenter.campaign import Campaign, OpenDay
from callcenter.lines import row_of
from callcenter.resuming import PAGE_LOST
from japan.era import wareki
from metrics.content import Shape
from metrics.people import NEW, PRESENT, WAS, ListPeople
from metrics.period import Period, year_of
from metrics.report_plan import Part, ReportPlan
from metrics.words import ACTIONS, DOINGS, MEASURED
from metrics.work import Hours, cut_spells
from metrics.written import written
from storage import (
    callback_sums,
    case_sums,
    inquiry_sums,
    listening,
    seat_time,
    stays,
    tallies,
    trail_sums,
)
from storage.tallies import Cut

CALL, CASE = "call", "case"
"""What a row may lead to."""


CONTRACT, LAST_COUNTS = "契約", "最後の行が報告書の数です"
HEADINGS: Mapping[str, tuple[str, ...]] = {
    "promises": ("お約束した日時", "期限", "お約束した人", "結果", "通話"),
    "contract": ("この日から", "席数", "回線数"),
    "spells": ("席", "状態", "はじめ", "終わり", "長さ"),
    "calls": ("着信", "通話（秒）", "保留（秒）", "通話"),
    "times": ("氏名", "席", "していたこと", "はじめ", "終わり", "長さ"),
    "busy": ("記入した日時", "話中の呼", "出典", "記入した人"),
    "trail": ("証跡の番号", "日時", "した人", "対象"),
    "cases": ("受付番号", "受付日時", "出来事・段階", "その日時"),
}
"""Of the lists."""


@dataclass(frozen=True, slots=True)
class Link:
    """A call or a case, by its id or number."""

    kind: str
    name: str


Told = str | Link


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """A list of rows, and the figure that they make."""

    figure: str
    headings: tuple[str, ...]
    rows: Sequence[tuple[Told, ...]]
    asked: tuple[str, ...] = ()
    """Words that say which rows these are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Of:
    """Which figure is opened."""

    session: AsyncSession
    campaign: Campaign
    plan: ReportPlan
    period: Period
    cut: Cut
    part: Part
    row: int
    """-1 is the sums."""
    column: int
    people: ListPeople | None = None

    @property
    def zone(self) -> ZoneInfo:
        """Give the campaign's zone."""
        return ZoneInfo(self.campaign.zone)

    @property
    def begin(self) -> datetime:
        """Give the period's begin."""
        return datetime.combine(self.period.first, time(), self.zone)

    @property
    def end(self) -> datetime:
        """Give the period's end, or the cut before it."""
        return min(datetime.combine(self.period.after, time(), self.zone), self.cut.noted)

    @property
    def open_days(self) -> list[OpenDay]:
        """Give the open days of the period."""
        first, last = self.period.first, self.period.last
        return [each for each in self.campaign.open_days if first <= each.day <= last]

    def at(self, instant: datetime) -> str:
        """Write an instant."""
        return f"{instant.astimezone(self.zone):%Y-%m-%d %H:%M:%S}"


async def opened(of: Of) -> Listing | None:
    """List what a figure is made of; None if there is no such figure."""
    read = _READERS.get(of.part)
    return None if read is None or of.column < 1 else await read(of)


async def _callbacks(of: Of) -> Listing | None:
    words = (None, None, callback_sums.REACHED, callback_sums.OVER, callback_sums.OPEN_STILL)
    if of.column >= len(words) or of.row > 1:
        return None
    span, wanted = (of.session, of.begin, of.end), words[of.column]
    found = []
    if of.row in (-1, 0):
        found += await callback_sums.of_callers(*span, until=of.cut.calls)
    if of.row in (-1, 1):
        found += await callback_sums.of_staff(*span, until=of.cut.noted)
    found = [each for each in found if wanted in (None, each.end)]
    names = await listening.names_in(of.session, {each.by for each in found if each.by})
    ends = {
        callback_sums.REACHED: "お話しできた",
        callback_sums.OVER: "取り下げ・終了",
        callback_sums.OPEN_STILL: "これから",
    }
    return Listing(
        figure=f"{len(found):,}",
        headings=HEADINGS["promises"],
        rows=[
            (
                *(of.at(each.promised_at), of.at(each.due)),
                *(names.get(each.by, each.by) or "自動案内", ends[each.end]),
                Link(CALL, each.call) if each.call else "",
            )
            for each in found
        ],
    )


async def _seats(of: Of) -> Listing | None:
    days = of.open_days
    if not 0 <= of.row < len(days) or of.column > 3:
        return None
    day = days[of.row]
    if of.column == 1:
        return _contract(of, day.day)
    measures = of.plan.definition.measures
    return await _spells(of, [day], measures.working if of.column == 2 else measures.busy)


async def _quality(of: Of) -> Listing | None:
    measures = of.plan.definition.measures
    states = {5: ("wrap_up",), 6: ("wrap_up",), 7: measures.working}.get(of.row)
    return None if states is None else await _spells(of, of.open_days, states)


def _contract(of: Of, day: date) -> Listing:
    row = row_of(of.campaign, day)
    return Listing(
        figure=f"{row.seats:,}",
        headings=HEADINGS["contract"],
        rows=[(wareki(row.start), f"{row.seats:,}", f"{row.lines:,}")],
        asked=(wareki(day), CONTRACT),
    )


async def _spells(of: Of, days: Sequence[OpenDay], states: Sequence[str]) -> Listing:
    """List what the seats did within the hours of some days, in these states."""
    hours = [_hours(of, each) for each in days]
    spells = await stays.spells_between(of.session, of.begin, of.end)
    found = [each for each in cut_spells(spells, hours) if each.state in states]
    whole = sum(each.length_ms for each in found)
    return Listing(
        figure=written(whole, Shape.HOURS),
        headings=HEADINGS["spells"],
        rows=[
            (
                *(each.seat, MEASURED.get(each.state, each.state)),
                *(of.at(each.begin), of.at(each.end), _length(each.length_ms)),
            )
            for each in found
        ],
        asked=tuple(dict.fromkeys(MEASURED[each] for each in states)),
    )


def _length(ms: int) -> str:
    minutes, seconds = divmod(ms // 1000, 60)
    return f"{minutes // 60}:{minutes % 60:02}:{seconds:02}"


def _hours(of: Of, day: OpenDay) -> Hours:
    begin, end = (datetime.combine(day.day, each, of.zone) for each in (day.opens, day.closes))
    return Hours(day.day, begin, max(begin, min(end, of.cut.noted)))


async def _staff(of: Of) -> Listing | None:
    first, last = of.period.first, of.period.last
    taken = await inquiry_sums.taken(of.session, first, last, until=of.cut.calls)
    people = sorted({each.staff for each in taken})
    if not 0 <= of.row < len(people):
        return None
    who = people[of.row]
    theirs = sorted((e for e in taken if e.staff == who), key=lambda each: each.arrived_at)
    names = await listening.names_in(of.session, [who])
    return Listing(
        figure=f"{len(theirs):,}",
        headings=HEADINGS["calls"],
        rows=[
            (
                *(of.at(each.arrived_at), f"{each.talk_ms / 1000:.1f}"),
                *(f"{each.hold_ms / 1000:.1f}", Link(CALL, each.call)),
            )
            for each in theirs
        ],
        asked=(names.get(who, who),),
    )


async def _staff_time(of: Of) -> Listing | None:
    doings = [*DOINGS, ""]
    if of.column > len(doings):
        return None
    wanted = doings[of.column - 1]
    sat = await stays.between(of.session, of.begin, of.end)
    spells = await stays.spells_between(of.session, of.begin, of.end)
    people = [each.staff for each in seat_time.spent_of(sat, spells, of.begin, of.end)]
    if of.row >= len(people):
        return None
    names = {person.id: person.name for _, person in sat}
    found = [
        each
        for each in seat_time.pieces_of(sat, spells, of.begin, of.end)
        if of.row < 0 or each.staff == people[of.row]
        if wanted in ("", _doing(each.did.doing))
    ]
    whole = sum(each.length_ms for each in found)
    return Listing(
        figure=written(whole, Shape.HOURS),
        headings=HEADINGS["times"],
        rows=[
            (
                *(names[each.staff], each.seat, DOINGS[_doing(each.did.doing)]),
                *(of.at(each.begin), of.at(each.end), _length(each.length_ms)),
            )
            for each in found
        ],
        asked=tuple([DOINGS[wanted]] if wanted else []),
    )


def _doing(doing: str) -> str:
    # The city's table knows no faults of ours; the page 作業時間 has them apart.
    return "not_ready" if doing == PAGE_LOST else doing


async def _carrier_busy(of: Of) -> Listing | None:
    days = of.open_days
    if not 0 <= of.row < len(days) or of.column != 1:
        return None
    day = days[of.row].day
    found = await tallies.carrier_notes(of.session, day, until=of.cut.noted)
    names = await listening.names_in(of.session, {each.who for each in found})
    return Listing(
        figure=f"{found[-1].calls:,}" if found else "0",
        headings=HEADINGS["busy"],
        rows=[
            (of.at(e.noted_at), f"{e.calls:,}", e.source, names.get(e.who, e.who)) for e in found
        ],
        asked=(wareki(day), LAST_COUNTS),
    )


async def _access(of: Of) -> Listing | None:
    if not 0 <= of.row < len(ACTIONS):
        return None
    action, word = list(ACTIONS.items())[of.row]
    found = await trail_sums.listed(of.session, of.begin, of.end, action)
    names = await listening.names_in(of.session, {each.who for each in found})
    return Listing(
        figure=f"{len(found):,}",
        headings=HEADINGS["trail"],
        rows=[(str(e.n), of.at(e.at), names.get(e.who, e.who), e.subject) for e in found],
        asked=(word,),
    )


async def _cases(of: Of) -> Listing | None:
    steps, stages = of.plan.steps, of.plan.stages
    span, noted = (of.session, of.begin, of.end), of.cut.noted
    asked: tuple[str, ...] = ()
    if of.row == 0:
        found = await case_sums.received(*span, until=noted)
    elif 0 < of.row <= len(steps):
        happening, word = steps[of.row - 1]
        found, asked = await case_sums.stepped(*span, happening), (word,)
    elif len(steps) < of.row <= len(steps) + len(stages):
        stage, word = stages[of.row - 1 - len(steps)]
        every = await case_sums.standing(of.session, of.end, noted)
        found, asked = [each for each in every if each.stage == stage], (word,)
    elif of.row < 0:
        found = await case_sums.standing(of.session, of.end, noted)
    else:
        return None
    return _of_cases(of, found, asked)


def _of_cases(of: Of, found: Sequence[case_sums.OneCase], asked: tuple[str, ...] = ()) -> Listing:
    words = dict((*of.plan.stages, *of.plan.steps))
    return Listing(
        figure=f"{len(found):,}",
        headings=HEADINGS["cases"],
        rows=[
            (
                *(Link(CASE, each.number), of.at(each.received_at)),
                *(words.get(each.stage, each.stage), of.at(each.at) if each.at else ""),
            )
            for each in found
        ],
        asked=asked,
    )


async def _people(of: Of) -> Listing | None:
    by, begin = of.plan.people, of.begin
    which = {1: NEW, 2: WAS, 3: PRESENT, 4: NEW, 6: WAS}.get(of.column)
    if by is None or of.people is None or which is None or of.row < 0:
        return None
    if of.column > 3:
        begin = datetime.combine(year_of(of.period.first).first, time(), of.zone)
    found = await of.people(of.session, by, (begin, of.end), of.cut.noted)
    span = (
        found
        if of.column <= 3
        else await of.people(of.session, by, (of.begin, of.end), of.cut.noted)
    )
    values = list(dict.fromkeys((*(row.value for row in by.rows), *(e.value for e in span))))
    if of.row >= len(values):
        return None
    value = values[of.row]
    return _of_cases(
        of, [e.case for e in found if e.value == value and which in e.counts], (value,)
    )


_READERS: Mapping[Part, Callable[[Of], Awaitable[Listing | None]]] = {
    Part.CALLBACKS_KEPT: _callbacks,
    Part.SEATS: _seats,
    Part.QUALITY: _quality,
    Part.STAFF: _staff,
    Part.STAFF_TIME: _staff_time,
    Part.CARRIER_BUSY: _carrier_busy,
    Part.ACCESS: _access,
    Part.CASES: _cases,
    Part.PEOPLE: _people,
}
