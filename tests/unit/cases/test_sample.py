"""The sample's people: always the same, right but for the mistakes that they are told to make."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from cases.banks import shipped
from cases.layout import Layout, lay_out
from cases.sample import Applicant, sample, sheet_of
from cases.sample_mistakes import MISTAKES
from cases.schema import Channel
from cases.sheet import Sheet, read_sheet
from tests.unit.cases.applications import form, schema

pytestmark = pytest.mark.unit

N = 1_000


@pytest.fixture(scope="module")
def people() -> list[Applicant]:
    return list(sample(N, schema=schema(), banks=shipped(), seed=7))


def test_the_rules_find_exactly_what_the_sample_says(people: list[Applicant]) -> None:
    for each in people:
        findings = form(Channel.ONLINE).check(each.document, each.received.date())
        found = {(one.field, one.child, one.code) for one in findings}
        assert found == {(one.field, one.child, one.code) for one in each.expected}, each.id


def test_each_mistake_has_its_share(people: list[Applicant]) -> None:
    wrong = sum(bool(each.expected) for each in people)
    assert wrong == sum(each.per_mille for each in MISTAKES) == 100
    codes = Counter(one.code for each in people for one in each.expected)
    assert sum(codes.values()) == wrong
    assert len(codes) >= 10


def test_the_same_seed_gives_the_same_file(people: list[Applicant]) -> None:
    again = list(sample(N, schema=schema(), banks=shipped(), seed=7))
    assert sheet_of(again, schema()) == sheet_of(people, schema())
    other = list(sample(N, schema=schema(), banks=shipped(), seed=8))
    assert sheet_of(other, schema()) != sheet_of(people, schema())


def test_the_file_is_read_back_as_it_was(people: list[Applicant]) -> None:
    sheet = read_sheet(sheet_of(people, schema()))
    assert isinstance(sheet, Sheet)
    layout = lay_out(schema(), schema().on(Channel.ONLINE), sheet.header)
    assert isinstance(layout, Layout)
    for each, (_, row) in zip(people, sheet.rows(), strict=True):
        assert row[0] == each.id
        assert layout.document(row) == each.document


def test_no_child_and_no_account_is_there_twice() -> None:
    right = list(sample(N, schema=schema(), banks=shipped(), flawless=True))
    children = Counter(
        (child["child_kana"], child["child_birth"])
        for each in right
        for child in each.document.children
    )
    accounts = Counter(
        (
            each.document.at("bank_code"),
            each.document.at("branch_code"),
            each.document.at("account_number"),
        )
        for each in right
    )
    assert max(children.values()) == max(accounts.values()) == 1
    assert all(one.id < other.id for one, other in pairwise(right))


def test_external_letters_and_variants_are_among_the_names(people: list[Applicant]) -> None:
    names = "".join(each.document.at("applicant_name") for each in people)
    assert {"髙", "﨑", "𠮷", "\U000e0100"} <= set(names)


def test_nobody_applies_before_the_campaign_or_after_the_clock() -> None:
    monday = datetime(2026, 2, 2, 10, tzinfo=ZoneInfo("Asia/Tokyo"))
    drawn = list(sample(200, schema=schema(), banks=shipped(), flawless=True, until=monday))
    assert all(date(2026, 2, 2) == each.received.date() for each in drawn)
    assert max(each.received for each in drawn) < monday
