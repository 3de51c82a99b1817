"""The tree of categories."""

from __future__ import annotations

import pytest

from desk.rules import Category, Rules

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
