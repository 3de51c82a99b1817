"""Wrong campaigns: each bad file stands beside the lines that an operator reads about it.

The folder is the specification: `x.toml` is refused with exactly the lines of `x.problems`.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from contextlib import suppress
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from config.campaign import CAMPAIGNS, load_campaign
from config.campaign_file import CampaignFile
from config.campaign_rules import rules
from config.problem import line_for
from config.validation import validate
from ivr_flows.toml_lines import Keys

pytestmark = pytest.mark.unit

BAD = Path(__file__).parents[2] / "data" / "campaigns" / "bad"
FLOWS = ("welcome", "ended", "all_busy")


@pytest.mark.clause("SHJ-委-2", "SHJ-特-3", "SUI-11-4-イ", "SPR-II-3-4-ア")
@pytest.mark.parametrize("path", sorted(BAD.glob("*.toml")), ids=lambda path: path.stem)
def test_every_bad_file_is_refused_with_the_lines_beside_it(path: Path) -> None:
    expected = path.with_suffix(".problems").read_text(encoding="utf-8").splitlines()
    found = load_campaign(str(path), flows=FLOWS)
    assert isinstance(found, list)
    assert [line_for(each).replace(str(path), path.name) for each in found] == expected


def _places(tree: Any, keys: Keys = ()) -> Iterator[Keys]:
    inner = tree.items() if isinstance(tree, dict) else enumerate(tree)
    for key, value in inner:
        yield (*keys, key)
        if isinstance(value, dict | list):
            yield from _places(value, (*keys, key))


def _put(tree: Any, keys: Keys, value: Any) -> None:
    first, *inner = keys
    if inner:
        _put(tree[first], tuple(inner), value)
    else:
        tree[first] = value


SAPPORO = tomllib.loads((CAMPAIGNS / "sapporo.toml").read_text(encoding="utf-8"))
VALUES = st.one_of(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    st.dates() | st.datetimes() | st.times() | st.sampled_from(["09:00-18:00", "+81112113944"]),
    st.lists(st.dates() | st.text(max_size=5), max_size=3),
    st.dictionaries(st.text(max_size=5), st.integers(), max_size=3),
)


@given(st.dictionaries(st.sampled_from(sorted(_places(SAPPORO), key=str)), VALUES, max_size=4))
@settings(deadline=None)
def test_any_values_in_any_places_give_a_campaign_or_problems(changes: dict[Keys, Any]) -> None:
    tree = deepcopy(SAPPORO)
    for keys, value in changes.items():
        with suppress(KeyError, IndexError, TypeError):  # an earlier change took the place away
            _put(tree, keys, value)
    found = validate(CampaignFile, tree, rules=rules(FLOWS, tree), where=lambda keys: ("x", None))
    for each in found if isinstance(found, list) else []:
        assert line_for(each).count("\n") == 0


def test_every_expectation_has_its_file() -> None:
    expected = {path.stem for path in BAD.glob("*.problems")}
    assert expected == {path.stem for path in BAD.glob("*.toml")}
