"""Failures slow the next attempt down, and are forgotten."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from desk.lockout import ADDRESS_S, FREE, LONGEST_S, OF_ADDRESS, Addresses, delay_s

pytestmark = pytest.mark.unit

AT = datetime(2026, 2, 2, 1, tzinfo=UTC)


def test_a_few_failures_cost_nothing_then_the_delay_grows_to_its_limit() -> None:
    delays = [delay_s(count) for count in range(1, 40)]
    assert delays[:FREE] == [0.0] * FREE
    assert delays[FREE] > 0
    assert delays == sorted(delays)
    assert delays[-1] == LONGEST_S


def test_an_address_with_many_failures_waits_and_is_free_again_later() -> None:
    addresses = Addresses()
    for _ in range(OF_ADDRESS):
        assert addresses.until("10.0.0.1", AT) is None
        addresses.failed("10.0.0.1", AT)
    assert addresses.until("10.0.0.1", AT) == AT + timedelta(seconds=ADDRESS_S)
    assert addresses.until("10.0.0.2", AT) is None
    assert addresses.until("10.0.0.1", AT + timedelta(seconds=ADDRESS_S)) is None
