"""What a flow says and a call of this instance could not do: told before a caller meets it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ivr_flows.nodes.transfer import Transfer
from ivr_flows.problem import Problem
from ivr_flows.schema import Flow

NO_WAY_OUT = "動作「transfer」を使うには、かけられる回線が要ります。"
HINT = "設定の [[trunks]] に dial_to を書いてください。"


def undone(flows: Iterable[Flow], *, goes_out: bool) -> Iterator[Problem]:
    """Give a problem for each transfer to outside, unless a trunk can be called through."""
    for flow in flows if not goes_out else ():
        for name, node in flow.nodes.items():
            if isinstance(node, Transfer):
                yield Problem(f"{flow.name}.toml", None, f"nodes.{name}", NO_WAY_OUT, HINT)
