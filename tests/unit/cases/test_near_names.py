"""Names that are nearly the same are found as if each were compared with each."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases import near_names
from tests.unit.cases.letters_apart import distance

pytestmark = pytest.mark.unit

assert np.bitwise_count(np.uint64(3)) == 2, "loaded here, so that no example has to wait for it"
KANA = st.text(alphabet="アイウエオカキクタチツ", max_size=6)
NAMES = st.lists(st.text("アイタカシハラ髙-\0", max_size=7), unique=True, max_size=12)


def near_pairs(groups: list[list[str]], *, most: int) -> list[tuple[int, tuple[str, str]]]:
    """Give the group of each pair, and its names."""
    texts = [name for names in groups for name in names]
    of = np.repeat(np.arange(len(groups)), [len(each) for each in groups])
    found = near_names.near_pairs(texts, of, most=most)
    return [(int(of[one]), (texts[one], texts[other])) for one, other in found]


@given(st.lists(NAMES, max_size=4))
def test_all_near_pairs_of_each_group_are_found_and_no_others(groups: list[list[str]]) -> None:
    wanted = {
        (at, (one, other))
        for at, names in enumerate(groups)
        for one, other in combinations(names, 2)
        if distance(one, other, most=2) <= 2
    }
    found = near_pairs(groups, most=2)
    assert set(found) == wanted
    assert len(found) == len(wanted)


def test_pairs_that_are_compared_in_several_goes_are_all_found(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    names = [f"アイウエ{one}{other}" for one in "カキクケ" for other in "タチツテ"]
    at_once = near_pairs([names], most=2)
    assert len(at_once) == 16 * 15 // 2
    monkeypatch.setattr(near_names, "_AT_ONCE", 7)
    assert near_pairs([names], most=2) == at_once


def test_names_of_different_groups_are_not_compared() -> None:
    names = ["タカハシリク", "ササクラミズキ", "サトウソウマ", "コウノアツシ", "タハカシリク"]
    assert near_pairs([names], most=2) == [(0, ("タカハシリク", "タハカシリク"))]
    assert near_pairs([names[:2], names[2:]], most=2) == []


def test_of_equal_names_of_a_group_the_first_is_compared_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    near = [(0, ("タナカ", "タナベ"))]
    assert near_pairs([["タナカ", "タナベ", "タナカ", "タナカ"]], most=2) == near
    # Names whose hashes meet by chance are different names all the same.
    monkeypatch.setattr(near_names, "hash", lambda _: 7, raising=False)
    assert near_pairs([["タナカ", "タナベ", "サトウ"]], most=2) == near


@pytest.mark.parametrize(
    ("one", "other", "far"),
    [
        ("タナカ", "タナカ", 0),
        ("タナカ", "タカナ", 1),
        ("タナカ", "タナベ", 1),
        ("タナカ", "タカ", 1),
        ("タナカ", "ハタナカ", 1),
        ("サトウ", "スズキ", 3),
        ("", "アイ", 2),
    ],
)
def test_letters_between_two_names_are_counted(one: str, other: str, far: int) -> None:
    assert distance(one, other, most=3) == far
    assert distance(one, other, most=2) == min(far, 3)


@given(KANA, KANA)
def test_distance_is_the_same_both_ways_and_zero_only_for_equals(one: str, other: str) -> None:
    assert distance(one, other, most=9) == distance(other, one, most=9)
    assert (distance(one, other, most=9) == 0) == (one == other)
