"""The packages that a bare machine lacks: installed by who may, named to who may not."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

pytestmark = pytest.mark.unit

SCRIPT = Path(__file__).parent.parent / "scripts/system-packages"
LACKING = ("sip-tester", "postgresql")


@pytest.fixture
def machine(tmp_path: Path) -> Path:
    """Make a PATH on which some packages are installed, and nobody is root or has sudo."""
    tools = tmp_path / "bin"
    tools.mkdir()
    for name in ("bash", "env", "dirname"):
        found = shutil.which(name)
        assert found is not None
        (tools / name).symlink_to(found)
    installed = "case $3 in *) shift 2; for each; do case $each in "
    installed += "|".join(LACKING)
    installed += ") ;; *) printf 'installed=%s ' $each ;; esac; done ;; esac"
    for name, does in (
        ("id", "echo 1000"),
        ("uv", "exit 0"),
        ("npm", "exit 0"),
        ("dpkg-query", installed),
        ("apt-get", f"echo $@ >> {tmp_path}/asked"),
    ):
        (tools / name).write_text(f"#!/usr/bin/env bash\n{does}\n")
        (tools / name).chmod(0o755)
    return tmp_path


def asked_for(machine: Path, packages: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [SCRIPT, packages],
        env={"PATH": str(machine / "bin")},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
    )


def test_without_root_and_sudo_it_says_what_is_missing_and_stops(machine: Path) -> None:
    done = asked_for(machine, "all")
    assert done.returncode == 1
    assert done.stderr == (
        f"error: missing packages; please run as root: apt-get install {' '.join(LACKING)}\n"
    )
    assert not (machine / "asked").exists()


def test_a_sudo_that_wants_a_password_of_nobody_is_none(machine: Path) -> None:
    sudo = machine / "bin/sudo"
    sudo.write_text("#!/usr/bin/env bash\nexit 1\n")
    sudo.chmod(0o755)
    assert asked_for(machine, "all").returncode == 1
    assert not (machine / "asked").exists()


def test_through_sudo_what_is_missing_is_installed(machine: Path) -> None:
    sudo = machine / "bin/sudo"
    sudo.write_text('#!/usr/bin/env bash\n[ "$1" != -n ] || shift\nexec "$@"\n')
    sudo.chmod(0o755)
    (machine / "bin/true").symlink_to("/bin/true")
    done = asked_for(machine, "all")
    assert (done.returncode, done.stderr) == (0, "")
    update, install = (machine / "asked").read_text().splitlines()
    assert update == "-qq update"
    assert install.endswith(f" install {' '.join(LACKING)}")
