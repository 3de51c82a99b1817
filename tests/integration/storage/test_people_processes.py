"""The people's store as controller and office use it: two processes, one file, kill -9."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from storage.people import People

pytestmark = pytest.mark.integration

ROOT = Path(__file__).parents[3]
KEY = bytes(range(32))
NUMBER = "+819012345678"

CONTROLLER = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from storage.people import People

people = People(Path(sys.argv[1]), bytes(range(32)), clock=lambda: datetime(2026, 2, 2, tzinfo=UTC))
print("ready", flush=True)
for line in sys.stdin:
    person = people.id_of(line.strip())
    people.flush(5.0)
    print(person, flush=True)
people.close()
"""


@contextmanager
def controller(path: Path) -> Iterator[subprocess.Popen[str]]:
    """A process that answers each number on its input with the number's id, once it is written."""
    process = subprocess.Popen(
        [sys.executable, "-c", CONTROLLER, str(path)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with process:
        yield process
        process.stdin.close()  # type: ignore[union-attr]


def say(process: subprocess.Popen[str], line: str) -> None:
    assert process.stdin is not None
    process.stdin.write(line + "\n")
    process.stdin.flush()


def hear(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def people(path: Path) -> People:
    return People(path, KEY, clock=lambda: datetime(2026, 2, 2, tzinfo=UTC))


def test_processes_that_make_the_file_at_once_share_it(tmp_path: Path) -> None:
    path = tmp_path / "people.db"
    started = [
        subprocess.Popen(
            [sys.executable, "-c", CONTROLLER, str(path)],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(4)
    ]
    ids = [process.communicate(NUMBER)[0].split()[-1] for process in started]
    assert [process.returncode for process in started] == [0] * 4
    with people(path) as office:
        assert {office.number_of(each) for each in ids} == {NUMBER}


def test_an_id_minted_by_a_running_controller_resolves_in_the_office(tmp_path: Path) -> None:
    path = tmp_path / "people.db"
    with controller(path) as running:
        assert hear(running) == "ready"
        with people(path) as office:
            say(running, NUMBER)
            assert office.number_of(hear(running)) == NUMBER


def test_a_written_id_survives_the_controllers_sudden_death(tmp_path: Path) -> None:
    path = tmp_path / "people.db"
    with controller(path) as running:
        assert hear(running) == "ready"
        say(running, NUMBER)
        person = hear(running)
        running.send_signal(signal.SIGKILL)
    with people(path) as office:
        assert office.number_of(person) == NUMBER
        assert office.id_of(NUMBER) == person


def test_the_controller_loads_no_orm_with_the_store() -> None:
    heavy = ("sqlmodel", "sqlalchemy", "pydantic", "aiosqlite", "asyncpg", "alembic")
    loaded = subprocess.run(
        [sys.executable, "-c", "import storage.people, storage.keys, sys; print(*sys.modules)"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()
    assert "storage.people" in loaded
    assert not {name.partition(".")[0] for name in loaded} & set(heavy)
