"""The interpreter: flows begun, gone on with, rebuilt; and played one sound at a time."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from callcenter.guidance import (
    CallbackTold,
    CaseTold,
    Conversation,
    Facts,
    FlowMove,
    FlowState,
    Guidance,
    Happened,
    Key,
    MessageTaken,
    Over,
    Said,
    TimedOut,
    TransferFailed,
)
from ivr_flows import loader
from ivr_flows.errors import UnknownFlow
from ivr_flows.interpreter import Interpreter, OneAnnouncement
from ivr_flows.prompts import Prompt
from ivr_flows.schema import one_sound
from tests.unit.ivr_flows.sapporo import VALUES
from tests.unit.ivr_flows.script import Script, ends, flow_of
from tests.unit.ivr_flows.test_loader import FLOWS

pytestmark = pytest.mark.unit

WELCOME = one_sound("welcome", Prompt(sound="a" * 64, text="はい", spoken="はい"))
NEWER = one_sound("welcome", Prompt(sound="b" * 64, text="はい", spoken="はい"))
EVERY_VERB = loader.read(FLOWS / "good" / "every_verb.toml", VALUES).flows[0]


def happenings(upto: int) -> st.SearchStrategy[Happened]:
    """Anything that may be told, about a wish that was made or not."""
    n = st.integers(1, upto)
    return st.one_of(
        st.builds(Said, n, st.booleans()),
        st.builds(Key, st.sampled_from("0129*#?")),
        st.builds(TimedOut, n),
        st.builds(CaseTold, n, st.sampled_from(["found", "locked"]), st.just("paid")),
        st.builds(CallbackTold, n, st.sampled_from(["taken", "already"])),
        st.builds(MessageTaken, n, st.sampled_from([0.0, 9.0])),
        st.builds(TransferFailed, n),
    )


def test_a_new_caller_hears_the_version_in_force_and_others_stay_on_theirs() -> None:
    conversation: Conversation = Interpreter([WELCOME, NEWER])
    begun = Interpreter([WELCOME]).begin("welcome", Facts())
    assert conversation.begin("welcome", Facts()).state.hash == NEWER.hash
    assert conversation.go_on(begun.state, Said(1), Facts()).end == Over()
    back = Interpreter([WELCOME, NEWER, WELCOME])
    assert back.begin("welcome", Facts()).state.hash == WELCOME.hash


def test_a_flow_whose_version_is_gone_is_over() -> None:
    begun = Interpreter([WELCOME]).begin("welcome", Facts())
    assert Interpreter([]).go_on(begun.state, Said(1), Facts()) == FlowMove(begun.state, end=Over())


def test_an_unknown_flow_is_an_error_that_carries_its_name() -> None:
    with pytest.raises(UnknownFlow) as caught:
        Interpreter([WELCOME]).begin("welcom", Facts())
    assert caught.value.flow == "welcom"


def test_a_node_knows_what_was_known_when_it_was_entered() -> None:
    script = Script(
        flow_of(
            '[nodes.a]\nverb = "play"\ntext = "一。"\nnext = "b"\n'
            '[nodes.b]\nverb = "play"\ntext = "ただいま{position}です。"\nnext = "end"\n'
        ),
        position=3,
    )
    script.begin()
    script.facts = Facts(position=2)
    assert script.said() == ["2 say ただいま2番目です。"]


def test_numbers_go_on_from_node_to_node() -> None:
    script = Script(flow_of('[nodes.a]\nverb = "play"\ntext = "一。"\nnext = "b"\n' + ends("b")))
    assert script.begin() == ["1 say 一。"]
    assert script.then(Said(2)) == []
    assert script.said() == ["2 say b"]
    assert script.then(Said(1)) == []


@settings(deadline=None, max_examples=50)
@given(st.sampled_from(["open", "holiday", "after_closing"]), st.lists(happenings(20), max_size=25))
def test_any_flow_can_be_rebuilt_at_any_point_and_never_breaks(
    verdict: str, happened: list[Happened]
) -> None:
    script = Script(EVERY_VERB, verdict=verdict, agreed=("callback", "status_lookup"))
    told = script.begin()
    for each in happened:
        if told and told[-1] in ("over", "queue", "hang up"):
            break
        told = script.then(each)
        assert (script.state.hash, script.state.node in EVERY_VERB.nodes) == (EVERY_VERB.hash, True)


def test_one_sound_at_a_time_says_the_same_without_keys_and_waits() -> None:
    flow = flow_of(
        '[nodes.a]\nverb = "menu"\ntext = "ただいま{position}です。1をどうぞ。"\n'
        'keys = { 1 = "b" }\ntimeout = "b"\nwrong = "b"\ntries = 2\n' + ends("b")
    )
    guidance: Guidance = OneAnnouncement([flow])
    texts = {prompt.sound: prompt.text for prompt in flow.prompts()}
    step, said = guidance.enter("flow"), []
    while step.say is not None:
        said.append(texts[step.say])
        step = guidance.step(step.state, heard=True)
    assert said == ["1をどうぞ。", "1をどうぞ。", "b"]


def test_every_verb_is_passed_by_a_heart_that_only_plays_sounds() -> None:
    guidance = OneAnnouncement([EVERY_VERB])
    step, count = guidance.enter("every_verb"), 0
    while step.say is not None:
        step, count = guidance.step(step.state, heard=False), count + 1
    assert count > 2


def test_parts_of_what_is_said_come_one_after_the_other() -> None:
    flow = flow_of('text = "一つ。ただいま{position}です。二つ。"')
    guidance = OneAnnouncement([flow])
    first = guidance.enter("flow")
    second = guidance.step(first.state, heard=True)
    assert first.say != second.say
    assert guidance.step(second.state, heard=False).say is None


@pytest.mark.parametrize("heard", [True, False])
def test_after_its_announcement_a_flow_is_over_heard_or_not(heard: bool) -> None:
    guidance = OneAnnouncement([WELCOME])
    step = guidance.enter("welcome")
    assert step.say == "a" * 64
    assert guidance.step(step.state, heard=heard).say is None


def test_a_call_ends_the_flow_that_it_entered_even_when_the_flow_is_no_more() -> None:
    state = OneAnnouncement([WELCOME]).enter("welcome").state
    assert OneAnnouncement([]).step(state, heard=True).say is None


def test_a_state_of_an_older_log_is_over() -> None:
    older = FlowState(flow="welcome", hash=WELCOME.hash, node="welcome")
    assert OneAnnouncement([WELCOME]).step(older, heard=True).say is None
    assert replace(older, node="gone").place == "welcome/gone"


def test_a_version_without_the_node_is_over() -> None:
    lost = FlowState(flow="welcome", hash=WELCOME.hash, node="gone")
    assert Interpreter([WELCOME]).go_on(lost, Said(1), Facts()).end == Over()
