"""What every node is."""

from __future__ import annotations

import pytest

from callcenter.guidance import Facts, Over
from ivr_flows.node import Node, leads
from ivr_flows.talk import Talk

pytestmark = pytest.mark.unit


def test_a_key_of_the_file_leads_to_a_node_or_to_the_end() -> None:
    assert leads("menu") == "menu"
    assert leads("end") == Over()


def test_a_verb_must_say_where_it_leads_and_what_it_does() -> None:
    with pytest.raises(NotImplementedError):
        Node().edges()
    with pytest.raises(NotImplementedError):
        Node().talk(Talk(facts=Facts(), variables={}, asked=0))
