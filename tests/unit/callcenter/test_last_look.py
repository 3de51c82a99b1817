"""In the moment before dialling: what changed while the seat's phone rang is seen."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from callcenter import commands
from callcenter.center import Center
from callcenter.commands import CloseDial, Command, DialCitizen
from callcenter.contact import ContactState
from callcenter.events import CallbackPromised, Cause, OutboundPaused
from callcenter.seat import SeatState
from tests.unit.callcenter import contract
from tests.unit.callcenter.askings import of
from tests.unit.callcenter.happenings import confirmed, dials, leg_ends, picks_up, sit
from tests.unit.callcenter.playbook import MONDAY, NOW, play
from tests.unit.callcenter.test_outbound import OUT, offered, offers, started, switched

pytestmark = pytest.mark.unit

LEG = f"{OUT}~1"
LATE = contract.local("2026-02-03T17:44:51")


def ringing(at: datetime = MONDAY, lasts: timedelta = timedelta(hours=1)) -> Center:
    """The office has confirmed `c1`, and the seat's phone rings."""
    center = started(ready=1)
    contact = offered(due=at, latest=at + lasts)
    play(center, offers(contact), confirmed(OUT), at=at)
    assert center.state.seats["seat-01"].state is SeatState.RINGING
    return center


def _told(center: Center, *happens: object, at: datetime) -> list[Command]:
    """Give all commands of some happenings."""
    return [each for one in happens for each in play(center, one, at=at)]  # type: ignore[arg-type]


def called_off(center: Center, *happens: object, at: datetime) -> str:
    """Something happens while it rings; gives why nobody was dialled, empty if somebody was."""
    asked = _told(center, *happens, picks_up(LEG), at=at)
    if of(DialCitizen, asked):
        return ""
    assert of(commands.CancelLeg, asked) == [commands.CancelLeg(call=OUT, leg=LEG)]
    asked = _told(center, picks_up(LEG), leg_ends(LEG, Cause.NORMAL), at=at)
    assert not of(DialCitizen, asked)
    (filed,) = of(CloseDial, asked)
    assert (filed.result, filed.dialled_at) == ("cancelled", None)
    assert center.state.seats["seat-01"].state is SeatState.READY
    assert not center.state.contacts
    return filed.detail


@pytest.mark.parametrize(("later_s", "why"), [(5, ""), (17, "out_of_hours")])
def test_a_seat_that_picks_up_after_hours_dials_nobody(later_s: int, why: str) -> None:
    assert called_off(ringing(LATE), at=LATE + timedelta(seconds=later_s)) == why


@pytest.mark.parametrize(
    ("happens", "why"),
    [
        (confirmed(OUT, is_due=False), "withdrawn"),
        (switched(False), "calling_stopped"),
        (OutboundPaused(at=NOW, by="sv-1"), "calling_stopped"),
    ],
)
def test_what_is_withdrawn_or_stopped_while_the_seat_rings_is_not_dialled(
    happens: object, why: str
) -> None:
    assert called_off(ringing(), happens, at=MONDAY + timedelta(seconds=10)) == why


def test_a_lease_that_ends_while_the_seat_rings_is_ours_no_more() -> None:
    center = ringing(lasts=timedelta(seconds=15))
    assert called_off(center, at=MONDAY + timedelta(seconds=16)) == "lease_over"


def test_an_agents_dial_of_a_contact_is_called_off_as_ours_is() -> None:
    center = started(ready=1)
    play(center, dials(OUT, person="p-c1", contact="c1"))
    gone = confirmed(OUT, is_due=False)
    assert called_off(center, gone, at=MONDAY + timedelta(seconds=10)) == "withdrawn"


def test_what_the_office_says_after_the_number_was_dialled_ends_no_call() -> None:
    center = ringing()
    asked = _told(center, picks_up(LEG), confirmed(OUT, is_due=False), at=MONDAY)
    assert of(DialCitizen, asked)
    assert not of(commands.CancelLeg, asked)


def test_a_callback_whose_seat_picks_up_after_closing_stays_promised() -> None:
    center = contract.center(ready=1)
    due = contract.local("2026-02-03T17:59:50")
    promise = CallbackPromised(at=NOW, by="op", callback="b", person="p", due=due, owner="op")
    play(center, sit(op="seat-01"), promise, at=due)
    closed = due + timedelta(seconds=12)
    assert not of(DialCitizen, play(center, picks_up("out.b.1~1"), at=closed))
    play(center, leg_ends("out.b.1~1", Cause.NORMAL), at=closed)
    assert center.state.contacts["b"].state is ContactState.DUE
    assert center.state.contacts["b"].tries == 0
