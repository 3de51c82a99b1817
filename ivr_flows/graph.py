"""What must hold between the nodes of a flow: every way leads somewhere, and ends."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from ivr_flows import check
from ivr_flows.node import END, Edge
from ivr_flows.source import Source
from ivr_flows.toml_lines import Keys


def targets(source: Source, named: Iterable[tuple[Keys, str]], nodes: Iterable[str]) -> list[Keys]:
    """Every node that is named must exist; gives where one is named that does not."""
    known = [*nodes, END]
    unknown = [(keys, to) for keys, to in named if to not in known]
    for keys, to in unknown:
        source.blame(keys, f"「{to}」という場面はありません", check.did_you_mean(to, known))
    return [keys for keys, _ in unknown]


def ways(
    source: Source, edges: Mapping[str, tuple[Edge, ...]], start: str, *, unsure: Collection[str]
) -> None:
    """No node lies idle, no way goes round by itself, and some way leads out.

    Args:
        source: The file.
        edges: The ways of every node that lead to a node that there is, or to the end.
        start: The first node.
        unsure: Nodes with ways of which nobody knows yet where they lead: each may lead anywhere,
            so that what they could change is told only where no caller comes to one of them.
    """
    reached = reachable(edges, start)
    if not any(name in unsure for name in reached):
        _all_lead_on(source, edges, start, reached)
    for ring in rings(edges, edges):
        source.blame(
            ("nodes", ring[0]),
            "電話をかけた人が何もしなくても、同じ場面に戻ってきます",
            " → ".join((*ring, ring[0])),
        )


def _all_lead_on(
    source: Source, edges: Mapping[str, tuple[Edge, ...]], start: str, reached: Collection[str]
) -> None:
    for name in edges:
        if name not in reached:
            source.blame(
                ("nodes", name),
                "この場面には、どこからも来られません",
                "使わないのなら消してください",
            )
    if not any(_is_way_out(edges[name]) for name in reached):
        source.blame(
            ("nodes", start),
            "この案内には出口がありません",
            f'next = "{END}" か、hangup か queue に続けてください',
        )


def reachable(edges: Mapping[str, tuple[Edge, ...]], start: str) -> list[str]:
    """List the nodes that can be reached, the nearest first."""
    found = [start]
    for name in found:
        found += dict.fromkeys(
            edge.to for edge in edges[name] if edge.to != END and edge.to not in found
        )
    return found


def rings(edges: Mapping[str, tuple[Edge, ...]], among: Iterable[str]) -> list[tuple[str, ...]]:
    """List the ways that go round without the caller's doing, each once, from its first node."""
    by_themselves = {
        name: [edge.to for edge in edges[name] if not edge.by_caller and edge.to != END]
        for name in among
    }
    found: list[tuple[str, ...]] = []
    done: set[str] = set()
    for name in by_themselves:
        if name not in done:
            _walk(by_themselves, (name,), found, done)
    return found


def _walk(
    ways_on: Mapping[str, list[str]],
    path: tuple[str, ...],
    found: list[tuple[str, ...]],
    done: set[str],
) -> None:
    for to in dict.fromkeys(ways_on[path[-1]]):
        if to in path:
            found.append(path[path.index(to) :])
        elif to not in done:
            _walk(ways_on, (*path, to), found, done)
    done.add(path[-1])


def _is_way_out(edges: tuple[Edge, ...]) -> bool:
    return not edges or any(edge.to == END for edge in edges)
