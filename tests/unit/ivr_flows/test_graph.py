"""Ways between nodes: where they lead, and that they end."""

from __future__ import annotations

import pytest

from ivr_flows.graph import reachable, rings
from ivr_flows.node import END, Edge
from tests.unit.ivr_flows.script import flow_of

pytestmark = pytest.mark.unit

Edges = dict[str, tuple[Edge, ...]]


def by_itself(**to: str) -> Edges:
    return {name: tuple(Edge(each) for each in names.split()) for name, names in to.items()}


def test_what_can_be_reached_is_listed_from_near_to_far() -> None:
    edges = by_itself(a="b c", b="d end", c="d", d="a", lost="a")
    assert reachable(edges, "a") == ["a", "b", "c", "d"]


@pytest.mark.parametrize(
    ("edges", "found"),
    [
        (by_itself(a="b", b="end"), []),
        (by_itself(a="a"), [("a",)]),
        (by_itself(a="b", b="c", c="b"), [("b", "c")]),
        (by_itself(a="b c", b="a", c="a"), [("a", "b"), ("a", "c")]),
        (by_itself(a="b c", b="d", c="d", d="end"), []),
    ],
)
def test_ways_that_go_round_by_themselves_are_found(
    edges: Edges, found: list[tuple[str, ...]]
) -> None:
    assert rings(edges, edges) == found


def test_a_caller_may_go_round() -> None:
    edges = {"a": (Edge("b"),), "b": (Edge("a", "1", by_caller=True), Edge(END))}
    assert rings(edges, edges) == []


def test_a_long_flow_is_no_burden() -> None:
    nodes = "".join(
        f'[nodes.n{n}]\nverb = "play"\ntext = "{n}。"\nnext = "n{n + 1}"\n' for n in range(200)
    )
    assert len(flow_of(nodes + '[nodes.n200]\nverb = "queue"\n').nodes) == 201
