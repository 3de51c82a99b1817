"""What a flow may say and a call cannot do yet: told before a caller meets it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from callcenter.campaign import CALLBACK
from ivr_flows.nodes.callback import Callback
from ivr_flows.nodes.transfer import Transfer
from ivr_flows.problem import Problem
from ivr_flows.schema import Flow


def undone(flows: Iterable[Flow], agreed: Collection[str]) -> Iterator[Problem]:
    """Give a problem for each node that a call could not do; of callbacks those on offer alone."""
    for flow in flows:
        for name, node in flow.nodes.items():
            is_offered = isinstance(node, Callback) and CALLBACK in agreed
            if is_offered or isinstance(node, Transfer):
                verb = type(node).__struct_config__.tag
                yield Problem(
                    file=f"{flow.name}.toml",
                    line=None,
                    key=f"nodes.{name}",
                    message=f"動作「{verb}」は、この版の通話ではまだ使えません。",
                    hint="ほかの動作に替えてください。",
                )
