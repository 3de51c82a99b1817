"""Names that are nearly the same are found as if each were compared with each."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases import near_names
from cases.near_names import near_pairs
from japan import kana

pytestmark = pytest.mark.unit

assert np.bitwise_count(np.uint64(3)) == 2, "loaded here, so that no example has to wait for it"
NAMES = st.lists(st.text("アイタカシハラ髙-", max_size=7), unique=True, max_size=12)


@given(NAMES)
def test_all_near_pairs_are_found_and_no_others(names: list[str]) -> None:
    wanted = {
        (one, other)
        for one, other in combinations(names, 2)
        if kana.distance(one, other, most=2) <= 2
    }
    assert set(near_pairs(names, most=2)) == wanted


def test_more_names_than_are_looked_at_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(near_names, "_ROWS", 2)
    names = ["タカハシリク", "ササクラミズキ", "サトウソウマ", "コウノアツシ", "タハカシリク"]
    assert list(near_pairs(names, most=2)) == [("タカハシリク", "タハカシリク")]
