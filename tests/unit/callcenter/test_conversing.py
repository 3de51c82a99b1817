"""A flow in progress: what callers press, hear and wait for, with the real interpreter."""

from __future__ import annotations

import json
from typing import Any

import pytest

from callcenter import commands
from callcenter.call import CallState
from callcenter.campaign import Campaign, Flows
from callcenter.center import Center
from callcenter.events import Event, Withheld
from callcenter.outcome import Outcome
from callcenter.state import State
from ivr_flows.interpreter import Interpreter
from ivr_flows.schema import Flow
from tests.unit.callcenter import contract
from tests.unit.callcenter.askings import answers, cancels, files, hangs_up, of, opens, sets, stops
from tests.unit.callcenter.happenings import (
    arrives,
    falls,
    fires,
    heard,
    joined,
    leaves,
    looked_up,
    met,
    picks_up,
    presses,
    ready,
    registers,
    starts,
)
from tests.unit.callcenter.playbook import Playbook, play
from tests.unit.ivr_flows.script import flow_of

pytestmark = pytest.mark.unit

NIGHT = contract.local("2026-02-02T20:00:00")
MENU = flow_of("""
[nodes.hello]
verb = "play"
text = "こんにちは。"
next = "choose"

[nodes.choose]
verb = "menu"
text = "申請書は1、英語は2、お急ぎでない方は3を押してください。"
keys = { 1 = "sent", 2 = "letters", 3 = "bye" }
timeout = "end"
wrong = "end"
wait_s = 4
tries = 2

[nodes.sent]
verb = "hangup"
text = "申請書をお送りいたします。"
served = true

[nodes.bye]
verb = "hangup"
text = "失礼いたします。"

[nodes.letters]
verb = "queue"
skill = "letters"
""")
LOOKUP = flow_of("""
[nodes.status]
verb = "lookup"
text = "審査の状況は1を押してください。"
receipt_digits = 4
statuses_left_out = ["received", "checking", "deficient", "decided"]
ask_receipt = "受付番号を押してください。"
ask_birth = "生年月日を押してください。"
off = "bye"
declined = "bye"
refused = "bye"
answered = "told"
not_found = "bye"
locked = "bye"
unavailable = "bye"
deadline_s = 5

[nodes.status.statuses]
paid = "お振り込みの手続きが終わりました。"

[nodes.told]
verb = "hangup"
served = true

[nodes.bye]
verb = "hangup"
text = "失礼いたします。"
""")
ASKS = flow_of("""
[nodes.greeting]
verb = "language"
text = "こんにちは。"
english = "For English, press 2."
keys = { 2 = "en" }
next = "ward"

[nodes.ward]
verb = "gather"
text = "区の番号を押してください。"
english = "Please enter the number of your ward."
into = "ward"
least = 2
most = 2
timeout = "end"
wrong = "end"
next = "end"
""")
CONSENT = flow_of("""
[nodes.notice]
verb = "record_consent"
text = "この通話を録音いたします。お断りになる方は9を押してください。"
refuse_key = "9"
refused = "end"
next = "end"
""")


def named(flow: Flow, name: str) -> Flow:
    return Flow(name=name, start=flow.start, nodes=flow.nodes)


def center(
    *flows: Flow, ready_seats: int = 1, record: bool = False, agreed: tuple[str, ...] = ()
) -> Center:
    """A center whose occasions have these flows, and no others."""
    occasions = Flows(**{flow.name: flow.name for flow in flows})
    made = contract.campaign(flows=occasions, record=record, agreed=agreed)
    return _at_work(made, flows, ready_seats)


def _at_work(made: Campaign, flows: tuple[Flow, ...], ready_seats: int) -> Center:
    center = Center(made, Interpreter(flows))
    play(center, starts())
    for desk in made.desks[:ready_seats]:
        play(center, registers(desk.id), ready(desk.id))
    return center


def said(center: Center, asked: list[commands.Command]) -> list[str]:
    """Tell the texts of what is announced."""
    flows = [MENU, LOOKUP, CONSENT]
    texts = {prompt.sound: prompt.text for flow in flows for prompt in flow.prompts()}
    return [
        texts[each] if isinstance(each, str) else f"<{each.person}>"
        for announced in of(commands.Announce, asked)
        for each in announced.sounds
    ]


def test_a_key_cuts_the_announcement_short_and_leads_on() -> None:
    made = center(named(MENU, "welcome"))
    asked = play(made, arrives("a"))
    assert said(made, asked) == ["こんにちは。"]
    assert play(made, presses("a", "1")) == []  # this node listens to no keys
    assert said(made, play(made, heard("a~p1")))[0].startswith("申請書は1")
    asked = play(made, presses("a", "1"))
    assert asked[0] == stops("a~p2")
    assert said(made, asked) == ["申請書をお送りいたします。"]
    assert play(made, heard("a~p2", to_its_end=False)) == []  # of what was cut short
    asked = play(made, heard("a~p3"))
    assert hangs_up("a") in asked
    assert (
        Playbook(made)
        >> leaves("a")
        << files("a", Outcome.SELF_SERVED, node="welcome/sent", detail="")
        << commands.CloseBridge(call="a", bridge="a~b1")
    )


def test_who_presses_nothing_waits_and_is_asked_again_and_then_goes_on() -> None:
    made = center(named(MENU, "welcome"))
    play(made, arrives("a"), heard("a~p1"))
    book = Playbook(made)
    assert book >> heard("a~p2") << sets("a~t1", 4)
    play(made, fires("a~t9"))  # a timer of nobody changes nothing
    (again,) = of(commands.Announce, play(made, fires("a~t1")))
    assert again.playback == "a~p3"
    play(made, heard("a~p3"))
    asked = play(made, fires("a~t2"))
    assert of(commands.RingSeat, asked)[0].seat == "seat-01"
    assert made.state.calls["a"].state is CallState.OFFERED


def test_a_key_may_choose_the_skill_that_the_seat_must_have() -> None:
    made = center(named(MENU, "welcome"))
    play(made, arrives("a"), heard("a~p1"), presses("a", "2"))
    assert made.state.calls["a"].skill == "letters"
    assert made.state.calls["a"].state is CallState.WAITING  # no seat has it


def test_each_way_that_a_caller_goes_is_counted() -> None:
    made = center(named(MENU, "welcome"))
    play(made, arrives("a"), heard("a~p1"), presses("a", "3"), heard("a~p3"))
    (closed,) = of(commands.CloseCall, play(made, leaves("a")))
    assert dict(closed.ways) == {
        "welcome/>hello": 1,
        "welcome/hello>choose": 1,
        "welcome/choose>bye": 1,
    }


def test_language_and_answers_that_are_no_secret_reach_whoever_serves_the_caller() -> None:
    made = center(named(ASKS, "welcome"))
    play(made, arrives("a"), presses("a", "2"), presses("a", "4"))
    asked = play(made, presses("a", "7"))
    (offered,) = [each for each in of(commands.ShowCall, asked) if each.seat == "seat-01"]
    assert (offered.language, offered.collected) == ("en", (("ward", "47"),))
    assert offered.asked_in == (("ward", "/welcome"),)


def test_a_flow_that_ends_a_call_unserved_counts_as_left_where_it_was() -> None:
    made = center(named(MENU, "welcome"))
    play(made, arrives("a"), heard("a~p1"), presses("a", "3"), heard("a~p3"))
    book = Playbook(made)
    assert (
        book
        >> leaves("a")
        << files("a", Outcome.ABANDONED_IN_GUIDANCE, node="welcome/bye", detail="ended_by_flow")
        << commands.CloseBridge(call="a", bridge="a~b1")
    )


def test_who_hangs_up_in_a_flow_leaves_their_place_and_no_timer() -> None:
    made = center(named(MENU, "welcome"))
    play(made, arrives("a"), heard("a~p1"), heard("a~p2"))
    asked = play(made, leaves("a"))
    assert cancels("a~t1") in asked
    (closed,) = of(commands.CloseCall, asked)
    assert (closed.outcome, closed.node) == (Outcome.ABANDONED_IN_GUIDANCE, "welcome/choose")
    assert [each for each in made.state.timers if each.startswith("a")] == []


def test_a_flow_goes_on_from_the_state_alone_as_if_nothing_had_happened() -> None:
    made = center(named(MENU, "welcome"))
    following: list[Event] = [heard("a~p1"), presses("a", "8"), heard("a~p3"), fires("a~t1")]
    play(made, arrives("a"))
    for event in following:
        plain = json.loads(json.dumps(made.state.to_plain()))
        again = Center(made.campaign, made._guidance, State.from_plain(plain))
        assert play(again, event) == play(made, event)
        assert again.state == made.state


def test_a_caller_met_in_a_silent_moment_hears_nothing_anew() -> None:
    made = center(named(MENU, "welcome"))
    play(made, arrives("a"), heard("a~p1"), heard("a~p2"))
    assert play(made, met("a", is_played=False)) == []
    book = Playbook(made)
    assert (
        book
        >> met("a", is_bridged=False, has_bridge=False, is_played=False)
        << commands.OpenBridge(call="a", bridge="a~b2")
        << commands.AnswerCaller(call="a", bridge="a~b2")
    )
    assert said(made, play(made, presses("a", "1"))) == ["申請書をお送りいたします。"]


def test_a_call_that_falls_leaves_its_flow() -> None:
    made = center(named(MENU, "welcome"))
    play(made, arrives("a"), heard("a~p1"), heard("a~p2"))
    assert cancels("a~t1") in play(made, falls("a"))
    assert play(made, presses("a", "1")) == []


def test_a_key_after_the_flow_changes_nothing() -> None:
    made = center(named(MENU, "welcome"))
    play(made, arrives("a"), heard("a~p1"), presses("a", "2"))
    before = made.state.to_plain()
    assert play(made, presses("a", "1"), presses("gone", "1")) == []
    assert made.state.to_plain() == before


def test_who_refuses_to_be_recorded_is_connected_all_the_same_and_the_row_says_it() -> None:
    made = center(named(CONSENT, "welcome"), record=True)
    play(made, arrives("a"), heard("a~p1"))
    asked = play(made, presses("a", "9"), picks_up("a~1"))
    assert of(commands.RecordLeg, asked) == []
    play(made, joined("a~1"))
    (closed,) = of(commands.CloseCall, play(made, leaves("a")))
    assert (closed.outcome, closed.detail) == (Outcome.ANSWERED, "recording_refused")


class AtNight:
    """A caller of a night's look-up, who keyed a number and a date."""

    def __init__(self, *, agreed: tuple[str, ...] = ("status_lookup",), **caller: Any) -> None:
        self.center = center(named(LOOKUP, "after_hours"), agreed=agreed)
        self.then(arrives("a", **caller))

    def then(self, *happened: Event) -> list[commands.Command]:
        return play(self.center, *happened, at=NIGHT)

    def keyed(self) -> list[commands.Command]:
        keys = [presses("a", "1"), *(presses("a", "?") for _ in range(3))]
        self.then(*keys, presses("a", "?", digits="receipt-id"))
        self.then(*(presses("a", "?") for _ in range(7)))
        return self.then(presses("a", "?", digits="birth-id"))


def test_the_office_is_asked_by_ids_and_its_answer_is_said_and_nothing_else() -> None:
    at = AtNight()
    asked = at.keyed()
    question = commands.LookUpCase(
        call="a", lookup="a~q1", receipt="receipt-id", birth="birth-id", caller="person"
    )
    assert of(commands.LookUpCase, asked) == [question]
    (deadline,) = of(commands.SetTimer, asked)
    assert (deadline.due - NIGHT).total_seconds() == 5
    told = at.then(looked_up("a~q1", "found", "paid"))
    assert said(at.center, told) == ["お振り込みの手続きが終わりました。"]
    playing = at.center.state.calls["a"].playing
    assert playing is not None
    assert hangs_up("a") in at.then(heard(playing.playback))
    filed = at.then(leaves("a"))
    (closed,) = of(commands.CloseCall, filed)
    assert closed.outcome is Outcome.AFTER_HOURS
    assert closed.detail == "after_closing self_served"
    assert of(commands.ForgetDigits, filed) == [
        commands.ForgetDigits(call="a", digits=("receipt-id", "birth-id"))
    ]


def test_an_office_that_does_not_answer_is_waited_for_until_the_deadline() -> None:
    at = AtNight()
    (deadline,) = of(commands.SetTimer, at.keyed())
    assert said(at.center, at.then(fires(deadline.timer))) == ["失礼いたします。"]
    assert at.then(looked_up("a~q1", "found", "paid")) == []


@pytest.mark.parametrize(
    ("answer", "status"),
    [("not_found", ""), ("locked", ""), ("unavailable", ""), ("found", "secret_status")],
)
def test_every_other_answer_says_nothing_of_the_case(answer: str, status: str) -> None:
    at = AtNight()
    at.keyed()
    assert said(at.center, at.then(looked_up("a~q1", answer, status))) == ["失礼いたします。"]


def test_digits_that_the_store_did_not_take_are_never_asked_about() -> None:
    at = AtNight()
    at.then(presses("a", "1"), *(presses("a", "?") for _ in range(12)))
    assert of(commands.LookUpCase, at.then()) == []
    call = at.center.state.calls["a"]
    assert call.playing is not None
    assert call.playing.flow.node == "bye"


@pytest.mark.parametrize(
    ("agreed", "caller"),
    [((), {}), (("status_lookup",), {"caller": None, "withheld": Withheld.ANONYMOUS})],
)
def test_without_the_clients_agreement_or_the_own_number_nothing_is_asked(
    agreed: tuple[str, ...], caller: dict[str, Any]
) -> None:
    at = AtNight(agreed=agreed, **caller)
    at.then(presses("a", "1"))
    playing = at.center.state.calls["a"].playing
    assert playing is not None
    assert playing.flow.node == "bye"


def test_the_next_instance_answers_the_question_of_the_one_before() -> None:
    at = AtNight()
    at.keyed()
    plain = json.loads(json.dumps(at.center.state.to_plain()))
    at.center.state = State.from_plain(plain)
    assert said(at.center, at.then(looked_up("a~q1", "found", "paid"))) != []


def test_a_flow_is_begun_with_an_answered_caller() -> None:
    made = center(named(MENU, "welcome"))
    book = Playbook(made)
    assert (
        book
        >> arrives("a")
        << opens("a")
        << answers("a")
        << commands.Announce(
            call="a", bridge="a~b1", playback="a~p1", sounds=(next(MENU.prompts()).sound,)
        )
    )
