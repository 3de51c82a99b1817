"""The office's alarms: raised at the campaign's thresholds, and gone by themselves."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from agent_ui.floor_room import Voice
from agent_ui.shown import Part
from app.alarm_watch import AlarmWatch, Seen, standing
from app.alarms_kept import write_alarms
from app.home import Home
from app.live import Live
from app.voices import Voices
from callcenter.commands import NoteDecision, RaiseAlarm, ShowSeat
from callcenter.decision_commands import Decided
from callcenter.events import TimerFired
from callcenter.quality_events import LegMeasured
from callcenter.record import Record
from desk.duties import Complaint, Duties
from desk.not_imported import NotImported
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
    lost_recordings=(),
)
NONE = NotImported(AT, last=None, is_last=True)
FIRST = NotImported(AT, last=None, is_last=False)


def due(hours: float) -> Duties:
    at = AT + timedelta(hours=hours)
    return replace(
        OPEN, complaints=(Complaint(record="r1", due=at, written_at=AT, is_untold=False),)
    )


def unclosed_for(minutes: float) -> Duties:
    since = AT - timedelta(minutes=minutes)
    return replace(OPEN, unclosed=(Unclosed(since.date(), since),))


@pytest.mark.parametrize(
    ("seen", "alarm"),
    [
        (replace(CALM, answer_rate=0.919), ("answer_rate_low", "center")),
        (replace(CALM, oldest=AT - timedelta(seconds=61)), ("long_wait", "center")),
        (replace(CALM, misses={"seat-01": 3}), ("seat_misses", "seat-01")),
        (replace(CALM, free_percent=9.9), ("disk_low", "center")),
        (replace(CALM, unregistered=("network",)), ("trunk_unregistered", "network")),
        (replace(CALM, quiet_since=AT - timedelta(hours=2)), ("no_calls", "center")),
        (replace(CALM, backup_age_s=93_601.0), ("backup_old", "center")),
        (replace(CALM, parts=(Part(name="asterisk", ok=False),)), ("asterisk_gone", "center")),
        (replace(CALM, parts=(Part(name="database", ok=False),)), ("database_gone", "center")),
        (replace(CALM, unsound={"c7"}), ("recording_lost", "c7")),
        (replace(CALM, duties=due(3.9)), ("complaint_due", "center")),
        (replace(CALM, duties=unclosed_for(30)), ("day_not_closed", "center")),
        (replace(CALM, duties=replace(OPEN, not_imported=NONE)), ("not_imported", "center")),
    ],
)
def test_an_alarm_stands_from_its_threshold_on(seen: Seen, alarm: tuple[str, str]) -> None:
    assert list(standing(seen, AlarmRules(quiet_s=7_200))) == [alarm]


def test_a_calm_floor_has_none_and_a_morning_says_nothing_of_the_day() -> None:
    few = replace(CALM, answer_rate=0.0, offered=19)
    early = replace(CALM, duties=unclosed_for(29.9))
    quiet = replace(CALM, quiet_since=AT - timedelta(hours=23))  # it is off unless asked for
    reminded = replace(CALM, duties=replace(OPEN, not_imported=FIRST))
    for seen in (CALM, few, early, quiet, reminded, replace(CALM, duties=due(4))):
        assert list(standing(seen, AlarmRules())) == []


def test_what_was_not_asked_yet_is_no_trouble() -> None:
    parts = (Part(name="database", ok=False, is_known=False),)
    assert list(standing(replace(CALM, parts=parts), AlarmRules())) == []


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
        live,
        rules,
        home=Home(tmp_path),
        duties=lambda: None,
        unregistered=tuple,
        changed=lambda: told.append(1),
    )
    missed = NoteDecision(call="c", decided=Decided.PASSED_OVER, rule="no_answer", seat="seat-01")
    for n in range(3):
        watch.heard(Record(n=n + 1, event=TimerFired(at=MORNING, timer="t"), commands=(missed,)))
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


class _Offices:
    """Offices of one home, one after the other."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.now = MORNING
        self.duties: Duties | None = None
        self.told = 0

    def begin(self) -> tuple[Live, AlarmWatch]:
        """Begin an office with what the one before kept."""
        live = Live(
            Home(self.home),
            campaign=CAMPAIGN,
            definition=the_clients(),
            lines=(),
            clock=lambda: self.now,
            version="0",
        )
        watch = AlarmWatch(
            live,
            AlarmRules(disk_percent=0),
            home=Home(self.home),
            duties=lambda: self.duties,
            unregistered=tuple,
            changed=self._changed,
        )
        for alarm in watch.standing():
            live.floor.show(alarm)
        return live, watch

    def _changed(self) -> None:
        self.told += 1


def test_after_a_restart_no_alarm_is_raised_anew_or_forgets_since_when_it_stands(
    tmp_path: Path,
) -> None:
    offices, note = _Offices(tmp_path), NoteDecision
    missed = note(call="c", decided=Decided.PASSED_OVER, rule="no_answer", seat="seat-01")
    records = [
        Record(n=n, event=TimerFired(at=MORNING, timer="t"), commands=(missed,))
        for n in range(1, 4)
    ]
    first, watch = offices.begin()
    offices.duties = due(1)
    for each in records[:2]:
        watch.heard(each)
    watch.look(())
    assert first.floor.alarms.keys() == {("complaint_due", "center")}
    write_alarms(tmp_path / "alarms.json", watch.to_keep())
    offices.now, offices.duties, offices.told = MORNING + timedelta(minutes=5), None, 0
    second, watch = offices.begin()
    since = [each.since for each in second.floor.alarms.values()]
    assert since == [MORNING]  # at once, before anything was looked at
    watch.look(())  # the database does not answer yet
    assert (list(second.floor.alarms), offices.told) == ([("complaint_due", "center")], 0)
    for each in records:  # the log is read from its last header on
        watch.heard(each)
    watch.look(())
    assert list(second.floor.alarms) == [("complaint_due", "center"), ("seat_misses", "seat-01")]
    offices.duties = OPEN
    watch.look(())
    assert list(second.floor.alarms) == [("seat_misses", "seat-01")]


def test_an_office_that_cannot_read_what_is_kept_finds_its_alarms_anew(tmp_path: Path) -> None:
    (tmp_path / "alarms.json").write_text("{half")
    assert list(_Offices(tmp_path).begin()[1].standing()) == []


@pytest.mark.parametrize(
    ("told", "alarms"),
    [
        ([Voice(loss_percent=30, jitter_ms=5, silent_s=0)], []),
        ([Voice(loss_percent=9, jitter_ms=5, silent_s=0)] * 2, ["seat_quality"]),
        ([Voice(loss_percent=4, jitter_ms=5, silent_s=29)] * 3, []),
        ([Voice(loss_percent=0, jitter_ms=90, silent_s=0)] * 2, ["seat_quality"]),
        ([Voice(loss_percent=0, jitter_ms=5, silent_s=30)], ["seat_silent"]),
        (
            [Voice(loss_percent=50, jitter_ms=5, silent_s=0)] * 3
            + [Voice(loss_percent=0, jitter_ms=5, silent_s=0)] * 3,
            [],
        ),
    ],
)
def test_what_a_page_measures_is_an_alarm_in_mid_talk(told: list[Voice], alarms: list[str]) -> None:
    voices, off = Voices(AlarmRules()), Voices(AlarmRules(loss_percent=0, jitter_ms=0, silent_s=0))
    for each in told:
        for one in (voices, off):
            one.heard("seat-02", each, AT)
    assert list(voices.standing(AT)) == [(kind, "seat-02") for kind in alarms]
    assert list(voices.standing(AT + timedelta(seconds=16))) == []  # the talk is over
    assert list(off.standing(AT)) == []


def test_a_talk_without_sound_alarms_at_once_and_until_the_rows_have_it(tmp_path: Path) -> None:
    """Each such call is an alarm of its own, and is never over and raised anew."""
    offices = _Offices(tmp_path)
    live, watch = offices.begin()
    talk = ShowSeat(
        seat="seat-01",
        state="talking",
        since=MORNING,
        reason="",
        call="c1",
        registered=True,
        unrecorded="failed",
    )
    stood: list[set[str]] = []

    def look(*seats: ShowSeat, after_s: float = 0, found: Duties | None = None) -> None:
        offices.now += timedelta(seconds=after_s)
        offices.duties = found and replace(found, at=offices.now)
        for each in seats:
            live.floor.show(each)
        watch.look(())
        stood.append({call for _, call in live.floor.alarms})

    quiet = replace(talk, seat="seat-02", call="c2", unrecorded="unasked")
    look(talk, quiet, found=OPEN)
    look(replace(talk, state="wrap_up", call=None, unrecorded=""), after_s=3, found=OPEN)
    look(after_s=9, found=replace(OPEN, lost_recordings=("c1",)))
    look(replace(talk, call="c3"), found=replace(OPEN, lost_recordings=("c1",)))
    assert stood == [{"c1"}, {"c1"}, {"c1"}, {"c1", "c3"}]
    assert b'madoguchi_alarms{kind="recording_lost"} 2.0' in live.numbers.render()
    assert offices.told == 2
