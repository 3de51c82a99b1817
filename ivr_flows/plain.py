"""Checked flows as JSON: what `up` keeps by content and the controller reads.

The same flows give the same bytes, so that their hash names this version of what callers hear.
"""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from ivr_flows.errors import UnreadableFlows
from ivr_flows.schema import Flow

_KEPT = msgspec.json.Decoder(dict[str, list[Flow]])
"""Made once, at import: two threads that make msgspec look at the same new types at once crash."""


def encode(flows: Iterable[Flow]) -> bytes:
    """Write flows in their order by name."""
    ordered = sorted(flows, key=lambda flow: flow.name)
    return msgspec.json.encode({"flows": ordered})


def decode(content: bytes) -> tuple[Flow, ...]:
    """Read what `encode` wrote.

    Raises:
        UnreadableFlows: the content is not of this shape.
    """
    try:
        return tuple(_KEPT.decode(content)["flows"])
    except (msgspec.DecodeError, KeyError) as exc:
        raise UnreadableFlows(why=str(exc)) from exc
