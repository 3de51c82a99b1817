"""Scripts that once broke a promise; they are kept in seeds.toml and must never do so again."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path

from tests.sim.script import Script, from_line

SEEDS = Path(__file__).with_name("seeds.toml")


@dataclass(frozen=True, slots=True)
class Kept:
    """One script that failed once."""

    name: str
    why: str
    script: Script


def kept() -> list[Kept]:
    """Read them all."""
    listed = tomllib.loads(SEEDS.read_text(encoding="utf-8"))["seed"]
    return [Kept(each["name"], each["why"], from_line(each["script"])) for each in listed]
