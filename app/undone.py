"""What a flow may say and a call cannot do yet: told before a caller meets it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ivr_flows.nodes.message import Message
from ivr_flows.nodes.transfer import Transfer
from ivr_flows.problem import Problem
from ivr_flows.schema import Flow


def undone(flows: Iterable[Flow]) -> Iterator[Problem]:
    """Give a problem for each node that a call could not do."""
    for flow in flows:
        for name, node in flow.nodes.items():
            if isinstance(node, Message | Transfer):
                verb = type(node).__struct_config__.tag
                yield Problem(
                    file=f"{flow.name}.toml",
                    line=None,
                    key=f"nodes.{name}",
                    message=f"動作「{verb}」は、この版の通話ではまだ使えません。",
                    hint="ほかの動作に替えてください。",
                )
