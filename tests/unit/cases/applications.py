"""Applications as the tests' people write them: right ones, to be spoilt field by field."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Any

from app.case_form import plan_named
from cases import banks
from cases.document import Document
from cases.plan import Plan
from cases.rules import Form
from cases.schema import Channel, Schema

RECEIVED = date(2026, 3, 2)

OFFICE_WORKER = {
    "applied_on": "2026-03-01",
    "applicant_kana": "タカハシ　ハナコ",
    "applicant_name": "髙橋　花子",
    "applicant_sex": "女",
    "applicant_birth": "1988-05-14",
    "applicant_kind": "公務員以外",
    "address": "札幌市中央区北一条西２丁目１番",
    "address_september": "",
    "phone": "09012345678",
    "office": "",
    "children": "1",
    "bank_name": "北洋銀行",
    "bank_code": "0501",
    "branch_name": "本店営業部",
    "branch_code": "028",
    "account_kind": "普通",
    "account_number": "0012345",
    "account_holder": "タカハシ　ハナコ",
}
CHILD = {
    "child_kana": "タカハシ　リク",
    "child_name": "髙橋　陸",
    "child_sex": "男",
    "child_birth": "2019-06-30",
    "child_living": "同居",
    "child_address": "",
}


@cache
def plan() -> Plan:
    """Give Sapporo's plan."""
    found = plan_named("sapporo")
    assert found is not None
    return found


def schema() -> Schema:
    """Give Sapporo's form."""
    return plan().schema


@cache
def form(channel: Channel) -> Form:
    """Give Sapporo's rules for a channel, with the banks."""
    return Form(schema(), channel, banks.shipped())


def application(channel: Channel = Channel.ONLINE, /, **changed: Any) -> Document:
    """Give a right application; `child_...` changes the first child, a list `kids` all of them."""
    values = dict(OFFICE_WORKER)
    if channel is not Channel.ONLINE:
        values["payee_account"] = "指定口座"
    kids = [dict(CHILD, **each) for each in changed.pop("kids", [{}])]
    for field, value in changed.items():
        where = kids[0] if field in CHILD else values
        where[field] = value
    return Document(values, kids)
