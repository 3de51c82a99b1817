"""What is handed out is whole: a wheel made from the source archive has all that is read."""

from __future__ import annotations

import os
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from pathlib import Path

import pytest

pytestmark = pytest.mark.integration

ROOT = Path(__file__).parents[2]
SCRIPTS = ("chart.js", "jssip.js", "wavesurfer.js")
"""Bundled from npm's packages, and kept out of git."""


def built(kind: str, source: Path, into: Path) -> Path:
    """Build the one archive of a kind."""
    command = (sys.executable, "-m", "hatchling", "build", "-t", kind, "-d", str(into))
    subprocess.run(command, cwd=source, check=True, capture_output=True)
    (made,) = into.glob("*.whl" if kind == "wheel" else "*.tar.gz")
    return made


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    """Build as somebody does who has the source archive alone: no git, no npm."""
    folder = tmp_path_factory.mktemp("package")
    with tarfile.open(built("sdist", ROOT, folder)) as archive:
        archive.extractall(folder / "source", filter="data")
    (source,) = (folder / "source").iterdir()
    return zipfile.ZipFile(built("wheel", source, folder))


def packages() -> list[str]:
    """Name the packages that are handed out."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    found: list[str] = project["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]
    return found


def test_every_file_of_the_program_is_in_the_wheel(wheel: zipfile.ZipFile) -> None:
    listed = subprocess.run(
        ("git", "ls-files", "-z", *packages()), cwd=ROOT, check=True, capture_output=True, text=True
    ).stdout.split("\0")
    wanted = {name for name in listed if name} | {f"agent_ui/static/{each}" for each in SCRIPTS}
    assert wanted - set(wheel.namelist()) == set()
    assert {"LICENSE", "NOTICE"} <= {Path(name).name for name in wheel.namelist()}


def test_what_was_installed_from_it_checks_its_campaign(
    wheel: zipfile.ZipFile, tmp_path: Path
) -> None:
    wheel.extractall(tmp_path / "installed")
    told = subprocess.run(
        (sys.executable, "-m", "app", "check", "--home", str(tmp_path / "home")),
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(tmp_path / "installed")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert told.returncode == 0, told.stdout + told.stderr
