"""The form is the campaign's file: a field removed, added or moved there is so everywhere."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from agent_ui.case_room import CaseRoom
from agent_ui.shown import Site
from app.case_form import plan_named
from cases.layout import header_of
from cases.rules import Form
from cases.schema import Channel
from cases.store import Shelf
from cases.vault import Vault
from tests.integration.agent_ui.browser import Browser
from tests.integration.agent_ui.test_case_paper import PLACE, typed
from tests.integration.desk.people import newcomer
from tests.unit.cases.applications import RECEIVED, application

pytestmark = pytest.mark.integration

SHIPPED = Path(__file__).parents[3] / "config" / "campaigns" / "sapporo.toml"
MARK = "[[cases.fields]]"
ADDED = '\nid = "remark"\nlabel = "通信欄"\nkind = "free"\nrequired = false\n\n'


@pytest.mark.clause("SPR-III-5-2-ア", "SPR-I-12")
async def test_a_form_is_changed_in_the_campaigns_file_alone(site: Site, tmp_path: Path) -> None:
    """F-R12: item 10 is removed, item 1 stands last, one of their own is added."""
    head, first, *blocks = SHIPPED.read_text().split(MARK)
    kept = [each for each in blocks if 'id = "office"' not in each]
    assert len(kept) == len(blocks) - 1
    ended = [each if each.endswith("\n\n") else f"{each}\n" for each in kept]
    file = tmp_path / "own.toml"
    file.write_text(MARK.join([head, *ended, first, ADDED]))
    plan = plan_named(str(file))
    assert plan is not None
    fields = plan.schema.on(Channel.ONLINE)
    header = header_of(plan.schema, fields, 1)
    assert (header[2], header[-2:]) == ("申請者カナ氏名", ["申請日", "通信欄"])
    assert "申請者所属庁" not in header
    document = application(applicant_kind="公務員", remark="ｻｯﾎﾟﾛ")
    assert Form(plan.schema, Channel.ONLINE).check(document, RECEIVED) == []
    shelf = Shelf(plan.schema, Vault(b"k" * 32, encrypted=True))
    async with Browser(replace(site, cases=CaseRoom(shelf, plan))) as browser:
        await browser.sign_in(await newcomer(site.desk))
        await browser.get(PLACE)
        places = [browser.page.find(f'name="{each}"') for each in ("phone", "applied_on", "remark")]
        assert -1 < places[0] < places[1] < places[2]
        assert 'name="office"' not in browser.page
        sent = typed(applicant_kind="公務員", remark="ｻｯﾎﾟﾛ")
        assert (await browser.fill(PLACE, sent)).status == 303
