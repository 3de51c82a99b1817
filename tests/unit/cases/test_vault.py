"""What is kept can be read with the key, in its row, and not otherwise."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.errors import Unreadable
from cases.vault import Vault
from tests.unit.cases.applications import application

pytestmark = pytest.mark.unit

KEY, OTHER = b"k" * 32, b"o" * 32
BOTH = st.booleans()


@given(st.text(), BOTH)
def test_a_text_comes_back_from_its_row(text: str, encrypted: bool) -> None:
    vault = Vault(KEY, encrypted=encrypted)
    assert vault.open(vault.close(text, row="a"), row="a") == text


def test_a_document_comes_back_and_shows_nothing() -> None:
    kept, digest = Vault(KEY, encrypted=True).close_document(application(), 7)
    assert Vault(KEY, encrypted=True).open_document(kept, 7) == application()
    assert "高".encode() not in kept
    assert b"0501" not in kept + digest


def test_both_ways_of_keeping_may_stand_in_one_table() -> None:
    plain, sealed = Vault(KEY, encrypted=False), Vault(KEY, encrypted=True)
    assert sealed.open(plain.close("x", row="a"), row="a") == "x"
    assert plain.open(sealed.close("x", row="a"), row="a") == "x"


@pytest.mark.parametrize(("key", "row"), [(OTHER, "a"), (KEY, "b")])
def test_another_key_or_row_reads_nothing(key: bytes, row: str) -> None:
    kept = Vault(KEY, encrypted=True).close("x", row="a")
    with pytest.raises(Unreadable) as refused:
        Vault(key, encrypted=True).open(kept, row=row)
    assert refused.value.row == row


def test_hashes_of_equal_values_meet_within_a_kind_and_a_key() -> None:
    vault = Vault(KEY, encrypted=True)
    assert vault.phone_key("0112113944") == Vault(KEY, encrypted=False).phone_key("0112113944")
    assert vault.phone_key("0112113944") != vault.hash("account", b"0112113944")
    assert vault.phone_key("0112113944") != Vault(OTHER, encrypted=True).phone_key("0112113944")
