"""Every field row and rule on the page of paper entry, as on the online form's CSV (3.1)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from html import unescape
from typing import Any

import pytest

from agent_ui.case_typed import line_of
from agent_ui.shown import Site
from cases.catalogue import Catalogue
from cases.document import Document
from cases.findings import Code, Finding
from cases.schema import Channel
from tests.integration.agent_ui.browser import Browser
from tests.integration.agent_ui.test_case_paper import PLACE, TWICE
from tests.integration.agent_ui.test_cases import with_cases
from tests.integration.desk.people import newcomer
from tests.unit.cases.applications import CHILD, application, plan, schema
from tests.unit.cases.test_rules import CONDITIONS, MISSING, RIGHT, WRONG

pytestmark = pytest.mark.integration

CATALOGUE = Catalogue(schema(), plan().deficiencies)
TOLD = re.compile(r'role="alert"><h2>[^<]*</h2><ul>(.*?)</ul>', re.DOTALL)


def sent(document: Document) -> dict[str, str]:
    """Give an application as the page sends it, its account typed twice alike."""
    fields = dict(document.values)
    for n, child in enumerate(document.children, start=1):
        fields |= {f"{field}.{n}": value for field, value in child.items()}
    fields |= {f"again-{field}": document.values[field] for field in TWICE}
    blocks = str(max(1, len(document.children)))
    return fields | {"channel": "post", "received_at": "2026-03-02T09:00", "blocks": blocks}


def told(page: str) -> set[str]:
    found = TOLD.search(page)
    return set(re.findall(r"<li>(.*?)</li>", unescape(found[1]))) if found else set()


def lines(changed: Mapping[str, Any], codes: set[tuple[str, Code]]) -> set[str]:
    child = len(changed.get("kids", [{}]))
    return {
        line_of(CATALOGUE, Finding(field, code, child if field in CHILD else 0))
        for field, code in codes
    }


async def test_every_rule_finds_on_the_page_what_it_finds_in_the_form(site: Site) -> None:
    """One sheet for each right, missing and wrong value, and for each condition either way."""
    march = datetime(2026, 3, 2, 3, tzinfo=UTC)
    site = with_cases(replace(site, desk=replace(site.desk, clock=lambda: march)))
    shown = [(changed, set[tuple[str, Code]]()) for _, _, changed in RIGHT]
    shown += [
        ({field: value}, {(field, each) for each in codes}) for _, field, value, codes in WRONG
    ]
    shown += [({field: ""}, {(field, Code.MISSING)}) for field in MISSING]
    shown += [(changed, codes) for _, changed, codes in CONDITIONS]
    async with Browser(site) as browser:
        await browser.sign_in(await newcomer(site.desk))
        await browser.get(PLACE)
        for changed, codes in shown:
            answer = await browser.fill(PLACE, sent(application(Channel.POST, **changed)))
            assert answer.status == (422 if codes else 303), (changed, browser.page)
            assert told(browser.page if codes else "") == lines(changed, codes), changed
