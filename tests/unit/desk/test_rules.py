"""The tree of categories."""

from __future__ import annotations

from datetime import date

import pytest

from desk.rules import Category, Reckoning, Rules

pytestmark = pytest.mark.unit

RULES = Rules(
    categories=(
        Category(id="a", name="甲", children=(Category(id="b", name="乙"),)),
        Category(id="c", name="丙", is_complaint=True),
    )
)


def test_categories_come_in_the_order_of_the_tree_with_those_above() -> None:
    assert [[each.id for each in path] for path in RULES.paths()] == [["a"], ["a", "b"], ["c"]]


def test_a_category_is_found_by_its_id() -> None:
    path = RULES.category("b")
    assert path is not None
    assert [each.name for each in path] == ["甲", "乙"]
    assert RULES.category("d") is None


@pytest.mark.clause("SUI-8-10")
@pytest.mark.parametrize(
    ("expiry", "from_day"),
    [("2025-06-15", "2025-03-16"), ("2025-05-31", "2025-03-01"), ("2028-05-30", "2028-03-01")],
)
def test_months_go_back_to_the_end_of_theirs_and_days_are_counted_then(
    expiry: str, from_day: str
) -> None:
    renewal = Reckoning(name="更新できる日", given="有効期限", months=-3, days=1)
    assert renewal.of(date.fromisoformat(expiry)) == date.fromisoformat(from_day)
