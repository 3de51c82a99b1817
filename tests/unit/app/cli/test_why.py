from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from app.cli.why import as_plain
from callcenter.commands import NoteDecision
from callcenter.decision_commands import Considered, Decided

pytestmark = pytest.mark.unit


def test_a_decision_is_told_to_programs_with_every_seat_that_was_considered() -> None:
    busy = Considered(seat="seat-02", reason="talking", since=datetime(2026, 2, 2, 1, tzinfo=UTC))
    decision = NoteDecision(
        call="a", decided=Decided.OFFERED, rule="longest_idle", seat="seat-01", considered=(busy,)
    )
    told = json.loads(json.dumps(as_plain(decision, "Asia/Tokyo")))
    assert (told["decided"], told["rule"], told["seat"]) == ("offered", "longest_idle", "seat-01")
    (considered,) = told["considered"]
    assert (considered["seat"], considered["reason"]) == ("seat-02", "talking")
    assert considered["since"].startswith("2026-02-02T10:00:00")
