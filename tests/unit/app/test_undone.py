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


def test_each_is_told_with_its_node() -> None:
    found = list(undone(loader.read(EVERY_VERB, VALUES).flows))
    assert [each.key for each in found] == ["nodes.message", "nodes.night"]
    assert line_for(found[0]).startswith("every_verb.toml: nodes.message: 動作「message」は")


def test_the_shipped_flows_ask_for_nothing_of_it() -> None:
    assert list(undone(loader.load([loader.SHIPPED], VALUES).flows)) == []
