"""The plan of applications in its plain form."""

from __future__ import annotations

import msgspec
import pytest

from cases.plan import decode, encode
from tests.unit.cases.applications import plan

pytestmark = pytest.mark.unit


def test_what_was_written_is_read() -> None:
    assert decode(encode(plan())) == plan()
    assert encode(decode(encode(plan()))) == encode(plan())


@pytest.mark.parametrize("plain", [b"", b"[]", b"{}"])
def test_what_is_none_is_refused(plain: bytes) -> None:
    with pytest.raises(msgspec.DecodeError):
        decode(plain)
