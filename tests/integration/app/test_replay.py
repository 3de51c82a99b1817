"""A log lived through again: the same code decides the same, other code is shown where not."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from app.cli.main import COMMANDS
from app.errors import ReplayDiffers
from app.recovery import restore
from callcenter.events import AsteriskLost, AsteriskMet, CallArrived
from callcenter.record import Seen
from ivr_flows.interpreter import Interpreter
from storage.people import People
from telephony.callers import Callers, Told
from tests.integration.app.small_campaign import (
    CAMPAIGN,
    FLOWS,
    LINE,
    MORNING,
    events_of_a_morning,
    home_with,
    live_through,
)

pytestmark = pytest.mark.integration


def replay(file: Path, *options: str) -> tuple[int, str, BaseException | None]:
    done = CliRunner().invoke(COMMANDS, ["replay", str(file), *options])
    return done.exit_code, done.stdout, done.exception


def log_of(folder: Path) -> Path:
    return next(iter(sorted((folder / "log").glob("*.jsonl"))))


def falsify(file: Path) -> None:
    """Change one decision in the log."""
    text = file.read_text()
    assert '"state":"waiting"' in text
    file.write_text(text.replace('"state":"waiting"', '"state":"joining"', 1))


def test_the_same_code_decides_the_same(tmp_path: Path) -> None:
    home_with(tmp_path / "home", events_of_a_morning())
    status, printed, _ = replay(log_of(tmp_path / "home"))
    assert status == 0
    assert printed.splitlines()[-1] == "6 records, 0 differ (the same code)"
    assert "2  2026-02-02T10:00:01.000+09:00  ReadyPressed seat=seat-01 by=test" in printed
    assert "    CloseCall call=c1" in printed


def told_by(number: str, privacy: str = "") -> Told:
    headers = {"MDG_EXTEN": LINE, "MDG_PRIVACY": privacy}
    return Told(
        name="PJSIP/carrier-00000001", caller_number=number, caller_name="", headers=headers
    )


def after(seconds: int) -> datetime:
    return MORNING + timedelta(seconds=seconds)


def test_a_replay_gives_the_same_commands_after_the_callers_are_erased(tmp_path: Path) -> None:
    first, other = "0312345678", "0398765432"
    with People(tmp_path / "people.db", secrets.token_bytes(32), clock=lambda: MORNING) as people:
        callers = Callers(people=people, trunks={}, lines=[LINE])

        def arrives(call: str, seconds: int, number: str, privacy: str = "") -> CallArrived:
            who = callers.read(told_by(number, privacy))
            return CallArrived(
                at=after(seconds),
                call=call,
                line=who.line,
                caller=who.caller,
                withheld=who.withheld,
            )

        happened = [
            *events_of_a_morning()[:2],
            *(arrives("c0", 10, first), arrives("c1", 11, other), arrives("c2", 12, other, "id")),
            AsteriskLost(at=after(20)),
            AsteriskMet(at=after(30), started="later"),
            arrives("c3", 40, first),  # who was cut off comes first
        ]
        home, center = home_with(tmp_path / "home", happened)
        before = replay(log_of(home.folder))
        assert people.flush(5)
        erased = [people.find(f"+81{number[1:]}") for number in (first, other)]
        assert all(person and people.erase(person) for person in erased)
        assert [people.number_of(person or "") for person in erased] == [None, None]
    assert center.state.calls["c3"].priority < 0
    assert replay(log_of(home.folder)) == before
    assert before[1].splitlines()[-1] == "8 records, 0 differ (the same code)"
    assert not any(each[1:] in log_of(home.folder).read_text() for each in (first, other))


def test_a_log_that_the_same_code_would_not_write_is_refused(tmp_path: Path) -> None:
    home_with(tmp_path / "home", events_of_a_morning())
    falsify(log_of(tmp_path / "home"))
    status, printed, raised = replay(log_of(tmp_path / "home"), "--quiet")
    assert status == 1
    assert isinstance(raised, ReplayDiffers)
    assert "  - ShowCall call=c0 state=joining" in printed
    assert "  + ShowCall call=c0 state=waiting" in printed


def test_other_codes_decisions_are_listed_and_accepted(tmp_path: Path) -> None:
    home_with(tmp_path / "home", events_of_a_morning(), source="other")
    falsify(log_of(tmp_path / "home"))
    status, printed, _ = replay(log_of(tmp_path / "home"), "--quiet")
    assert status == 0
    assert printed.splitlines()[-1] == "6 records, 1 differ (other code)"


def test_a_new_controller_begins_where_the_dead_one_stopped(tmp_path: Path) -> None:
    home, center = home_with(tmp_path / "home", events_of_a_morning())
    restored = restore(home.log, CAMPAIGN, Interpreter(FLOWS))
    assert restored.center.state == center.state
    assert restored.last_n == 6
    assert restored.tokens == {"t1": Seen(2)}


def test_every_later_file_is_enough_by_itself(tmp_path: Path) -> None:
    home, center = home_with(tmp_path / "home", events_of_a_morning()[:4])
    campaign = next(iter(home.versions.glob("?" * 64 + ".json"))).stem
    live_through(home, events_of_a_morning()[4:], campaign, center=center, last_n=4)
    for file in sorted(home.log.glob("*.jsonl")):
        assert replay(file)[0] == 0
    assert restore(home.log, CAMPAIGN, Interpreter(FLOWS)).last_n == 6


def test_an_empty_home_begins_with_nothing(tmp_path: Path) -> None:
    restored = restore(tmp_path, CAMPAIGN, Interpreter(FLOWS))
    assert restored.last_n == 0
    assert restored.center.state.calls == {}
