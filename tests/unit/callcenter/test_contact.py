"""The life of who is to be called, cell by cell."""

from __future__ import annotations

from dataclasses import asdict
from datetime import timedelta

import pytest

from callcenter.contact import TRANSITIONS, Contact, ContactHappening, ContactState, Kind
from callcenter.errors import IllegalTransition
from tests.unit.callcenter.playbook import MONDAY

pytestmark = pytest.mark.unit

LATER = MONDAY + timedelta(seconds=9)
LEGAL = {
    tuple(each.split())
    for each in (
        "due reserved reserved",
        "due dialled dialled",
        "due cancelled cancelled",
        "reserved given_back due",
        "reserved dialled dialled",
        "reserved cancelled cancelled",
        "dialled reached reached",
        "dialled missed due",
        "dialled given_up given_up",
        "dialled cancelled cancelled",
    )
}


@pytest.mark.parametrize("state", ContactState)
@pytest.mark.parametrize("happening", ContactHappening)
def test_every_cell_of_the_table(state: ContactState, happening: ContactHappening) -> None:
    one = Contact(
        id="c", kind=Kind.DEFICIENCY, person="p", skill="", due=MONDAY, state=state, since=MONDAY
    )
    after = {to for begun, happened, to in LEGAL if (begun, happened) == (state, happening)}
    if after:
        one.advance(happening, LATER)
        assert ({one.state}, one.since) == (after, LATER)
        return
    before = asdict(one)
    with pytest.raises(IllegalTransition):
        one.advance(happening, LATER)
    assert asdict(one) == before


def test_every_state_has_its_row() -> None:
    assert list(TRANSITIONS) == list(ContactState)
