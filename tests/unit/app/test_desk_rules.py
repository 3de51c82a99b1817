"""From the campaign's tables to the rules of people's work, and through their plain form."""

from __future__ import annotations

import pytest

from app.desk_rules import desk_rules, read_rules, write_rules
from app.errors import PlainUnreadable
from config.campaign import desk_tables
from config.desk_file import DeskTables
from desk.rules import Rules
from tests.unit.config.test_campaign import FLOWS

pytestmark = pytest.mark.unit


def sapporo() -> Rules:
    tables = desk_tables("sapporo", flows=FLOWS)
    assert isinstance(tables, DeskTables)
    return desk_rules(tables)


def test_what_a_record_needs_comes_from_the_campaign() -> None:
    rules = sapporo()
    path = rules.category("papers")
    assert path is not None
    assert [each.name for each in path] == ["申請方法", "必要書類"]
    assert [path[-1].id for path in rules.paths() if path[-1].is_complaint] == ["complaint"]
    assert len(rules.wards) == 10
    assert rules.templates


def test_the_plain_form_says_the_same() -> None:
    assert read_rules(write_rules(sapporo()), path="rules.json") == sapporo()


def test_another_versions_plain_form_is_refused() -> None:
    with pytest.raises(PlainUnreadable):
        read_rules(b'{"wards": 1}', path="rules.json")
