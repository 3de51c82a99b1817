"""The table of a guest's life: every cell."""

from __future__ import annotations

import pytest

from callcenter.errors import IllegalTransition
from callcenter.guest import TRANSITIONS, Guest, GuestHappening, GuestKind, GuestState
from tests.unit.callcenter.playbook import MONDAY

pytestmark = pytest.mark.unit


@pytest.mark.parametrize("state", GuestState)
@pytest.mark.parametrize("happening", GuestHappening)
def test_every_cell_of_the_table(state: GuestState, happening: GuestHappening) -> None:
    one = Guest(GuestKind.CONSULTED, "seat-02", "seat-02", "a~2", MONDAY, state=state)
    after = TRANSITIONS[state].get(happening)
    if after is not None:
        one.advance(happening)
        assert one.state is after
        return
    with pytest.raises(IllegalTransition) as caught:
        one.advance(happening)
    assert (caught.value.what, one.state) == ("guest a~2", state)
