"""The plain form that the controller reads."""

from __future__ import annotations

import pytest

from ivr_flows import loader, plain
from ivr_flows.errors import UnreadableFlows
from tests.unit.ivr_flows.sapporo import VALUES

pytestmark = pytest.mark.unit

FLOWS = loader.load([loader.SHIPPED], VALUES).flows


def test_flows_are_read_back_as_they_were_written() -> None:
    assert plain.decode(plain.encode(FLOWS)) == FLOWS


def test_the_same_flows_give_the_same_bytes_in_any_order() -> None:
    assert plain.encode(reversed(FLOWS)) == plain.encode(FLOWS)


@pytest.mark.parametrize("content", [b"", b"{}", b'{"flows": [{"name": 1}]}', b"[1]"])
def test_anything_else_cannot_be_read(content: bytes) -> None:
    with pytest.raises(UnreadableFlows):
        plain.decode(content)
