"""Where this machine gets Debian's packages from: the base address in its own apt sources."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

PUBLIC_MIRROR = "http://deb.debian.org/debian"
"""Debian's public address; packages are signed, so plain HTTP (and a local cache) will do."""

_ONE_LINE = re.compile(r"^deb\s+(?:\[[^\]]*\]\s+)?(?P<uri>\S+)\s+\S+\s+(?P<components>.+)$")


def machine_mirror(apt: Path = Path("/etc/apt")) -> str:
    """Debian's base address in this machine's sources; the public one if there is none (Ubuntu)."""
    return debian_base(_source_texts(apt)) or PUBLIC_MIRROR


def debian_base(sources: Iterable[str]) -> str | None:
    """The first address in these apt sources that is a Debian archive with component main.

    Texts are in the deb822 or the one-line format (sources.list(5)). An address counts if its path
    ends in `/debian`, as those of Debian's mirrors do; security and snapshot archives do not.
    """
    for text in sources:
        for uri, components in [*_one_line_entries(text), *_deb822_entries(text)]:
            base = uri.rstrip("/")
            if "main" in components and base.endswith("/debian") and "://" in base:
                return base
    return None


def _source_texts(apt: Path) -> Iterator[str]:
    folder = apt / "sources.list.d"
    for path in [
        apt / "sources.list",
        *sorted(folder.glob("*.sources")),
        *sorted(folder.glob("*.list")),
    ]:
        if path.is_file():
            yield path.read_text(encoding="utf-8", errors="replace")


def _one_line_entries(text: str) -> Iterator[tuple[str, list[str]]]:
    for line in text.splitlines():
        if entry := _ONE_LINE.match(line.split("#")[0].strip()):
            yield entry["uri"], entry["components"].split()


def _deb822_entries(text: str) -> Iterator[tuple[str, list[str]]]:
    for stanza in re.split(r"\n\s*\n", text):
        fields = _deb822_fields(stanza)
        enabled = fields.get("enabled", "yes").lower() not in {"no", "false"}
        if enabled and "deb" in fields.get("types", "").split():
            for uri in fields.get("uris", "").split():
                yield uri, fields.get("components", "").split()


def _deb822_fields(stanza: str) -> dict[str, str]:
    """The stanza's fields by lower-case name; continuation lines are joined, comments left out."""
    fields: dict[str, str] = {}
    name = ""
    for line in stanza.splitlines():
        if line.startswith("#"):
            continue
        if line[:1].isspace():
            fields[name] = f"{fields.get(name, '')} {line.strip()}"
        elif ":" in line:
            name, _, value = line.partition(":")
            name = name.strip().lower()
            fields[name] = value.strip()
    return fields
