from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.seal import Seal

pytestmark = pytest.mark.unit

KEY = bytes(range(32))


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_what_was_closed_opens_again(value: str) -> None:
    seal = Seal(KEY, "people")
    assert seal.open(seal.close(value, row="p-1"), row="p-1") == value


def test_a_value_moved_to_another_row_or_changed_does_not_open() -> None:
    seal = Seal(KEY, "people")
    sealed = seal.close("+819012345678", row="p-1")
    assert seal.open(sealed, row="p-2") is None
    assert seal.open(sealed[:-1] + bytes([sealed[-1] ^ 1]), row="p-1") is None
    assert seal.open(b"", row="p-1") is None


def test_equal_values_are_sealed_differently_and_meet_in_the_index() -> None:
    seal = Seal(KEY, "people")
    assert seal.close("+819012345678", row="p-1") != seal.close("+819012345678", row="p-1")
    assert seal.blind("+819012345678") == seal.blind("+819012345678")
    assert seal.blind("+819012345678") != seal.blind("+819012345679")


def test_stores_and_instances_share_no_key() -> None:
    people, other_store, other_key = Seal(KEY, "people"), Seal(KEY, "x"), Seal(bytes(32), "people")
    assert len({each.blind("+81") for each in (people, other_store, other_key)}) == 3
    assert len({each.check for each in (people, other_store, other_key)}) == 3
    sealed = people.close("+81", row="p-1")
    assert other_store.open(sealed, row="p-1") is None
    assert other_key.open(sealed, row="p-1") is None
