"""What a flow says where nobody listens to keys."""

from __future__ import annotations

import pytest

from ivr_flows import loader
from ivr_flows.schema import Flow
from ivr_flows.unattended import sounds_of
from tests.unit.ivr_flows.sapporo import VALUES
from tests.unit.ivr_flows.script import ends, flow_of

pytestmark = pytest.mark.unit

SHIPPED = {flow.name: flow for flow in loader.load([loader.SHIPPED], VALUES).flows}


def said(flow: Flow) -> str:
    texts = {prompt.sound: prompt.text for prompt in flow.prompts()}
    return "".join(texts[each] for each in sounds_of(flow))


def test_the_shipped_announcements_are_whole_but_for_what_changes_and_what_is_offered() -> None:
    night = said(SHIPPED["after_hours"])
    assert night.startswith("お電話ありがとうございます。")
    assert "受付時間外です" in night
    assert night.endswith("もう一度おかけ直しください。お電話ありがとうございました。")
    for offered in ("For English", "次の受付は", "1を押して"):
        assert offered not in night
    assert "休止しております" in said(SHIPPED["emergency"])
    assert said(SHIPPED["recording_notice"]).startswith("正確なご案内のため")


def test_what_the_fallback_cannot_do_is_passed_by() -> None:
    flow = flow_of(
        """
[nodes.message]
verb = "message"
text = "伝言をどうぞ。"
next = "bye"
empty = "bye"
"""
        + ends("bye")
    )
    assert said(flow) == ""
