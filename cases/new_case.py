"""The columns of cases that are new, whichever way they came."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from cases.numbering import LETTERS, PUSH, number_of
from cases.schema import Channel
from cases.store import Shelf


def columns_of(shelf: Shelf, seqs: Sequence[int], *, letter: str) -> dict[str, list[Any]]:
    """Give the columns that follow from the numbers that cases get."""
    prefix = shelf.schema.prefix
    return {"seq": list(seqs), "number": [number_of(prefix, letter, seq) for seq in seqs]}


def sealed(shelf: Shelf, seqs: Sequence[int], plains: Sequence[bytes]) -> dict[str, list[Any]]:
    """Seal documents for the numbers that they get, as columns of `CaseDocument`."""
    close = shelf.vault.close_bytes
    documents = [close(plain, row=f"case:{seq}") for seq, plain in zip(seqs, plains, strict=True)]
    return {"seq": list(seqs), "document": documents}


def same_for(
    shelf: Shelf,
    channel: Channel,
    *,
    at: datetime,
    source: int | None = None,
    is_push: bool = False,
) -> dict[str, Any]:
    """Give the columns that are the same for cases which came together at `at`."""
    return {
        "kind": "push" if is_push else "application",
        "channel": channel.value,
        "status_since": at,
        "revision": 1,
        "form": shelf.form,
        "source": source,
        "entered_at": at,
    }


def letter_of(channel: Channel, *, is_push: bool = False) -> str:
    """Give the letter of a receipt number."""
    return PUSH if is_push else LETTERS[channel]


def first_status(shelf: Shelf, *, is_push: bool) -> str:
    """Give where a case begins."""
    return shelf.life.push_starts_at if is_push else shelf.life.starts_at
