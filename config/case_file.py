"""The shape of a campaign's `[cases]`: its application form, numbers, limits and payer.

`cases.schema` has the same words as values; `app` carries them over. What each key means stands in
the campaigns that we ship.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from config.contact_file import Contacts
from config.life_file import Amount, Column, Id, Life, OnlyIf, OwnList, PersonSheets, Text
from config.recording_file import ConsentTable
from config.validation import Section
from japan.zengin import NotWritable, to_bank_letters


def _bank_text(text: str) -> str:
    letters = to_bank_letters(text)
    if isinstance(letters, NotWritable):
        raise ValueError(f"振込データに書けない文字があります: {letters.letters}")
    return text


def _digits(count: int) -> AfterValidator:
    def check(text: str) -> str:
        if not re.fullmatch(f"[0-9]{{{count}}}", text):
            raise ValueError(f"半角数字{count}桁で書いてください。引用符で囲みます。")
        return text

    return AfterValidator(check)


BankText = Annotated[str, Field(min_length=1), AfterValidator(_bank_text)]
Length = Annotated[int, Field(ge=1, le=40)]
Days = Annotated[int, Field(ge=1, le=3653)]
Yen = Annotated[int, Field(ge=1, le=9_999_999_999)]


Status = Literal[
    "received",
    "checking",
    "suitable",
    "unsuitable",
    "delivered",
    "granted",
    "rejected",
    "payment_made",
    "paid",
    "notified",
    "done",
    "deficient",
    "call_due",
    "calling",
    "unreached",
    "notice_sent",
    "sent_back",
    "resolved",
    "handed_over",
    "duplicate_held",
    "withdrawn",
    "out_of_scope",
]
"""The words of `cases.lifecycle.Status`."""


class FieldRow(Section):
    """One field of the application form."""

    id: Id
    label: Text
    # fmt: off
    kind: Literal[
        "date", "choice", "text", "name", "kana_name", "kana", "digits", "count", "free",
        "attachment",
    ]
    # fmt: on
    no: str = ""
    required: bool = True
    per_child: bool = False
    role: (
        Literal[
            "applied_on",
            "applicant_kana",
            "applicant_name",
            "applicant_birth",
            "applicant_kind",
            "address",
            "phone",
            "child_kana",
            "child_name",
            "child_birth",
            "bank_code",
            "bank_name",
            "branch_code",
            "branch_name",
            "account_kind",
            "account_number",
            "account_holder",
        ]
        | None
    ) = None
    only_if: OnlyIf | None = None
    differs_from: Id | None = None
    choices: list[Text] = Field(default_factory=list)
    lengths: list[Length] = Field(default_factory=list)
    prefix: Annotated[str, Field(pattern=r"^[0-9]*$")] = ""
    not_before: date | None = None
    not_after: date | None = None
    not_after_receipt: bool = False
    fiscal_age_most: Annotated[int, Field(ge=0, le=120)] | None = None
    outside: Literal["deficiency", "question"] = "deficiency"
    paper_only: bool = False
    by_client: bool = False
    item: str | None = None
    purpose: str = ""
    approval: str = ""


class DeficiencyCode(Section):
    """A code of deficiencies that people find, or other words for a rule's."""

    id: Annotated[str, Field(pattern=r"^[A-Z][A-Z0-9_]*$")]
    name: Text
    request: Text


class Payer(Section):
    """Who pays (振込依頼人); the client gives these values."""

    code: Annotated[str, _digits(10)]
    name: BankText
    bank_code: Annotated[str, _digits(4)]
    branch_code: Annotated[str, _digits(3)]
    account_kind: Literal["普通", "当座"]
    account_number: Annotated[str, _digits(7)]


class Payment(Section):
    """How much, from whom, and how the bank wants its file."""

    amount_per_child: Yen | None = None
    amounts: list[Amount] = Field(default_factory=list)
    only_if: OnlyIf | None = None
    pays_push: bool = False
    needs_past_list: bool = True
    line_end: Literal["none", "crlf"]
    payer: Payer | None = None


ProofItem = Literal["name", "birth", "address", "child", "phone"]


class Identity(Section):
    """What proves who a caller is."""

    needed: Annotated[list[ProofItem], Field(min_length=1)]
    besides: list[ProofItem] = Field(default_factory=list)
    count: Annotated[int, Field(ge=0, le=5)] = 0


class Cases(Section):
    """The applications of a campaign."""

    number_prefix: Annotated[str, Field(pattern=r"^[A-Z]{1,3}$")]
    id_column: Text
    received_column: Text | None = None
    action_column: Text | None = None
    online: bool = True
    max_children: Annotated[int, Field(ge=0, le=99)] = 0
    encrypted: bool = True
    sealed: bool = False
    """What is given out is an encrypted archive, its password apart (SHJ-受-6)."""
    widen: bool = False
    handover_days: Days = 14
    notices_from: date | None = None
    send_back_alert_days: Days = 14
    second_confirmation: bool = False
    delivery_weekday: Literal["mon", "tue", "wed", "thu", "fri"] = "fri"
    stagnation_days: dict[str, Days] = Field(default_factory=dict)
    minutes: dict[
        Literal["receipt", "screening", "deficiency", "listing", "confirmation"], Days
    ] = Field(default_factory=dict)
    criteria: list[Text] = Field(default_factory=list)
    deficiencies: list[DeficiencyCode] = Field(default_factory=list)
    online_in_list: Literal["clear_only", "all"] = "clear_only"
    progress: list[Column] = Field(default_factory=list)
    payment: Payment | None = None
    contacts: Contacts | None = None
    identity: Identity | None = None
    life: Life = Field(default_factory=Life)
    lists: list[OwnList] = Field(default_factory=list)
    sheets: PersonSheets | None = None
    personal_items: list[Text] = Field(default_factory=list)
    file_consent: ConsentTable | None = None
    fields: Annotated[list[FieldRow], Field(min_length=1)]
