"""Any order of events from the midst of a talk on, to which others of the staff come."""

from __future__ import annotations

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import initialize, rule

from callcenter.guest_wishes import Watch
from callcenter.seat import SeatState
from tests.unit.callcenter import happenings as say
from tests.unit.callcenter.test_properties import SEATS, Days, assert_rules_hold

pytestmark = pytest.mark.unit


class Talks(Days):
    """Some days, from the midst of a talk on."""

    @initialize(campaign=st.sampled_from(["plain", "bounded", "silent"]), ready=st.integers(2, 3))
    def begin(self, campaign: str, ready: int) -> None:
        self.open(campaign, ready)
        self.world.citizen_calls()
        for _ in range(3):
            self.sounds_end_and_ringing_phones_are_picked_up()

    @rule(seat=st.sampled_from(SEATS), skill=st.sampled_from(["", "english", "none"]))
    def a_seat_gives_its_caller_back(self, seat: str, skill: str) -> None:
        self.happens(say.gives_back(seat, skill))

    @rule(data=st.data(), forced=st.booleans(), is_taken=st.booleans())
    def a_seat_asks_another_one(self, data: st.DataObject, *, forced: bool, is_taken: bool) -> None:
        seat = data.draw(st.sampled_from(self._talking() or SEATS))
        self.happens(say.consults(seat, data.draw(st.sampled_from(SEATS)), forced=forced))
        if is_taken:
            self.sounds_end_and_ringing_phones_are_picked_up()

    @rule(data=st.data())
    def a_seat_wants_all_three_to_talk(self, data: st.DataObject) -> None:
        self.happens(say.brings_together(data.draw(st.sampled_from(self._talking() or SEATS))))

    @rule(data=st.data(), how=st.sampled_from(Watch), is_taken=st.booleans())
    def a_supervisor_comes_to_a_talk(
        self, data: st.DataObject, how: Watch, *, is_taken: bool
    ) -> None:
        of = data.draw(st.sampled_from(self._talking() or SEATS))
        self.happens(say.watches(data.draw(st.sampled_from(SEATS)), of, how))
        if is_taken:
            self.sounds_end_and_ringing_phones_are_picked_up()

    def _talking(self) -> list[str]:
        seats = self.center.state.seats.values()
        return sorted(each.id for each in seats if each.state is SeatState.TALKING)


def test_whoever_comes_to_a_talk_the_rules_hold() -> None:
    assert_rules_hold(Talks, examples=250, steps=20)
