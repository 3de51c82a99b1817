"""What is noted of a decision: large floors, and which rule keeps a caller waiting."""

from __future__ import annotations

import pytest

from callcenter import deciding
from callcenter.commands import NoteDecision
from callcenter.decision_commands import Decided
from callcenter.routing import Decision
from tests.unit.callcenter import contract
from tests.unit.callcenter.askings import of
from tests.unit.callcenter.happenings import arrives, heard
from tests.unit.callcenter.playbook import play

pytestmark = pytest.mark.unit


def test_of_a_large_floor_the_rest_is_counted() -> None:
    made = contract.center(contract.campaign(seats=50), ready=1)
    play(made, arrives("a"))
    (note,) = of(NoteDecision, play(made, heard("a~p1")))
    assert note.decided is Decided.OFFERED
    assert "seat-01" not in {each.seat for each in note.considered}
    assert (len(note.considered), note.others) == (deciding.MOST - 1, 50 - deciding.MOST)


@pytest.mark.parametrize(
    ("seat", "room", "owed", "rule"),
    [
        (None, 3, 0, "no_free_seat"),
        ("seat-01", 0, 0, "seat_cap"),
        ("seat-01", 1, 2, "callbacks_first"),
    ],
)
def test_the_rule_that_keeps_a_caller_waiting(
    seat: str | None, room: int, owed: int, rule: str
) -> None:
    decision = Decision(seat, (), "general", 1)
    assert deciding.waiting_rule(decision, room=room, owed=owed) == rule
