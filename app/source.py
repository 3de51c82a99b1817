"""The hash of the code that decides: the same records give the same commands on the same hash."""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parent.parent
DECIDING = ("callcenter", "japan", "ivr_flows")


@functools.cache
def source_hash() -> str:
    """Hash every file of the core, by name and content, as they are when first asked."""
    digest = hashlib.sha256()
    for path in _files():
        content = path.read_bytes()
        digest.update(f"{path.relative_to(ROOT)} {len(content)}\n".encode() + content)
    return digest.hexdigest()


def _files() -> Iterator[Path]:
    for each in DECIDING:
        path = ROOT / each
        yield from sorted(path.rglob("*.py")) if path.is_dir() else [path]
