"""The form of a campaign's applications as data: which fields there are and what holds for each.

The campaign's file says it, `config` checks it, `app` hands it in. Nothing here or in the files
that use it knows a contract: a field is found by its id, or by the `Role` that it plays for us.

The plain form is canonical JSON; its SHA-256 names the schema in every row and history line.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

import msgspec


class Kind(StrEnum):
    """What is written in a field."""

    DATE = "date"
    """A pull-down of year, month and day."""
    CHOICE = "choice"
    """A pull-down of words."""
    TEXT = "text"
    """全角."""
    NAME = "name"
    """全角, family name and given name parted by a space."""
    KANA_NAME = "kana_name"
    """全角カタカナ, parted by a space."""
    KANA = "kana"
    """全角カタカナ as the holder of an account is written: convertible for banks, 30 letters."""
    DIGITS = "digits"
    """半角数字 of given lengths."""
    COUNT = "count"
    """How many children there are."""
    FREE = "free"
    """Whatever is written, in any width."""
    ATTACHMENT = "attachment"
    """A file that goes with the application; what stands in its column is the file's name."""


class Role(StrEnum):
    """What the software needs a field for."""

    APPLIED_ON = "applied_on"
    APPLICANT_KANA = "applicant_kana"
    APPLICANT_NAME = "applicant_name"
    APPLICANT_BIRTH = "applicant_birth"
    APPLICANT_KIND = "applicant_kind"
    ADDRESS = "address"
    PHONE = "phone"
    CHILD_KANA = "child_kana"
    CHILD_NAME = "child_name"
    CHILD_BIRTH = "child_birth"
    BANK_CODE = "bank_code"
    BANK_NAME = "bank_name"
    BRANCH_CODE = "branch_code"
    BRANCH_NAME = "branch_name"
    ACCOUNT_KIND = "account_kind"
    ACCOUNT_NUMBER = "account_number"
    ACCOUNT_HOLDER = "account_holder"


class Channel(StrEnum):
    """How an application came (SPR-III-3-1); never changes after receipt."""

    ONLINE = "online"
    POST = "post"
    CLIENT = "client"
    """Mailed to the client, who handed it over; counts as paper."""


CHANNELS: dict[Channel, str] = {
    Channel.ONLINE: "オンライン",
    Channel.POST: "郵送",
    Channel.CLIENT: "委託者経由",
}


WITHHELD = "責任者対応"
"""What stands where a protected person's name would."""


class Severity(StrEnum):
    """What a finding means."""

    DEFICIENCY = "deficiency"
    QUESTION = "question"
    """For the client to answer (A-26); the application is not incomplete."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """The field is filled only if another one has a value; empty otherwise.

    If that other field is not part of the form (the paper's alone, say), the condition holds.
    """

    field: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One field (申請項目)."""

    id: str
    label: str
    """The column's heading; a child's field has the child's number after it."""
    kind: Kind
    no: str = ""
    """The contract's number."""
    required: bool = True
    """With a condition: required where it holds."""
    per_child: bool = False
    role: Role | None = None
    only_if: Condition | None = None
    differs_from: str | None = None
    choices: tuple[str, ...] = ()
    lengths: tuple[int, ...] = ()
    """How many digits; none given is any."""
    prefix: str = ""
    """With what the digits begin."""
    not_before: date | None = None
    not_after: date | None = None
    not_after_receipt: bool = False
    fiscal_age_most: int | None = None
    """Born so that this age is reached in the fiscal year of the receipt or later (SHJ-概-2)."""
    outside: Severity = Severity.DEFICIENCY
    """What a date outside the limits is."""
    paper_only: bool = False
    by_client: bool = False
    """Comes from the client's files alone: nobody here writes it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Schema:
    """The whole form, and how its files are headed."""

    fields: tuple[Field, ...]
    """In the order of the form and of its columns."""
    prefix: str
    """Begins every receipt number."""
    id_column: str
    """Heading of the column with the online form's own id."""
    received_column: str | None = None
    """Heading of the column with the instant of receipt; without one that of the import counts."""
    action_column: str | None = None
    """Heading that makes a file a differential one: 追加, 更新, 削除."""
    online: bool = True
    """Whether there is an online form, whose file is taken in."""
    max_children: int = 20
    encrypted: bool = True
    """Whether the document of a case is encrypted as a whole."""
    widen: bool = False
    """Whether half-width letters in full-width fields are widened, the raw value kept (F-R8)."""

    def field(self, id_: str) -> Field | None:
        """Find a field by its id."""
        return next((each for each in self.fields if each.id == id_), None)

    def having(self, role: Role) -> Field | None:
        """Find the field that plays a role."""
        return next((each for each in self.fields if each.role is role), None)

    @property
    def typed(self) -> tuple[Field, ...]:
        """Give the fields that are typed from paper: all but what the client alone says."""
        return tuple(each for each in self.on(Channel.POST) if not each.by_client)

    def on(self, channel: Channel) -> tuple[Field, ...]:
        """List the fields of a channel's form: some stand on paper alone (F-R7)."""
        is_online = channel is Channel.ONLINE
        return tuple(each for each in self.fields if not (is_online and each.paper_only))


_encoder = msgspec.json.Encoder(order="sorted")
_decoder = msgspec.json.Decoder(Schema)


def encode(schema: Schema) -> bytes:
    """Write the plain form: UTF-8 JSON with sorted keys, one line."""
    return _encoder.encode(schema) + b"\n"


def decode(plain: bytes) -> Schema:
    """Read a plain form.

    Raises:
        msgspec.DecodeError: it is not one.
    """
    return _decoder.decode(plain)


def name_of(schema: Schema) -> str:
    """Name a schema by its content: the SHA-256 of its plain form in hexadecimal."""
    return hashlib.sha256(encode(schema)).hexdigest()
