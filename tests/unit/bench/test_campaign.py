from __future__ import annotations

from pathlib import Path

import pytest

from bench.campaign import campaign_file, seat_names
from callcenter.campaign import Campaign
from config.campaign import load_campaign

pytestmark = pytest.mark.unit


@pytest.mark.parametrize("record", [False, True])
def test_the_campaign_is_a_valid_one(tmp_path: Path, record: bool) -> None:
    file = tmp_path / "bench.toml"
    file.write_text(campaign_file(seats=200, record=record))
    campaign = load_campaign(str(file), flows=())
    assert isinstance(campaign, Campaign), campaign
    assert [desk.id for desk in campaign.desks] == seat_names(200)
    assert campaign.record is record
    assert campaign.wrap_up_s == 0
    assert campaign.capacity[0].lines >= 200
