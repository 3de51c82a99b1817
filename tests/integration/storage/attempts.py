"""Attempts (架電) as rows, for tests to which only a little of them matters."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from storage.contact_tables import ContactAttempt


def an_attempt(id_: str, leased_at: datetime, **given: Any) -> ContactAttempt:
    """One attempt of an agent's, leased at an instant; what is given stands for the usual."""
    usual: dict[str, Any] = {
        **{"contact": "k1", "n": 1, "mode": "preview", "person": "p-1", "phone_key": b""},
        **{"leased_at": leased_at, "leased_until": leased_at},
    }
    return ContactAttempt(id=id_, **(usual | given))
