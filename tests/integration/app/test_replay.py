"""A log lived through again: the same code decides the same, other code is shown where not."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from app.cli.main import COMMANDS
from app.errors import ReplayDiffers
from app.recovery import restore
from callcenter.record import Seen
from ivr_flows.interpreter import Interpreter
from tests.integration.app.small_campaign import (
    CAMPAIGN,
    FLOWS,
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
