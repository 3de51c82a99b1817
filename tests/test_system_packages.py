"""The packages that a bare machine lacks: installed by who may, named to who may not."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

pytestmark = pytest.mark.unit

SCRIPT = Path(__file__).parent.parent / "scripts/system-packages"
LACKING = ("sip-tester", "postgresql")
RUN = ("flite", "baresip-core", "libpango-1.0-0")
"""Of each kind that `make run` wants, one."""


@pytest.fixture
def machine(tmp_path: Path) -> Path:
    """Make a PATH on which some packages are installed, and nobody is root or has sudo."""
    return made(tmp_path, LACKING)


def made(tmp_path: Path, lacking: tuple[str, ...], *, system: str = "debian") -> Path:
    """Make such a PATH, on which these packages are not installed."""
    (tmp_path / "os-release").write_text(f"NAME='This (machine)'\nID={system}\n")
    tools = tmp_path / "bin"
    tools.mkdir()
    for name in ("bash", "env", "dirname"):
        found = shutil.which(name)
        assert found is not None
        (tools / name).symlink_to(found)
    installed = "case $3 in *) shift 2; for each; do case $each in "
    installed += "|".join(lacking)
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


def give_sudo(machine: Path) -> None:
    """Let whoever asks be root."""
    sudo = machine / "bin/sudo"
    sudo.write_text('#!/usr/bin/env bash\n[ "$1" != -n ] || shift\nexec "$@"\n')
    sudo.chmod(0o755)
    (machine / "bin/true").symlink_to("/bin/true")


def asked_for(machine: Path, packages: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [SCRIPT, packages],
        env={"PATH": str(machine / "bin"), "OS_RELEASE": str(machine / "os-release")},
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
    give_sudo(machine)
    done = asked_for(machine, "all")
    assert (done.returncode, done.stderr) == (0, "")
    update, install = (machine / "asked").read_text().splitlines()
    assert update == "-qq update"
    assert install.endswith(f" install {' '.join(LACKING)}")


def test_run_through_sudo_installs_the_voice_the_phones_and_the_papers(tmp_path: Path) -> None:
    machine = made(tmp_path, RUN)
    give_sudo(machine)
    done = asked_for(machine, "run")
    assert (done.returncode, done.stderr) == (0, "")
    _, install = (machine / "asked").read_text().splitlines()
    assert install.endswith(f" install {' '.join(RUN)}")


def test_run_without_the_voice_stops_and_without_the_rest_goes_on(tmp_path: Path) -> None:
    done = asked_for(made(tmp_path, RUN), "run")
    assert done.returncode == 1
    assert done.stderr == "error: missing packages; please run as root: apt-get install flite\n"
    (tmp_path / "other").mkdir()
    done = asked_for(made(tmp_path / "other", RUN[1:]), "run")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("note: ")
    assert done.stdout.endswith(f" apt-get install {' '.join(RUN[1:])}\n")


def test_on_ubuntu_who_tests_brings_the_browser(tmp_path: Path) -> None:
    machine = made(tmp_path, ("postgresql", "chromium"), system="ubuntu")
    give_sudo(machine)
    done = asked_for(machine, "all")
    assert (done.returncode, done.stderr) == (0, "")
    _, install = (machine / "asked").read_text().splitlines()
    assert install.endswith(" install postgresql")
    assert "until a chromium is on the PATH" in done.stdout
    (machine / "bin/chromium").symlink_to("/bin/true")
    assert "chromium" not in asked_for(machine, "all").stdout


@pytest.mark.parametrize("package", ["promtool", "prometheus"])
def test_promtool_comes_out_of_the_package_that_has_it(tmp_path: Path, package: str) -> None:
    (tmp_path / "usr/bin").mkdir(parents=True)
    (tmp_path / "usr/bin/promtool").write_text("#!/bin/sh\n")
    tools = tmp_path / "bin"
    tools.mkdir()
    for name, does in (
        ("apt-cache", f"[ {package} = promtool ]"),
        ("apt-get", f'[ "${{@: -1}}" = {package} ] && touch {package}_1_amd64.deb'),
        ("dpkg-deb", f"[ -e {package}_1_amd64.deb ] && tar -C {tmp_path} -c ./usr/bin/promtool"),
    ):
        (tools / name).write_text(f"#!/usr/bin/env bash\n{does}\n")
        (tools / name).chmod(0o755)
    for name in ("bash", "env", "mkdir", "mktemp", "chmod", "tar", "touch", "mv", "rm"):
        (tools / name).symlink_to(shutil.which(name) or name)
    subprocess.run(
        [SCRIPT.with_name("get-promtool")],
        env={"PATH": str(tools), "MADOGUCHI_CACHE": str(tmp_path / "cache")},
        check=True,
    )
    assert (tmp_path / "cache/promtool").read_text() == "#!/bin/sh\n"
