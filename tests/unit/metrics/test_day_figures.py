from __future__ import annotations

import pytest

from callcenter.outcome import Outcome
from metrics.day_figures import LOST, OFFERED, SERVED, outcomes_of
from tests.unit.metrics.shipped import the_clients

pytestmark = pytest.mark.unit


@pytest.mark.parametrize("kpi", ["sapporo-1", "callback-1"])
def test_who_was_served_and_who_was_lost_are_all_that_came(kpi: str) -> None:
    definition = the_clients(kpi)
    served, lost = outcomes_of(SERVED, definition), outcomes_of(LOST, definition)
    assert served
    assert lost
    assert not served & lost
    assert served | lost == outcomes_of(OFFERED, definition)
    assert (Outcome.CALLBACK_TAKEN in served) is (kpi == "callback-1")


def test_what_is_no_figure_counts_nothing() -> None:
    assert outcomes_of("x", the_clients()) is None
