"""What the pages of calling are told of the campaign."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.contact_start import contacts_of, room_of
from callcenter.contact import Calling
from cases.store import Shelf
from cases.vault import Vault
from config.campaign import load_campaign
from tests.unit.cases.applications import plan, schema
from tests.unit.config.test_campaign import FLOWS

pytestmark = pytest.mark.unit


def test_the_seats_that_may_call_are_those_with_the_campaigns_skill() -> None:
    shipped = load_campaign("sapporo", flows=FLOWS)
    assert not isinstance(shipped, list)
    shelf = Shelf(schema(), Vault(b"k" * 32, encrypted=True))
    contacts = contacts_of(plan(), shelf, shipped, number_id=lambda _: "", numbers_of=lambda _: [])
    assert contacts is not None
    anybody = replace(shipped, outbound=replace(shipped.outbound, skill=""))
    may = [
        [room.may_call(seat) for seat in ("seat-01", "sv-01")]
        for room in (
            room_of(contacts, each, known=lambda _: None, calling=lambda: Calling.ON)
            for each in (shipped, anybody)
        )
    ]
    assert may == [[True, False], [True, True]]
