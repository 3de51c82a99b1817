"""Bytes as text, or why they are none."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from japan.encodings import Text, Undecodable, Why, decode

pytestmark = pytest.mark.unit

TEXT = "受付番号,氏名\r\n1,髙﨑　花子\r\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932"])
def test_each_encoding_is_known(encoding: str) -> None:
    assert decode(TEXT.encode(encoding)) == Text(TEXT, encoding)


@pytest.mark.parametrize(
    ("data", "why", "line"),
    [
        (b"", Why.EMPTY, 1),
        (TEXT.encode("utf-16"), Why.UTF16, 1),
        (b"PK\x03\x04rest", Why.BINARY, 1),
        (b"%PDF-1.7", Why.BINARY, 1),
        (b"a,b\n1,\0\n", Why.BINARY, 2),
        (TEXT.encode()[:-4], Why.CUT, 2),
        ("a\n漢字\n".encode("cp932")[:5], Why.CUT, 2),
        (b"a\n\xff\xff\xff\xff\nbcdefg", Why.UNKNOWN, 2),
    ],
)
def test_what_is_no_text_is_told_with_its_line(data: bytes, why: Why, line: int) -> None:
    assert decode(data) == Undecodable(why, line)


@given(st.binary())
def test_any_bytes_are_answered(data: bytes) -> None:
    found = decode(data)
    if isinstance(found, Text):
        assert "\0" not in found.text


@given(st.text(min_size=1).filter(lambda text: "\0" not in text and text[0] != "\ufeff"))
def test_utf8_comes_back_as_it_was(text: str) -> None:
    found = decode(text.encode("utf-8-sig"))
    assert found == Text(text, "utf-8-sig")
