"""What must hold, read from the stories and the log when a run is over."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from callcenter.campaign import Campaign
from callcenter.commands import CloseCall, HangUpCaller, RingSeat
from callcenter.ending import FALLBACK
from callcenter.events import CallerLeft
from callcenter.ids import SEPARATOR
from callcenter.outcome import Outcome
from callcenter.record import Record
from callcenter.seat import SeatState
from callcenter.state import State
from tests.sim.stories import CallerStory, History, LegStory, Violation

EXACT_S = 0.2
FALLEN_S = 0.3
"""Around a fall the truth is known less well."""
JUST_NOW_S = 0.1
"""What happened so shortly before could not be known yet."""
SIDE_BY_SIDE_S = 0.05
"""Two requests sent together may arrive the second one first."""
PROMPT_S = 0.1
A_WORD_S = 0.1
"""Of a shorter talk, beside a fault, either may be said: nobody spoke."""
AT_ONCE_S = 0.02
"""Two who part so shortly after each other: neither could know of the other's wish."""
UNSETTLED_S = 2.0
"""For so long after an outage, who was served before whom says nothing."""
TURNED_AWAY = {Outcome.NO_LINE, Outcome.AFTER_HOURS, Outcome.NOT_IN_OPERATION}
ABANDONED = {Outcome.ABANDONED_IN_GUIDANCE, Outcome.ABANDONED_IN_QUEUE}


def rows(
    history: History, records: Iterable[Record], *, is_exact: bool, may_fail: bool
) -> Iterator[Violation]:
    """I2: every call of ours has one row; its times and its outcome are what really happened.

    Args:
        history: What really happened.
        records: The whole log.
        is_exact: No event went astray, so that times must be true.
        may_fail: Something broke, so that a call may have failed.
    """
    records = list(records)
    filed, crossed = _filed(records), _crossed(records)
    for caller in history.callers.values():
        its = filed.pop(caller.id, [])
        if len(its) == 1:
            if is_exact:
                yield from _times(history, caller, its[0])
            is_crossed = caller.id in crossed
            yield from _outcome(caller, its[0], may_fail=may_fail, is_crossed=is_crossed)
        elif its or caller.started is not None or caller.is_remembered:
            yield _wrong("I2 rows", caller, f"has {len(its)} rows")
    for call in filed:
        yield Violation("I2 rows", 0.0, call, "has a row and never was")


def _filed(records: Iterable[Record]) -> dict[str, list[CloseCall]]:
    filed: dict[str, list[CloseCall]] = defaultdict(list)
    for record in records:
        for command in record.commands:
            if isinstance(command, CloseCall):
                filed[command.call].append(command)
    return filed


def _crossed(records: Iterable[Record]) -> set[str]:
    """Name who hung up while it was on its way to Asterisk that they are hung up on."""
    dismissed: dict[str, datetime] = {}
    crossed = set()
    for record in records:
        match record.event:
            case CallerLeft(at=at, call=call) if call in dismissed:
                if (at - dismissed[call]).total_seconds() < AT_ONCE_S:
                    crossed.add(call)
        for command in record.commands:
            if isinstance(command, HangUpCaller):
                dismissed.setdefault(command.call, record.event.at)
    return crossed


def _times(history: History, caller: CallerStory, row: CloseCall) -> Iterator[Violation]:
    assert caller.ended is not None
    lasted = caller.ended - caller.arrived
    exact_s = FALLEN_S if caller.falls else EXACT_S
    told = row.guidance_s + row.wait_s + row.ring_s + row.talk_s + row.hold_s
    if abs(told - lasted) > exact_s:
        yield _wrong("I2 times", caller, f"lasted {lasted:.2f} s, its row says {told:.2f} s")
    if history.has_guests:
        return  # its talk has pauses
    talked = _talked_s(caller)
    after = caller.ended - (caller.talks[-1].ended or 0.0) if caller.talks else 0.0
    # Who sits on after the seat has left, because nobody is at work, may be said to talk or not.
    if not talked - exact_s <= row.talk_s <= talked + after + exact_s:
        yield _wrong("I2 times", caller, f"talked {talked:.2f} s, its row says {row.talk_s:.2f} s")


def _talked_s(caller: CallerStory) -> float:
    return sum((each.ended or 0.0) - each.began for each in caller.talks)


def _outcome(
    caller: CallerStory, row: CloseCall, *, may_fail: bool, is_crossed: bool
) -> Iterator[Violation]:
    if may_fail and caller.talks and _talked_s(caller) < A_WORD_S:
        return
    if any(SEPARATOR not in talk.leg for talk in caller.talks) and FALLBACK not in row.detail:
        yield _wrong("I2 fallback", caller, f"talked in the fallback: {row.detail!r}")
    if row.outcome is Outcome.FAILED and may_fail:
        return
    if bool(caller.talks) != (row.outcome is Outcome.ANSWERED):
        yield _wrong("I2 outcome", caller, f"talked {len(caller.talks)} times: {row.outcome}")
    elif row.outcome is Outcome.FAILED:
        yield _wrong("I2 outcome", caller, f"failed without a fault: {row.detail}")
    elif caller.by == "caller" and caller.closing is None and not caller.talks and not may_fail:
        # One who leaves at the very moment of being turned away was turned away.
        is_instant = caller.ended is not None and caller.ended - caller.arrived < AT_ONCE_S
        if row.outcome not in ABANDONED and not is_instant and not is_crossed:
            yield _wrong("I2 outcome", caller, f"left by themselves: {row.outcome}")


def order(
    history: History, records: Iterable[Record], begins: datetime, *, slack_s: float
) -> Iterator[Violation]:
    """I5: a seat is offered to the first who waits for its skill and has heard the notice.

    Args:
        history: What really happened.
        records: The whole log.
        begins: The instant of second 0.
        slack_s: How late we may have learnt of it.
    """
    rung = _rung(records, begins)
    ours = [each for each in history.callers.values() if each.started is not None]
    callers = sorted(ours, key=lambda each: each.arrived)
    legs_of: dict[str, list[LegStory]] = defaultdict(list)
    for leg in history.legs.values():
        legs_of[leg.call].append(leg)
    for leg in history.legs.values():
        served = history.callers[leg.call]
        if _goes_first(history, served, leg):
            continue
        for other in callers:
            if other.arrived >= served.arrived:
                break
            since = leg.made - slack_s
            if any(since <= each <= leg.made for each in rung[other.id]):
                continue  # that this did not reach Asterisk could not be known yet
            if other.skill == served.skill and _waited(other, legs_of[other.id], leg.made, slack_s):
                yield _wrong("I5", other, f"waits, but {leg.id} is rung for {served.id}", leg.made)
                break


def _goes_first(history: History, served: CallerStory, leg: LegStory) -> bool:
    """Whether a leg tells of no order: around an outage, or for one left by a seat in mid-talk."""
    is_unsettled = any(begin <= leg.made <= end + UNSETTLED_S for begin, end in history.outages)
    return is_unsettled or any(talk.began < leg.made for talk in served.talks)


def _rung(records: Iterable[Record], begins: datetime) -> dict[str, list[float]]:
    """Say when it was decided to ring a seat for each call."""
    rung: dict[str, list[float]] = defaultdict(list)
    for record in records:
        for command in record.commands:
            if isinstance(command, RingSeat):
                rung[command.call].append((record.event.at - begins).total_seconds())
    return rung


def _waited(caller: CallerStory, legs: list[LegStory], at: float, slack_s: float) -> bool:
    """Whether a caller could have been offered at an instant, known for long enough."""
    before = at - JUST_NOW_S - slack_s
    if caller.notice_over is None or caller.notice_over > before:
        return False
    if caller.has_fallen_at(at) or any(before < each <= at for each in caller.returns):
        return False
    if any(each is not None and each <= at for each in (caller.ended, caller.closing)):
        return False
    if any(talk.began <= at for talk in caller.talks):
        return False
    return not any(leg.made <= at + SIDE_BY_SIDE_S and (leg.ended or 1e12) > before for leg in legs)


def prompt(history: History, records: Iterable[Record], begins: datetime) -> Iterator[Violation]:
    """F18: what was decided is done at once; a seat's phone rings when we say that it rings."""
    for record in records:
        for command in record.commands:
            leg = history.legs.get(command.leg) if isinstance(command, RingSeat) else None
            if leg is None:
                continue
            waited = leg.made - (record.event.at - begins).total_seconds()
            if waited > PROMPT_S:
                text = f"was rung {waited:.2f} s after it was decided"
                yield Violation("late ring", leg.made, leg.id, text)


def once(history: History, *, slack_s: float) -> Iterator[Violation]:
    """I3: no seat is rung for two calls, and no call at two seats.

    Args:
        history: What really happened.
        slack_s: How late we may have learnt that the fallback rings a seat.
    """
    legs = sorted(history.legs.values(), key=lambda each: each.made)
    wanted: list[LegStory] = []
    for leg in legs:
        wanted = [each for each in wanted if _is_wanted(each, leg.made)]
        for other in wanted:
            if SEPARATOR not in other.id and leg.made - other.made <= slack_s:
                continue
            if other.seat == leg.seat:
                yield Violation("I3", leg.made, leg.seat, f"is rung by {leg.id} in {other.id}")
            if history.has_guests:
                continue
            if other.call == leg.call and not _fell_between(history, other, leg):
                yield Violation("I3", leg.made, leg.call, f"is at {leg.id} and {other.id}")
        wanted.append(leg)


def _fell_between(history: History, other: LegStory, leg: LegStory) -> bool:
    """Whether the caller was taken from one leg, which nobody is there to cancel, to another."""
    falls = history.callers[leg.call].falls
    return any(other.made <= each <= leg.made for each in falls)


def _is_wanted(leg: LegStory, at: float) -> bool:
    """Whether nobody has let go of a leg at an instant."""
    over = min(leg.ended or 1e12, leg.cancelled or 1e12)
    return over > at + SIDE_BY_SIDE_S


def lines(
    history: History, campaign: Campaign, begins: datetime, *, slack_s: float
) -> Iterator[Violation]:
    """Never are more calls admitted than the day has lines.

    Args:
        history: What really happened.
        campaign: Whose lines.
        begins: The instant of second 0.
        slack_s: How late we may have learnt of somebody whom the fallback admitted.
    """
    admitted = [each for each in history.callers.values() if each.admitted is not None]
    for caller in admitted:
        now = caller.admitted or 0.0
        at = begins + timedelta(seconds=now)
        # Who was admitted just before midnight is seen to be so just after it.
        had = max(_lines(campaign, each) for each in (at, at - timedelta(seconds=PROMPT_S)))
        held = sum(
            (each.admitted or 0.0) <= now and (each.ended is None or each.ended > now)
            for each in admitted
            if each is caller or not _has_just_fallen(each, now, slack_s)
        )
        if held > had:
            yield _wrong("capacity", caller, f"is call {held} on {had} lines", now)


def _lines(campaign: Campaign, at: datetime) -> int:
    day = at.astimezone(ZoneInfo(campaign.zone)).date()
    after = bisect_right(campaign.capacity, day, key=lambda each: each.start)
    return campaign.capacity[max(0, after - 1)].lines


def _has_just_fallen(caller: CallerStory, at: float, slack_s: float) -> bool:
    """Whether the fallback has somebody of whom we may not have heard yet."""
    is_ours = caller.started is not None and caller.started <= at
    return not is_ours and any(at - slack_s <= each <= at for each in caller.falls)


def rest(state: State) -> Iterator[Violation]:
    """I3 at the end: nobody remembers a call, and no seat is in one."""
    for call in state.calls.values():
        yield Violation("stuck call", 0.0, call.id, f"is remembered as {call.state}")
    for each in state.queue:
        yield Violation("stuck call", 0.0, each, "still stands in the queue")
    for seat in state.seats.values():
        if seat.state in (SeatState.RINGING, SeatState.TALKING, SeatState.WRAP_UP):
            yield Violation("stuck seat", 0.0, seat.id, f"is {seat.state} for {seat.call}")


def _wrong(kind: str, caller: CallerStory, text: str, at: float | None = None) -> Violation:
    return Violation(kind, at if at is not None else caller.ended or 0.0, caller.id, text)
