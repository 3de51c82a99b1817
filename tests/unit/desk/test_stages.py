"""The steps of a sign-in: none that is due is passed over, whoever asks."""

from __future__ import annotations

from itertools import product

import pytest

from desk.stages import Stage, Standing, next_stage

pytestmark = pytest.mark.unit

ALL = [
    Standing(has_authenticator=a, needs_authenticator=b, must_change=c, is_elsewhere=d)
    for a, b, c, d in product((False, True), repeat=4)
]


def way(standing: Standing) -> list[Stage]:
    stages: list[Stage] = []
    while not stages or stages[-1] is not Stage.ACTIVE:
        stages.append(next_stage(standing, after=stages[-1] if stages else None))
    return stages


@pytest.mark.parametrize("standing", ALL)
def test_an_authenticator_that_there_is_is_asked_first(standing: Standing) -> None:
    assert (way(standing)[0] is Stage.TOTP) is standing.has_authenticator


@pytest.mark.parametrize("standing", ALL)
def test_what_is_due_is_on_the_way_and_nothing_else(standing: Standing) -> None:
    found = set(way(standing))
    assert (Stage.CHANGE_PASSWORD in found) is standing.must_change
    assert (Stage.TAKE_OVER in found) is standing.is_elsewhere
    wanted = standing.needs_authenticator and not standing.has_authenticator
    assert (Stage.SET_UP_TOTP in found) is wanted
