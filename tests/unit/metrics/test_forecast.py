from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest

from metrics.forecast.days import DayModel, looked_back
from metrics.forecast.hours import shape_of
from metrics.forecast.kinds import Lever
from metrics.forecast.learned import Error, Learned, Served, Staffed, same_weekday, service_of
from metrics.forecast.levers import SURE, Option, effects
from metrics.forecast.losses import Service, lost_share
from metrics.forecast.outlook import Drawn, Now, Rest, draw
from metrics.forecast.past import ENOUGH_DAYS, Day, Occasion, Plan
from tests.unit.metrics.day_maker import Centre, centre
from tests.unit.metrics.queue_maker import lost

pytestmark = pytest.mark.unit

CENTRES = range(500, 513)
"""Thirteen campaigns; no constant of the forecast was chosen by looking at these."""
SERVICE = Service(seats=10, lines=12, handling_s=330, patience_s=120)


def test_of_1000_days_80_of_100_end_in_the_interval_and_it_beats_the_same_weekdays_mean() -> None:
    told, plain, judged_plain = [], [], []
    for seed in CENTRES:
        made = centre(seed)
        for n, (day, foretold) in enumerate(looked_back(made.plan, made.days)):
            if n < ENOUGH_DAYS:
                continue
            low, middle, high = (foretold.quantile(each) for each in (0.1, 0.5, 0.9))
            calls = day.offered
            ours = (low <= calls <= high, abs(middle - calls) / calls, (high - low) / calls)
            told.append(ours)
            same = [
                each.offered for each in made.days[:n] if each.day.weekday() == day.day.weekday()
            ]
            if len(same) >= 2:  # fewer have no width
                mean, apart = np.mean(same), 1.2816 * np.std(same, ddof=1)
                off = abs(mean - calls)
                plain.append((off <= apart, off / calls, 2 * apart / calls))
                judged_plain.append(ours)
    inside, _, _ = np.mean(told, axis=0)
    _, error, width = np.mean(judged_plain, axis=0)
    inside_plain, error_plain, width_plain = np.mean(plain, axis=0)
    assert len(told) >= 1_000
    assert 0.75 <= inside <= 0.85
    assert error < 0.8 * error_plain
    assert width < 0.9 * width_plain  # although the mean's own is too narrow:
    assert inside_plain < 0.75


def test_what_came_by_an_hour_of_the_day_keeps_the_interval_honest_and_narrows_it() -> None:
    inside, widths, before = [], [], []
    for seed in CENTRES[:8]:
        made = centre(seed)
        model = DayModel(made.plan)
        for n, day in enumerate(made.days):
            if n >= ENOUGH_DAYS and n % 4 == seed % 4:
                half = (20.0, 24.5, 30.0)[n // 4 % 3]
                shape = shape_of(made.days[:n], day.day, 18, 36)
                come = sum(calls for each, calls in day.halves.items() if each < int(half))
                come += day.halves[int(half)] // 2 if half % 1 else 0
                now = Now(day=day.day, half=half, come=come, lost=0, target_percent=90)
                low, _, high = draw(model, now, shape, Rest(), seed=n).day(SERVICE).offered
                inside.append(low <= day.offered <= high)
                widths.append((high - low) / day.offered)
                told = model.tell(day.day)
                before.append((told.quantile(0.9) - told.quantile(0.1)) / day.offered)
            model.learn(day)
    assert 0.75 <= np.mean(inside) <= 0.85
    assert np.mean(widths) < 0.6 * np.mean(before)


@pytest.mark.parametrize("calls", [30, 54, 90])
def test_losses_are_as_in_a_queue_of_callers_one_by_one(calls: int) -> None:
    chance = np.random.default_rng(calls)
    arrivals = np.cumsum(chance.exponential(1800 / calls, 12_000))
    seen = lost(arrivals, SERVICE, chance).mean()
    computed = float(lost_share(np.array([float(calls)]), SERVICE)[0])
    assert computed == pytest.approx(seen, abs=0.015)


def test_without_room_to_wait_losses_are_erlangs_b() -> None:
    # 8 erlangs on 10 lines: B = 0.1217 (every table of Erlang's loss formula)
    full = Service(seats=10, lines=10, handling_s=1800.0, patience_s=1.0)
    assert float(lost_share(np.array([8.0]), full)[0]) == pytest.approx(0.1217, abs=1e-4)


def test_a_day_that_is_told_to_reach_the_target_does_and_one_that_is_not_does_not() -> None:
    chances, outcomes = [], []
    for seed in CENTRES[:4]:
        made, chance = centre(seed), np.random.default_rng(seed)
        usual = np.mean([each.offered for each in made.days])
        service = replace(SERVICE, seats=max(2, round(usual / 18 * 330 / 1800 * 1.35)))
        service = replace(service, lines=int(service.seats) + 4)
        model = DayModel(made.plan)
        for n, day in enumerate(made.days):
            if n >= ENOUGH_DAYS and n % 2:
                told, reached = _at_noon(made, n, day, model, service, chance)
                chances.append(told)
                outcomes.append(reached)
            model.learn(day)
    probability, came = np.array(chances), np.array(outcomes, float)
    sure, hopeless = came[probability > 0.85], came[probability < 0.15]
    assert len(sure) > 12
    assert len(hopeless) > 12
    assert sure.mean() > 0.8
    assert hopeless.mean() < 0.2
    assert np.mean((probability - came) ** 2) < 0.6 * came.mean() * (1 - came.mean())


def _at_noon(
    made: Centre,
    n: int,
    day: Day,
    model: DayModel,
    service: Service,
    chance: np.random.Generator,
) -> tuple[float, bool]:
    """Tell of a day at 12:00, and say whether it reached 90 % in the end."""
    times = [1800 * (half + chance.random(calls)) for half, calls in day.halves.items()]
    arrivals = np.sort(np.concatenate(times))
    gone = lost(arrivals, service, chance)
    morning = arrivals < 24 * 1800
    now = Now(
        day=day.day,
        half=24.0,
        come=int(morning.sum()),
        lost=int(gone[morning].sum()),
        target_percent=90,
    )
    shape = shape_of(made.days[:n], day.day, 18, 36)
    told = draw(model, now, shape, Rest(), seed=n).day(service).chance
    return told, bool(gone.mean() <= 0.1)


def drawn(come: int = 300, gone: int = 31) -> Drawn:
    made = centre(500)
    model = DayModel(made.plan)
    for day in made.days[:40]:
        model.learn(day)
    at = made.days[40].day
    now = Now(day=at, half=27.0, come=come, lost=gone, target_percent=90)
    return draw(model, now, shape_of(made.days[:40], at, 18, 36), Rest(), seed=1)


def short_of_seats(of: Drawn) -> Service:
    """Give so many seats that a seventh of the rest is lost."""
    seats = next(
        each for each in range(20, 1, -1)
        if of.day(replace(SERVICE, seats=each, lines=each + 4)).loses > of.today.sum(1).mean() / 7
    )  # fmt: skip
    return replace(SERVICE, seats=seats, lines=seats + 4)


def test_how_many_more_may_be_lost_counts_those_that_still_come() -> None:
    of = drawn(come=300, gone=31)
    told = of.day(SERVICE)
    low, middle, high = told.offered
    assert low <= middle <= high
    assert told.may_lose == middle // 10 - 31
    assert drawn(come=300, gone=90).day(SERVICE).may_lose < 0


def test_the_same_seed_tells_the_same() -> None:
    assert drawn().day(SERVICE) == drawn().day(SERVICE)


def test_the_cheapest_lever_that_is_enough_is_advised_and_never_a_useless_one() -> None:
    of = drawn(come=300, gone=26)
    service = short_of_seats(of)
    useless = Option(lever=Lever.PAUSE_CALLING)
    few = Option(lever=Lever.RECALL, reason="back_office", seats=4)
    many = Option(lever=Lever.RECALL, reason="meeting", seats=8)
    found = effects(of, service, [useless, few, many])
    assert [(each.option, each.is_advised) for each in found] == [(few, True), (many, False)]
    assert found[0].chance >= SURE > of.day(service).chance
    assert found[1].saves >= found[0].saves > 0.5


def test_where_none_is_enough_the_one_that_brings_most_is_advised() -> None:
    of = drawn(come=300, gone=200)
    small = Option(lever=Lever.RECALL, reason="back_office", seats=1)
    large = Option(lever=Lever.RECALL, reason="meeting", seats=3)
    found = effects(of, short_of_seats(of), [small, large])
    assert [each.is_advised for each in found] == [False, True]


def test_a_lever_that_saves_nothing_is_not_named() -> None:
    of = drawn(come=300, gone=26)
    idle = [Option(lever=Lever.PAUSE_CALLING), Option(lever=Lever.MORE_LINES, lines=0)]
    assert effects(of, short_of_seats(of), idle) == []


def test_a_day_that_is_sure_needs_no_lever() -> None:
    of = drawn(come=300, gone=0)
    found = effects(of, replace(SERVICE, seats=40, lines=60), [Option(lever=Lever.RECALL, seats=5)])
    assert not any(each.is_advised for each in found)


def test_the_week_counts_its_days_before_and_after() -> None:
    made = centre(500)
    model = DayModel(made.plan)
    for day in made.days[:40]:
        model.learn(day)
    days = [each.day for each in made.days[40:43]]
    shapes = [shape_of(made.days[:40], each, 18, 36) for each in days]
    good = replace(SERVICE, seats=60, lines=90)
    later = [(days[1], shapes[1], good), (days[2], shapes[2], good)]
    now = Now(day=days[0], half=27.0, come=300, lost=80, target_percent=90)
    fine = draw(model, now, shapes[0], Rest(offered=500, lost=5, days=later), seed=1)
    assert fine.day(good).chance < 0.2
    assert fine.week(good).chance > 0.8
    assert fine.week(good).offered[1] > 800 + fine.day(good).offered[1] - 300
    spoiled = draw(model, now, shapes[0], Rest(offered=500, lost=400), seed=1)
    assert spoiled.week(good).chance == 0.0


def some_days(count: int, calls: Sequence[int]) -> tuple[Plan, list[Day]]:
    days = [date(2026, 2, 2) + timedelta(days=n + 2 * (n // 5)) for n in range(count)]
    made = [Day(day, {20: calls[n % len(calls)]}) for n, day in enumerate(days)]
    return Plan(open_days=days), made


def learned(count: int, calls: Sequence[int]) -> Learned:
    plan, days = some_days(count, calls)
    return Learned(plan, days, {each: (18.0, 36.0) for each in plan.open_days})


def test_before_a_week_was_seen_nothing_is_told() -> None:
    assert not learned(ENOUGH_DAYS - 1, [100]).is_enough
    assert learned(ENOUGH_DAYS - 1, [100]).error is None
    assert learned(ENOUGH_DAYS, [100]).is_enough


def test_the_error_is_measured_beside_the_weekdays_mean_and_says_where_it_knows_no_better() -> None:
    few = learned(ENOUGH_DAYS + 3, [100, 120]).error
    assert few is not None
    assert few.days == 3
    assert not few.is_better  # on three days nobody can tell
    made = centre(500)
    many = Learned(made.plan, made.days, {}).error
    assert many is not None
    assert many.is_better
    assert 0.7 <= many.inside <= 0.9
    assert not Error(days=40, share=0.2, inside=0.8, weekday_share=0.2).is_better


def test_an_occasion_on_a_closed_day_begins_with_the_next_open_one() -> None:
    plan, days = some_days(10, [100])
    sunday = Occasion(date(2026, 2, 8), "mailing")
    assert plan.lag(date(2026, 2, 6), sunday) is None
    assert plan.lag(date(2026, 2, 9), sunday) == 0
    assert plan.lag(date(2026, 2, 11), sunday) == 2
    told = DayModel(replace(plan, occasions=[sunday]))
    plain = DayModel(plan)
    for day in days[:5]:
        told.learn(day)
        plain.learn(day)
    monday = days[5].day
    assert told.tell(monday).quantile(0.5) > 1.1 * plain.tell(monday).quantile(0.5)


def test_a_weekday_that_never_came_is_told_by_the_others() -> None:
    _, days = some_days(6, [100, 104, 96])
    saturday = date(2026, 2, 14)
    assert 80 < same_weekday(days, saturday) < 120


def test_how_callers_are_served_is_read_off_recent_days_and_mended_by_what_they_lost() -> None:
    seen = Served(
        answered=1_000, seat_s=200_000, waited_s=30_000, gave_up=100, hung_up=22, offered=1_100
    )
    past = [Staffed(offered=54, lost=18, seats=10.0)] * 40
    found = service_of(seen, past, wrap_up_s=30, lines=12, seats=9.5)
    assert found.handling_s == pytest.approx(230, abs=1)
    assert found.patience_s == pytest.approx(295, abs=5)
    assert found.early == pytest.approx(0.02, abs=0.001)
    assert found.factor == 3.0  # far more was lost than computed: bounded
    plain = service_of(Served(), [], wrap_up_s=30, lines=12, seats=10)
    assert (plain.handling_s, plain.patience_s, plain.factor) == (270.0, 120.0, 1.0)
