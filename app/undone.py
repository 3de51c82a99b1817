"""What a flow says and a call of this instance could not do: told before a caller meets it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from callcenter.campaign import CALLBACK
from ivr_flows.nodes.callback import Callback
from ivr_flows.nodes.transfer import Transfer
from ivr_flows.problem import Problem
from ivr_flows.schema import Flow

NO_CALLBACK = "動作「callback」は、この版の通話ではまだ使えません。"
NO_WAY_OUT = "動作「transfer」を使うには、かけられる回線が要ります。"


def undone(flows: Iterable[Flow], agreed: Collection[str], *, goes_out: bool) -> Iterator[Problem]:
    """Give a problem for each such node; of callbacks those on offer alone.

    Args:
        flows: What callers hear.
        agreed: What the client has agreed to.
        goes_out: Whether a trunk can be called through.
    """
    for flow in flows:
        for name, node in flow.nodes.items():
            message, hint = "", "ほかの動作に替えてください。"
            if isinstance(node, Callback) and CALLBACK in agreed:
                message = NO_CALLBACK
            elif isinstance(node, Transfer) and not goes_out:
                message, hint = NO_WAY_OUT, "設定の [[trunks]] に dial_to を書いてください。"
            if message:
                yield Problem(f"{flow.name}.toml", None, f"nodes.{name}", message, hint)
