"""An executor on an Asterisk that does as the test says."""

from __future__ import annotations

from pathlib import Path

import pytest

from callcenter.events import Event
from telephony.command_jobs import CommandJobs
from telephony.executor import Executor
from telephony.leases import Leases
from tests.unit.telephony.scripted import AT, Book, ScriptedAri


@pytest.fixture
def ari() -> ScriptedAri:
    return ScriptedAri()


@pytest.fixture
def reported() -> list[Event]:
    return []


@pytest.fixture
def doubts() -> list[str]:
    return []


@pytest.fixture
def leases(ari: ScriptedAri) -> Leases:
    return Leases(ari)


@pytest.fixture
def executor(
    ari: ScriptedAri, leases: Leases, reported: list[Event], doubts: list[str]
) -> Executor:
    return Executor(
        ari=ari,
        jobs=CommandJobs(app=ari.app, people=Book(), sounds=Path("/s"), clock=lambda: AT),
        leases=leases,
        report=reported.append,
        doubt=lambda: doubts.append(ari.sent[-1]),
    )
