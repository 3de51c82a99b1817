from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.rows import plain

pytestmark = pytest.mark.unit


@given(st.text())
def test_plain_text_is_taken_by_every_database_and_stays_itself_if_it_can(text: str) -> None:
    taken = plain(text)
    taken.encode()
    assert "\0" not in taken
    assert plain(taken) == taken


def test_japanese_is_left_alone() -> None:
    assert plain("髙﨑①㈱～ 席が空きません") == "髙﨑①㈱～ 席が空きません"
