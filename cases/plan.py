"""A campaign's application work as values: its form, its limits and clocks, its payer."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Literal

import msgspec

from cases.catalogue import DeficiencyCode
from cases.contact_rules import ContactRules
from cases.identity import Proof
from cases.schema import Schema


@dataclass(frozen=True, slots=True, kw_only=True)
class Payer:
    """Who pays (振込依頼人)."""

    code: str
    name: str
    bank_code: str
    branch_code: str
    account_kind: str
    account_number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Payment:
    """How much a child is, in yen, and how the bank wants its file."""

    amount_per_child: int
    line_end: Literal["none", "crlf"] = "none"
    payer: Payer | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FileConsent:
    """The client's standing consent to the erasure of the day's earlier files (A-21)."""

    reference: str
    agreed_on: date
    item: str
    medium: str
    quantity: str
    method: str
    schedule: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgressColumn:
    """A column of the progress list: one of ours, or a field of the form, under a name."""

    column: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Everything that the campaign's file says of applications."""

    schema: Schema
    handover_days: int
    notices_from: date | None = None
    send_back_alert_days: int
    second_confirmation: bool
    delivery_weekday: str
    stagnation_days: dict[str, int]
    """Longest time in a status, in days, by status."""
    minutes: dict[str, int]
    """Standard minutes of each step of the work (SPR-III-4)."""
    criteria: tuple[str, ...] = ()
    deficiencies: tuple[DeficiencyCode, ...] = ()
    """The campaign's own codes, besides the rules'."""
    online_in_list: Literal["clear_only", "all"] = "clear_only"
    """Whether the progress list has online applications that are deficient (A-23)."""
    progress: tuple[ProgressColumn, ...] = ()
    """The progress list's columns in their order; none given is all of ours."""
    payment: Payment | None = field(default=None)
    contacts: ContactRules | None = None
    """None: nobody is called."""
    file_consent: FileConsent | None = None
    """None: no file of a day is erased."""
    identity: Proof = field(default_factory=Proof)
    """What proves who a caller is."""


def encode(plan: Plan) -> bytes:
    """Write the plain form: canonical JSON."""
    return msgspec.json.encode(plan, order="sorted")


def decode(plain: bytes) -> Plan:
    """Read a plain form.

    Raises:
        msgspec.DecodeError: it is not one.
    """
    return msgspec.json.decode(plain, type=Plan)
