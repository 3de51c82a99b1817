"""Shape and rules together, every mistake at once."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any

import pytest
from pydantic import Field

from config.problem import Fault
from config.validation import Rule, Section, known_keys, validate
from ivr_flows.problem import Problem

pytestmark = pytest.mark.unit


class Inner(Section):
    size: Annotated[int, Field(ge=1)]
    first: str = Field(alias="from", default="")


class Outer(Section):
    name: Annotated[str, Field(min_length=1)]
    inner: Inner
    rows: list[Inner]


def _no_seven(outer: Outer) -> Iterator[Fault]:
    if outer.inner.size == 7:
        yield Fault(("inner", "size"), "七です。")


RULES: tuple[Rule[Outer], ...] = (Rule(("inner",), _no_seven),)
RIGHT: dict[str, Any] = {"name": "a", "inner": {"size": 1}, "rows": []}


def check(tree: dict[str, Any]) -> Outer | list[Problem]:
    return validate(Outer, tree, rules=RULES, where=lambda keys: ("x.toml", len(keys)))


def messages(tree: dict[str, Any]) -> dict[str, str]:
    found = check(tree)
    assert isinstance(found, list)
    return {each.key: each.message for each in found}


def test_a_right_tree_becomes_a_model() -> None:
    found = check(RIGHT)
    assert isinstance(found, Outer)
    assert found.inner.size == 1


def test_a_rule_runs_although_another_section_is_wrong() -> None:
    found = messages({**RIGHT, "name": "", "inner": {"size": 7}})
    assert found == {"name": "空にはできません。", "inner.size": "七です。"}


def test_a_rule_runs_although_its_section_has_an_unknown_key() -> None:
    found = messages({**RIGHT, "inner": {"size": 7, "sise": 1}})
    assert found == {"inner.sise": "知らない項目です。", "inner.size": "七です。"}


def test_a_rule_waits_for_a_section_of_the_wrong_shape() -> None:
    assert messages({**RIGHT, "inner": {"size": "7"}}) == {"inner.size": "整数で書いてください。"}


@pytest.mark.parametrize(
    ("key", "hint"),
    [("sise", "「size」ではありませんか。"), ("form", "「from」ではありませんか。"), ("xyzzy", "")],
)
def test_an_unknown_key_in_a_row_is_met_with_its_neighbour(key: str, hint: str) -> None:
    found = check({**RIGHT, "rows": [{"size": 1}, {"size": 1, key: 2}]})
    assert isinstance(found, list)
    assert [(each.key, each.hint) for each in found] == [(f"rows[2].{key}", hint)]


def test_a_key_in_the_wrong_table_is_met_with_the_right_one() -> None:
    found = check({**RIGHT, "size": 3})
    assert isinstance(found, list)
    assert found[0].hint == "「inner.size」ではありませんか。"


def test_the_read_tree_is_not_changed() -> None:
    tree = {**RIGHT, "inner": {"size": 1, "sise": 1}}
    check(tree)
    assert tree["inner"] == {"size": 1, "sise": 1}


def test_no_value_is_repeated_in_a_problem() -> None:
    found = check({"name": 5, "inner": {"size": "hush"}, "rows": "hush"})
    assert "hush" not in repr(found)


def test_keys_are_known_by_the_names_in_the_file() -> None:
    assert known_keys(Outer) == {"name": None, "inner": Inner, "rows": Inner}
    assert list(known_keys(Inner)) == ["size", "from"]
