"""What stands in the file of a call that Asterisk places by itself."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from telephony.call_files import OUTGOING, PlacedCall, place

pytestmark = pytest.mark.unit

CALL = PlacedCall(
    channel="PJSIP/0110000100@trunk",
    number="09012345678",
    context="crowd",
    extension="asks",
    variables={"STAYS_S": "60"},
)


@pytest.fixture
def spool(tmp_path: Path) -> Path:
    (tmp_path / OUTGOING).mkdir()
    return tmp_path


def test_a_call_is_one_whole_file_and_who_withholds_their_number_shows_none(spool: Path) -> None:
    place(spool, replace(CALL, number=""))
    (made,) = (spool / OUTGOING).iterdir()
    assert made.read_text() == (
        "Channel: PJSIP/0110000100@trunk\nContext: crowd\nExtension: asks\n"
        "WaitTime: 60\nMaxRetries: 0\nSet: STAYS_S=60\n"
    )
    assert [each.name for each in spool.iterdir()] == [OUTGOING]


@pytest.mark.parametrize("number", ["1\nApplication: System", "${SHELL(id)}", "１２３", "1;2"])
def test_a_value_that_would_mean_something_else_places_no_call(spool: Path, number: str) -> None:
    for call in (replace(CALL, number=number), replace(CALL, variables={"STAYS_S": number})):
        with pytest.raises(ValueError, match="letter"):
            place(spool, call)
    assert list((spool / OUTGOING).iterdir()) == []
