"""Flows that ask for what calls cannot do yet are refused before a caller meets them."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.undone import undone
from config.problem import line_for
from ivr_flows import loader
from tests.unit.ivr_flows.sapporo import VALUES

pytestmark = pytest.mark.unit

EVERY_VERB = Path(__file__).parents[2] / "data" / "flows" / "good" / "every_verb.toml"


@pytest.mark.parametrize(
    ("agreed", "goes_out", "keys"),
    [
        ((), True, []),
        ((), False, ["nodes.night"]),
        (("callback", "status_lookup"), True, ["nodes.callback"]),
    ],
)
def test_each_is_told_with_its_node(
    agreed: tuple[str, ...], goes_out: bool, keys: list[str]
) -> None:
    found = list(undone(loader.read(EVERY_VERB, VALUES).flows, agreed, goes_out=goes_out))
    assert [each.key for each in found] == keys
    assert all(line_for(each).startswith(f"every_verb.toml: {each.key}: 動作") for each in found)


def test_the_shipped_flows_ask_for_nothing_of_it() -> None:
    agreed = ("callback", "status_lookup")
    shipped = loader.load([loader.SHIPPED], VALUES).flows
    assert list(undone(shipped, agreed, goes_out=False)) == []
