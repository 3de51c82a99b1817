"""A campaign's application work as values: its form, its limits and clocks, its payer."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Literal

import msgspec

from cases.amounts import Amount, amount_of
from cases.catalogue import DeficiencyCode
from cases.contact_rules import ContactRules
from cases.document import Document
from cases.identity import Proof
from cases.life import Life
from cases.schema import Condition, Schema


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
    """How much is paid to whom, in yen, and how the bank wants its file."""

    amount_per_child: int = 0
    amounts: tuple[Amount, ...] = ()
    """The first that fits a case; without one, so much a child."""
    only_if: Condition | None = None
    """Who is paid by transfer; others are paid by somebody else."""
    pays_push: bool = False
    """Whether those who stand in the client's own list are paid here, too (A-28)."""
    needs_past_list: bool = True
    """Whether no run is made before a list of people paid elsewhere is there."""
    line_end: Literal["none", "crlf"] = "none"
    payer: Payer | None = None

    @property
    def asks(self) -> tuple[str, ...]:
        """Give the fields by which it is decided whether and what a case is paid, each once."""
        rules = [field for each in self.amounts for field in each.asks]
        own = [self.only_if.field] if self.only_if else []
        return tuple(dict.fromkeys([*own, *rules]))

    def amount(self, document: Document) -> int | None:
        """Give what a case is paid; None if no rule fits it or a figure is missing."""
        if self.amounts:
            return amount_of(self.amounts, document)
        return self.amount_per_child * len(document.children)


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
class OwnList:
    """A list that the campaign's file describes: which cases, which columns, parted by a field."""

    id: str
    title: str
    columns: tuple[ProgressColumn, ...]
    stages: tuple[str, ...] = ()
    """Empty: in every stage."""
    only_if: Condition | None = None
    split_by: str = ""
    """A field whose every value gets a file of its own."""
    shows_protected: bool = False
    """Whether protected persons stand in it, withheld; else they are left out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonSheets:
    """The monthly sheets of persons: for each one spoken with, what was said and what then."""

    title: str
    columns: tuple[ProgressColumn, ...]
    """What stands above a person's records."""
    stages: tuple[str, ...]
    """In which a person ought to have been spoken with."""
    split_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Everything that the campaign's file says of applications."""

    schema: Schema
    handover_days: int
    notices_from: date | None = None
    send_back_alert_days: int
    second_confirmation: bool
    sealed: bool = False
    """Files with personal data leave as encrypted archives alone."""
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
    life: Life = field(default_factory=Life)
    lists: tuple[OwnList, ...] = ()
    sheets: PersonSheets | None = None
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
