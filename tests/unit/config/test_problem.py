"""How a mistake is told."""

from __future__ import annotations

import pytest

from config.problem import did_you_mean, line_for
from ivr_flows.problem import Problem

pytestmark = pytest.mark.unit


def test_a_problem_is_one_line_with_place_key_message_and_hint() -> None:
    problem = Problem("a.toml", 3, "web.port", "整数で書いてください。", "例: 8080")
    assert line_for(problem) == "a.toml:3: web.port: 整数で書いてください。 例: 8080"


def test_line_breaks_and_missing_parts_leave_no_trace() -> None:
    assert (
        line_for(Problem("a.toml", None, "", "読めません:\n why", "")) == "a.toml: 読めません: why"
    )


def test_only_a_near_word_is_suggested() -> None:
    assert (
        did_you_mean("wait_limt_s", {"wait_limit_s", "ring_s"})
        == "「wait_limit_s」ではありませんか。"
    )
    assert did_you_mean("xyz", {"wait_limit_s"}) == ""
