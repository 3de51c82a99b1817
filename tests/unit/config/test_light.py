"""What the controller loads of these rooms stays light: it starts in 0.2 s."""

from __future__ import annotations

import subprocess
import sys

import pytest

pytestmark = pytest.mark.integration

HEAVY = ("pydantic", "phonenumbers", "holidays", "sqlmodel", "sqlalchemy", "jinja2", "asyncio")


@pytest.mark.parametrize("module", ["japan.phone", "config.plain"])
def test_the_module_loads_nothing_heavy(module: str) -> None:
    code = f"import sys, {module}; print(*sys.modules)"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert set(HEAVY).isdisjoint(run.stdout.split())
