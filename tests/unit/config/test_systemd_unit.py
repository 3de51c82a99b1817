"""The shipped systemd unit: what it must say so that no restart cuts a call."""

from __future__ import annotations

import shutil
import subprocess
from configparser import ConfigParser
from pathlib import Path

import pytest

pytestmark = pytest.mark.unit

UNIT = Path(__file__).parents[3] / "config" / "systemd" / "madoguchi.service"


@pytest.fixture
def service() -> dict[str, str]:
    read = ConfigParser(interpolation=None)
    read.optionxform = str  # type: ignore[assignment,method-assign]
    read.read(UNIT)
    return dict(read["Service"])


def test_asterisk_outlives_the_supervisor_and_the_supervisor_comes_back(
    service: dict[str, str],
) -> None:
    assert service["KillMode"] == "process"
    assert service["Restart"] == "always"
    assert service["RestartPreventExitStatus"] == "0"
    assert float(service["TimeoutStopSec"]) >= 20


def test_a_reload_takes_over_and_a_start_does_not(service: dict[str, str]) -> None:
    assert service["ExecReload"] == f"{service['ExecStart']} --take-over"


def test_the_system_is_kept_from_it() -> None:
    """Offline, on systemd's own scale: 10.0 is everything, and what exceeds the threshold fails."""
    analyze = shutil.which("systemd-analyze")
    if analyze is None:
        pytest.fail("systemd-analyze is missing: apt-get install systemd")
    command = (analyze, "security", "--offline=true", "--threshold=20", str(UNIT))
    judged = subprocess.run(command, capture_output=True, text=True, check=False)
    assert judged.returncode == 0, judged.stdout[-200:]


def test_it_holds_no_secret() -> None:
    text = UNIT.read_text().lower()
    assert not any(word in text for word in ("password", "token", "_key="))
