"""The examples of the operator's guide are settings that Madoguchi takes."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from config.problem import line_for
from config.settings import load_settings

pytestmark = pytest.mark.unit

ROOT = Path(__file__).parent.parent
GUIDE = (ROOT / "docs" / "install.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"^```toml\n(.*?)^```", GUIDE, re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda text: text.split()[0])
def test_an_example_is_taken_as_it_stands(example: str, tmp_path: Path) -> None:
    for certificate in ("fullchain.pem", "privkey.pem"):
        (tmp_path / certificate).touch()
    text = example.replace("/etc/madoguchi", str(tmp_path))
    (tmp_path / "madoguchi.toml").write_text(text, encoding="utf-8")
    found = load_settings(tmp_path, {})
    assert not isinstance(found, list), [line_for(each) for each in found]


def test_the_paths_are_those_of_the_unit() -> None:
    unit = (ROOT / "config" / "systemd" / "madoguchi.service").read_text(encoding="utf-8")
    for path in ("/opt/madoguchi", "/var/lib/madoguchi", "/var/cache/madoguchi"):
        assert path in GUIDE
        assert path in unit


def test_the_doctor_looks_where_the_unit_keeps_things() -> None:
    unit = (ROOT / "config" / "systemd" / "madoguchi.service").read_text(encoding="utf-8")
    kept = re.findall(r"^Environment=(MADOGUCHI_HOME=\S+ MADOGUCHI_CACHE=\S+)$", unit, re.MULTILINE)
    assert len(kept) == 1
    calls = [line for line in GUIDE.splitlines() if line.endswith("/madoguchi doctor")]
    assert calls
    assert all(kept[0] in line for line in calls)
