"""What the products of a payment run say, read back from their bytes."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.products import (
    Payout,
    Totals,
    statement,
    totals_in_statement,
    totals_in_transfers,
)
from tests.unit.cases.test_zengin_file import BANKS, HANAKO, SHOKO, written

pytestmark = pytest.mark.unit

NAMES = st.text("髙橋花子\"',=-\r\n", max_size=5)
BOTH = Totals(2, 60_000)


@given(st.lists(st.tuples(NAMES, st.integers(1, 10**10 - 1)), min_size=1, max_size=4))
def test_a_statement_says_what_it_was_made_of_whatever_stands_in_its_cells(
    people: list[tuple[str, int]],
) -> None:
    payouts = [Payout(HANAKO._replace(amount=yen), name, name, 2) for name, yen in people]
    content = statement(payouts, BANKS)
    decided = Totals(len(people), sum(yen for _, yen in people))
    assert totals_in_statement(content) == {decided}
    lines = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))[1:-1]
    assert [int(each[5]) for each in lines] == [yen for _, yen in people]


def test_a_statement_that_was_spoilt_says_something_else() -> None:
    payouts = [Payout(HANAKO, "タカハシ", "髙橋", 2), Payout(SHOKO, "ヴァン", "Vin", 1)]
    good = statement(payouts, BANKS)
    assert totals_in_statement(good) == {BOTH}
    spoilt = [
        good.replace(b'"40000"', b'"40001"'),
        good.replace(b'"40000"', b'"4000x"'),
        good.replace(b'"40000"', b'""'),
        b"\r\n".join(each for n, each in enumerate(good.split(b"\r\n")) if n != 1),
        good.replace("2 件".encode(), "3 件".encode()),
    ]
    for content in spoilt:
        assert content != good
        assert totals_in_statement(content) != {BOTH}


def test_a_banks_file_that_was_spoilt_says_something_else() -> None:
    good = written(HANAKO, SHOKO).content
    assert totals_in_transfers(good) == {BOTH}
    amount = 120 + 80
    for at in (amount, amount + 9):
        for digit in b"9x ":
            spoilt = good[:at] + bytes([digit]) + good[at + 1 :]
            assert totals_in_transfers(spoilt) != {BOTH}
    assert totals_in_transfers(good[:-1]) == set()
    assert totals_in_transfers(good[:120] + good[240:]) != {BOTH}
