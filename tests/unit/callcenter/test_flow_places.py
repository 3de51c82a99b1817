"""Where a flow was when its call ended, and what of a keyed number it may read back."""

from __future__ import annotations

import pytest

from callcenter import commands
from callcenter.events import Withheld
from callcenter.outcome import Outcome
from tests.unit.callcenter.askings import hangs_up, of
from tests.unit.callcenter.happenings import arrives, fires, heard, leaves, presses
from tests.unit.callcenter.playbook import play
from tests.unit.callcenter.test_conversing import NIGHT, center, named
from tests.unit.ivr_flows.script import flow_of

pytestmark = pytest.mark.unit

OFFER = flow_of("""
[nodes.offer]
verb = "callback"
text = "折り返しは1を押してください。"
confirm = "{number}でよろしければ1を押してください。"
ask_number = "お電話番号をどうぞ。"
taken = "end"
declined = "end"
failed = "end"
off = "end"
""")


def test_a_closing_announcement_of_one_text_that_is_heard_to_its_end_keeps_its_name() -> None:
    one_text = flow_of('text = "本日の受付は終了いたしました。"', name="after_hours")
    made = center(one_text)
    play(made, arrives("a"), at=NIGHT)
    assert hangs_up("a") in play(made, heard("a~p1"), at=NIGHT)
    (closed,) = of(commands.CloseCall, play(made, leaves("a"), at=NIGHT))
    assert (closed.outcome, closed.node) == (Outcome.AFTER_HOURS, "after_hours")


def test_a_number_that_is_none_is_taken_back_from_the_slot_and_asked_for_again() -> None:
    made = center(named(OFFER, "waiting"), ready_seats=0, agreed=("callback",))
    play(made, arrives("a", caller=None, withheld=Withheld.ANONYMOUS))
    (repeat,) = (each for each in made.state.timers if each == made.state.calls["a"].repeat_timer)
    play(made, fires(repeat), presses("a", "1"), *(presses("a", "?") for _ in range(9)))
    play(made, presses("a", "?", digits="number-of-ten"))
    assert made.state.calls["a"].slots == {"callback_number": "number-of-ten"}
    asked = play(made, presses("a", "?"))
    assert made.state.calls["a"].slots == {}
    texts = {prompt.sound: prompt.text for prompt in OFFER.prompts()}
    (again,) = of(commands.Announce, asked)
    assert [texts[str(each)] for each in again.sounds] == ["お電話番号をどうぞ。"]
