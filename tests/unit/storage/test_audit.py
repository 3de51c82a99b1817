"""The words of the trail: none is idle, each is noted by somebody."""

from __future__ import annotations

from pathlib import Path

import pytest

from storage.audit import Action

pytestmark = pytest.mark.unit

ROOT = Path(__file__).parents[3]
ROOMS = ("agent_ui", "app", "cases", "desk", "metrics", "recordings", "storage")


def test_every_action_is_noted_somewhere() -> None:
    sources = "\n".join(
        path.read_text(encoding="utf-8") for room in ROOMS for path in (ROOT / room).rglob("*.py")
    )
    assert [each.name for each in Action if f"Action.{each.name}" not in sources] == []
