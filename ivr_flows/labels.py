"""What staff reads beside the digits that callers keyed."""

from __future__ import annotations

from collections.abc import Iterable

from ivr_flows.nodes.gather import Gather
from ivr_flows.schema import Flow
from ivr_flows.speech import Fixed
from ivr_flows.values import JAPANESE

LONGEST = 60
"""So many characters stand beside the digits; a question that needs more should have a label."""


def labels_of(flows: Iterable[Flow]) -> dict[str, str]:
    """Give the label of each variable that flows fill: its own, else the question in Japanese."""
    asked = [node for flow in flows for node in flow.nodes.values() if isinstance(node, Gather)]
    return {node.into: node.label or _question(node) for node in asked}


def _question(node: Gather) -> str:
    """Give the sentences that are the same in every call, shortened to what a seat can read."""
    parts = node.speech.get(JAPANESE, ())
    said = "".join(each.prompt.text for each in parts if isinstance(each, Fixed)).strip()
    return said if len(said) <= LONGEST else f"{said[: LONGEST - 1]}…"
