"""What every test rests on: each file says which category it is of; ports never collide.

Nothing here hides a failure: no retries, no skips, no warning filters.
"""

from __future__ import annotations

import os
import random
import socket
from collections.abc import Callable, Generator, Iterator
from pathlib import Path

import pytest

from scripts.slow_tests import slow
from tests.traces import FAILED

ROOT = Path(__file__).parent.parent
CATEGORIES = ("unit", "integration", "asterisk", "browser")
"""What a test may need; the words are explained in pyproject.toml's markers."""

PORTS_PER_WORKER = 2_000
FIRST_PORT = 12_000
"""Below 32768, where Linux takes the ports of outgoing connections from."""


class CategorisedFile(pytest.Module):
    """A test file that must say what it needs before any of its tests is taken."""

    def collect(self) -> Iterator[pytest.Item | pytest.Collector]:
        """Collect the tests.

        Raises:
            CollectError: the file declares no category, or more than one.
        """
        _ = self.obj  # its import is what fills own_markers
        declared = sorted({mark.name for mark in self.own_markers} & set(CATEGORIES))
        if len(declared) != 1:
            raise self.CollectError(
                f"{self.path.name} declares {' and '.join(declared) or 'no category'}; write one "
                f"of these after its imports: "
                + ", ".join(f"pytestmark = pytest.mark.{name}" for name in CATEGORIES)
            )
        yield from super().collect()


def pytest_pycollect_makemodule(
    module_path: Path, parent: pytest.Collector
) -> CategorisedFile | None:
    """Read every test file as one that declares its category."""
    made: CategorisedFile = CategorisedFile.from_parent(parent, path=module_path)
    return made


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what `tests/slow.toml` names, before `-m` chooses."""
    files = {ROOT / path: each for path, each in slow().items()}
    for item in items:
        if (file := files.get(item.path)) is not None and file.names(item.name):
            item.add_marker(pytest.mark.slow)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Note on a test, and on the file of which it is, that it failed, before their fixtures end."""
    report = yield
    if call.when == "call" and report.failed:
        for node in item.listchain():
            node.stash[FAILED] = True
    return report


@pytest.fixture(scope="session")
def free_port(worker_id: str) -> Callable[[], int]:
    """Give ports of 127.0.0.1 that are free for TCP and UDP, none of them twice.

    Workers draw from ranges of their own, so that what is free now is still free when used.
    """
    worker = int(worker_id.removeprefix("gw")) if worker_id != "master" else os.getpid() % 8
    first = FIRST_PORT + worker % 8 * PORTS_PER_WORKER
    candidates = list(range(first, first + PORTS_PER_WORKER))
    random.shuffle(candidates)

    def take() -> int:
        while True:
            port = candidates.pop()
            if _is_free(port, socket.SOCK_STREAM) and _is_free(port, socket.SOCK_DGRAM):
                return port

    return take


def _is_free(port: int, kind: socket.SocketKind) -> bool:
    with socket.socket(socket.AF_INET, kind) as trial:
        try:
            trial.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
