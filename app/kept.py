"""What is kept by its content: the name of a plain form is its hash, and it is never changed."""

from __future__ import annotations

import hashlib

from app.home import Home
from app.written import write_atomically


def name_of(content: bytes) -> str:
    """Name a plain form."""
    return hashlib.sha256(content).hexdigest()


def keep(home: Home, content: bytes) -> str:
    """Keep a plain form under its name, which is given back.

    Raises:
        HomeUnusable: it cannot be written.
    """
    name = name_of(content)
    write_atomically(home.versions / f"{name}.json", content.decode())
    return name
