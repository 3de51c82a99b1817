"""Which services an agent must not promise now."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from agent_ui.closed_services import closed_services
from callcenter.campaign import Campaign
from config.campaign import load_campaign
from ivr_flows.loader import SHIPPED

pytestmark = pytest.mark.unit


@pytest.mark.clause("SUI-7-4", "SUI-11-9-イ")
@pytest.mark.parametrize(
    ("moment", "closed"),
    [
        ("2024-09-14 11:59:59", ["健康保険証利用・公金受取口座の登録"]),
        ("2024-09-14 12:00:00", ["電子証明書の更新", "健康保険証利用・公金受取口座の登録"]),
        ("2024-09-14 17:00:00", []),  # nothing is taken at all
        ("2024-09-13 13:00:00", []),
    ],
)
def test_what_is_closed_while_the_centre_is_open(moment: str, closed: list[str]) -> None:
    found = load_campaign("suita", flows=[path.stem for path in SHIPPED.glob("*.toml")])
    assert isinstance(found, Campaign)
    at = datetime.fromisoformat(moment).replace(tzinfo=ZoneInfo("Asia/Tokyo"))
    assert [each.name for each in closed_services(found, at)] == closed
