"""The interpreter: flows begun, gone on with, rebuilt."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from callcenter.guidance import (
    CallbackTold,
    CaseTold,
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
from ivr_flows.interpreter import Interpreter
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
    conversation: Guidance = Interpreter([WELCOME, NEWER])
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


def test_a_version_without_the_node_is_over() -> None:
    lost = FlowState(flow="welcome", hash=WELCOME.hash, node="gone")
    assert Interpreter([WELCOME]).go_on(lost, Said(1), Facts()).end == Over()
