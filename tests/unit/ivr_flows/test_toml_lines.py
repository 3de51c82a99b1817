"""Lines and names of keys; whole files are in tests/unit/config/test_toml_file.py."""

from __future__ import annotations

import tomllib

import pytest

from ivr_flows.toml_lines import lines_of, nearest, written

pytestmark = pytest.mark.unit

TEXT = '''text = """
[fake]
"""
[nodes.menu]
verb = "menu"
keys = { 1 = "end" }

[nodes."menu".again]
text = "x"
'''


def test_keys_are_found_where_they_are_written_or_around() -> None:
    lines = lines_of(TEXT, tomllib.loads(TEXT))
    assert nearest(lines, ("text",)) == 1
    assert nearest(lines, ("nodes", "menu")) == 4
    assert nearest(lines, ("nodes", "menu", "keys", "1")) == 6
    assert nearest(lines, ("nodes", "menu", "again", "text")) == 9
    assert nearest(lines, ("fake",)) is None


def test_rows_are_counted_from_one() -> None:
    assert written(("capacity", 2, "seats")) == "capacity[3].seats"
    assert written(()) == ""
