"""What keeps a record from being closed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from desk.inquiry import Content, Lack, Matter, Missing, Result, Severity, missing
from desk.rules import Category, Rules

pytestmark = pytest.mark.unit

RULES = Rules(
    categories=(
        Category(id="apply", name="申請方法"),
        Category(
            id="complaint",
            name="苦情",
            is_complaint=True,
            children=(Category(id="manner", name="応対"),),
        ),
    ),
    wards=("中央区",),
)
WHOLE = Matter(category="apply", result=Result.CLOSED, text="必要書類をご案内した。")
REFERRED = replace(WHOLE, result=Result.WARD_OFFICE, ward="中央区", section="保健福祉課")


def lacks(*matters: Matter, **whole: object) -> list[tuple[int, Lack]]:
    content = replace(Content(matters=matters), **whole)  # type: ignore[arg-type]
    return [(each.matter, each.lack) for each in missing(content, RULES)]


def test_a_whole_record_lacks_nothing() -> None:
    assert lacks(WHOLE, REFERRED) == []


def test_an_empty_record_lacks_category_result_and_text() -> None:
    assert missing(Content(), RULES) == (
        Missing(1, Lack.CATEGORY),
        Missing(1, Lack.RESULT),
        Missing(1, Lack.TEXT),
    )


def test_a_referral_needs_a_ward_of_the_campaign_and_a_section() -> None:
    assert lacks(WHOLE, replace(REFERRED, ward="", section="")) == [
        (2, Lack.WARD),
        (2, Lack.SECTION),
    ]
    assert lacks(replace(REFERRED, ward="新宿区")) == [(1, Lack.WARD)]


@pytest.mark.clause("SPR-II-3-2-4")
@pytest.mark.parametrize("category", ["complaint", "manner"])
def test_a_category_of_complaints_is_refused_without_the_complaints_details(
    category: str,
) -> None:
    matter = replace(WHOLE, category=category)
    assert lacks(matter) == [(0, Lack.COMPLAINT)]
    assert lacks(matter, is_complaint=True) == [(0, Lack.SEVERITY)]
    assert lacks(matter, is_complaint=True, severity=Severity.URGENT) == []


@pytest.mark.clause("OTR-特-3")
def test_an_individual_number_is_refused_in_every_free_text() -> None:
    for typed in (
        replace(WHOLE, text="1234-5678-9018"),
        replace(REFERRED, section="123456789018"),
    ):
        assert lacks(typed) == [(0, Lack.MY_NUMBER)]
