"""What an erasure is asked for with, and why it is not done (SPR-I-7-4)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from japan.my_number import holds_my_number
from storage.vault_tables import Erasure


class No(StrEnum):
    """Why something is not done; the words stand with pages and commands."""

    INCOMPLETE = "incomplete"
    """One of the five fields is empty."""
    MY_NUMBER = "my_number"
    """A text holds an individual number."""
    NOTHING = "nothing"
    """It names no recording."""
    UNKNOWN = "unknown"
    """It names a recording that is not there, or was erased."""
    HELD = "held"
    """A legal hold protects one of them."""
    TAKEN = "taken"
    """One of them is part of another erasure."""
    QUANTITY = "quantity"
    """The quantity is not that of what it names."""
    NOT_THERE = "not_there"
    """There is no such erasure."""
    NOT_REQUESTED = "not_requested"
    """It was decided already."""
    NOT_APPROVED = "not_approved"
    """Nobody has consented to it."""
    SAME_PERSON = "same_person"
    """Who applied cannot approve, and who executes is no witness."""
    NO_REFERENCE = "no_reference"
    """The client's consent is not named."""
    NO_WITNESS = "no_witness"
    KEPT = "kept"
    """The contract keeps logs longer."""
    TOO_EARLY = "too_early"
    """The planned day is still to come."""
    CHANGED = "changed"
    """A file of it is gone, or not what it was when it was applied for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Application:
    """The five fields, and what for."""

    item: str
    """項目."""
    medium: str
    """媒体名."""
    quantity: int
    """数量."""
    method: str
    """方法."""
    planned_on: date
    """処理予定日."""
    reason: str

    def row(self, id_: str, *, kind: str, by: str, at: datetime) -> Erasure:
        """Make the row of the application, as `by` asks for it."""
        return Erasure(
            id=id_,
            state="requested",
            kind=kind,
            item=self.item.strip(),
            medium=self.medium.strip(),
            quantity=self.quantity,
            method=self.method.strip(),
            planned_on=self.planned_on,
            reason=self.reason.strip(),
            requested_by=by,
            requested_at=at,
        )


def flaw_of(asked: Application) -> No | None:
    """Tell what is wrong with the texts: one is empty, or holds what may not be kept."""
    texts = (asked.item, asked.medium, asked.method, asked.reason)
    if not all(each.strip() for each in texts):
        return No.INCOMPLETE
    return No.MY_NUMBER if any(map(holds_my_number, texts)) else None
