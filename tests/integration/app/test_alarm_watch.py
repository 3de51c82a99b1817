"""The office's alarms: raised at the campaign's thresholds, and gone by themselves."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from agent_ui.shown import Part
from app.alarm_watch import AlarmWatch, Seen, standing
from app.home import Home
from app.live import Live
from callcenter.commands import NoteDecision, RaiseAlarm
from callcenter.decision_commands import Decided
from callcenter.events import TimerFired
from callcenter.quality_events import LegMeasured
from callcenter.record import Record
from desk.duties import Complaint, Duties
from desk.rules import AlarmRules
from desk.unclosed import Unclosed
from tests.integration.app.small_campaign import CAMPAIGN, MORNING
from tests.unit.metrics.shipped import the_clients

pytestmark = pytest.mark.integration

AT = datetime(2026, 2, 2, 1, tzinfo=UTC)
CALM = Seen(
    at=AT,
    answer_rate=0.95,
    offered=100,
    oldest=AT - timedelta(seconds=60),
    misses={"seat-01": 2},
    bad=(),
    free_percent=10.0,
    backup_age_s=26 * 3_600.0,
    parts=(Part(name="asterisk", ok=True),),
    duties=None,
)
OPEN = Duties(
    at=AT,
    callbacks=0,
    callbacks_late=0,
    next_callback=None,
    complaints=(),
    escalations=0,
    tickets=0,
    tickets_late=0,
    dialled=0,
    lost_recordings=0,
)


def due(hours: float) -> Duties:
    at = AT + timedelta(hours=hours)
    return replace(OPEN, complaints=(Complaint(record="r1", due=at, is_untold=False),))


def unclosed_for(minutes: float) -> Duties:
    since = AT - timedelta(minutes=minutes)
    return replace(OPEN, unclosed=(Unclosed(since.date(), since),))


@pytest.mark.parametrize(
    ("seen", "alarm"),
    [
        (replace(CALM, answer_rate=0.919), ("answer_rate_low", "center")),
        (replace(CALM, oldest=AT - timedelta(seconds=61)), ("long_wait", "center")),
        (replace(CALM, misses={"seat-01": 3}), ("seat_misses", "seat-01")),
        (replace(CALM, bad=("seat-02",)), ("seat_quality", "seat-02")),
        (replace(CALM, free_percent=9.9), ("disk_low", "center")),
        (replace(CALM, backup_age_s=93_601.0), ("backup_old", "center")),
        (replace(CALM, parts=(Part(name="asterisk", ok=False),)), ("asterisk_gone", "center")),
        (replace(CALM, parts=(Part(name="database", ok=False),)), ("database_gone", "center")),
        (replace(CALM, duties=replace(OPEN, lost_recordings=1)), ("recording_lost", "center")),
        (replace(CALM, duties=due(3.9)), ("complaint_due", "center")),
        (replace(CALM, duties=unclosed_for(30)), ("day_not_closed", "center")),
    ],
)
def test_an_alarm_stands_from_its_threshold_on(seen: Seen, alarm: tuple[str, str]) -> None:
    assert list(standing(seen, AlarmRules())) == [alarm]


def test_a_calm_floor_has_none_and_a_morning_says_nothing_of_the_day() -> None:
    few = replace(CALM, answer_rate=0.0, offered=19)
    early = replace(CALM, duties=unclosed_for(29.9))
    for seen in (CALM, few, early, replace(CALM, duties=due(4))):
        assert list(standing(seen, AlarmRules())) == []


def test_0_turns_an_alarm_off() -> None:
    off = AlarmRules(
        answer_rate=0, wait_s=0, missed=0, disk_percent=0, complaint_s=0, backup_s=0, close_s=0
    )
    seen = replace(CALM, answer_rate=0.1, oldest=AT - timedelta(hours=1), misses={"a": 9})
    assert list(standing(replace(seen, free_percent=0.1, duties=due(0)), off)) == []
    assert list(standing(replace(seen, free_percent=0.1, duties=unclosed_for(99)), off)) == []


def test_alarms_come_onto_the_floor_and_go_by_themselves(tmp_path: Path) -> None:
    now, told = [MORNING], []
    live = Live(
        Home(tmp_path),
        campaign=CAMPAIGN,
        definition=the_clients(),
        lines=(),
        clock=lambda: now[0],
        version="0",
    )
    live.floor.show(RaiseAlarm(kind="seats_below_contract", subject="center", detail=""))
    rules = AlarmRules(disk_percent=0)
    watch = AlarmWatch(
        live, rules, disk=tmp_path, duties=lambda: None, changed=lambda: told.append(1)
    )
    missed = NoteDecision(call="c", decided=Decided.PASSED_OVER, rule="no_answer", seat="seat-01")
    for n in range(3):
        watch.heard(Record(n=n, event=TimerFired(at=MORNING, timer="t"), commands=(missed,)))
    bad = LegMeasured(
        at=MORNING,
        call="c",
        leg="c~1",
        seat="seat-02",
        loss_percent=7.0,
        jitter_ms=1.0,
        round_trip_ms=None,
    )
    watch.heard(Record(n=4, event=bad))
    watch.look(())
    watch.look(())
    ours = {("seat_misses", "seat-01"), ("seat_quality", "seat-02")}
    core = {("seats_below_contract", "center")}
    assert live.floor.alarms.keys() == ours | core
    assert b'madoguchi_alarms{kind="seat_misses"} 1.0' in live.numbers.render()
    watch.heard(Record(n=5, event=replace(bad, loss_percent=0.0)))
    watch.look(())
    assert ("seat_quality", "seat-02") not in live.floor.alarms
    now[0] += timedelta(minutes=61)
    watch.look(())
    assert live.floor.alarms.keys() == core
    assert len(told) == 3
