"""What staff reads beside the digits that callers keyed."""

from __future__ import annotations

from collections.abc import Iterable

from ivr_flows.nodes.gather import Gather
from ivr_flows.schema import Flow
from ivr_flows.speech import prompts_in
from ivr_flows.values import JAPANESE


def labels_of(flows: Iterable[Flow]) -> dict[str, str]:
    """Give the label of each variable that flows fill: its own, else the question in Japanese."""
    asked = [node for flow in flows for node in flow.nodes.values() if isinstance(node, Gather)]
    return {node.into: node.label or _question(node) for node in asked}


def _question(node: Gather) -> str:
    parts = node.speech.get(JAPANESE, ())
    return "".join(prompt.text for prompt in prompts_in(parts)).strip()
