"""What must hold between the fields of an application form, one small rule a piece."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial

from config.campaign_file import CampaignFile
from config.case_file import Cases, FieldRow
from config.problem import Fault, did_you_mean
from config.validation import Rule

_FIELDS = ("cases", "fields")


def case_rules() -> list[Rule[CampaignFile]]:
    """List the rules of `[cases]`; a campaign without applications has none to break."""
    checks = (_twice, _codes, _kinds, _conditions, _dates, _children, _columns, _identity)
    return [Rule(("cases",), partial(_faults, check=check)) for check in checks]


def _faults(file: CampaignFile, check: Callable[[Cases], Iterator[Fault]]) -> Iterator[Fault]:
    if file.cases is not None:
        yield from check(file.cases)


def _twice(cases: Cases) -> Iterator[Fault]:
    """A field is found by its id, its heading or its role: each stands once."""
    for key in ("id", "label", "role"):
        seen = Counter[str]()
        for number, row in enumerate(cases.fields):
            value = getattr(row, key)
            if value is not None and seen[value]:
                yield Fault((*_FIELDS, number, key), f"「{value}」が二度書かれています。")
            if value is not None:
                seen[value] += 1


def _codes(cases: Cases) -> Iterator[Fault]:
    """A deficiency is known by its code."""
    seen = Counter[str]()
    for number, row in enumerate(cases.deficiencies):
        if seen[row.id]:
            place = ("cases", "deficiencies", number, "id")
            yield Fault(place, f"不備コード「{row.id}」が二度書かれています。")
        seen[row.id] += 1


def _kinds(cases: Cases) -> Iterator[Fault]:
    """A key that its kind does not read would promise a check that nobody makes."""
    needs = {"choice": "choices"}
    reads = {
        "choices": ("choice",),
        "lengths": ("digits",),
        "prefix": ("digits",),
        "not_before": ("date",),
        "not_after": ("date",),
        "not_after_receipt": ("date",),
        "fiscal_age_most": ("date",),
    }
    for number, row in enumerate(cases.fields):
        needed = needs.get(row.kind)
        if needed and not getattr(row, needed):
            yield Fault((*_FIELDS, number, "kind"), f"{row.kind} には {needed} が必要です。")
        for key, kinds in reads.items():
            if getattr(row, key) and row.kind not in kinds:
                message = f"{key} は kind = {kinds[0]} の項目だけに書けます。"
                yield Fault((*_FIELDS, number, key), message)


def _conditions(cases: Cases) -> Iterator[Fault]:
    """F-R3 to F-R5: what a field depends on stands in the form, before anybody relies on it."""
    known = {row.id: row for row in cases.fields}
    for number, row in enumerate(cases.fields):
        condition = row.only_if
        for key, other in (
            ("only_if", condition.field if condition else None),
            ("differs_from", row.differs_from),
        ):
            if other is None:
                continue
            place = (*_FIELDS, number, key)
            if other not in known or other == row.id:
                hint = did_you_mean(other, known.keys() - {row.id})
                yield Fault(place, f"項目「{other}」がありません。", hint)
            elif known[other].per_child and not row.per_child:
                yield Fault(place, f"項目「{other}」は児童ごとの項目です。")
        if condition and condition.field in known:
            yield from _choice(known[condition.field], condition.value, number)


def _choice(other: FieldRow, value: str, number: int) -> Iterator[Fault]:
    if other.choices and value not in other.choices:
        message = f"「{value}」は「{other.label}」の選択肢にありません。"
        hint = did_you_mean(value, other.choices)
        yield Fault((*_FIELDS, number, "only_if"), message, hint)


def _dates(cases: Cases) -> Iterator[Fault]:
    for number, row in enumerate(cases.fields):
        if row.not_before and row.not_after and row.not_after < row.not_before:
            yield Fault((*_FIELDS, number, "not_after"), "終わりの日が始まりの日より前です。")


def _children(cases: Cases) -> Iterator[Fault]:
    """F-R1, F-R2: one field counts the children, and there may be some."""
    blocks = [row for row in cases.fields if row.per_child]
    if blocks and not cases.max_children:
        yield Fault(("cases", "max_children"), "児童ごとの項目があるので 1 以上にしてください。")
    counts = [number for number, row in enumerate(cases.fields) if row.kind == "count"]
    for number in counts[1:]:
        yield Fault((*_FIELDS, number, "kind"), "count の項目は一つだけです。")
    for number, row in enumerate(cases.fields):
        if row.kind == "count" and row.per_child:
            yield Fault((*_FIELDS, number, "per_child"), "人数の項目は児童ごとにはできません。")


def _columns(cases: Cases) -> Iterator[Fault]:
    """A heading names one column: a child's is its label with a number after it."""
    labels = {row.label for row in cases.fields}
    for key in ("id_column", "received_column", "action_column"):
        heading = getattr(cases, key)
        if heading in labels:
            yield Fault(("cases", key), f"「{heading}」は申請項目の見出しと同じです。")
    numbered = {
        f"{row.label}{number}"
        for row in cases.fields
        if row.per_child
        for number in range(1, cases.max_children + 1)
    }
    for number, row in enumerate(cases.fields):
        if not row.per_child and row.label in numbered:
            message = f"「{row.label}」は児童ごとの列の見出しと区別できません。"
            yield Fault((*_FIELDS, number, "label"), message)


_ITEM_ROLES = {
    "name": ("applicant_name", "applicant_kana"),
    "birth": ("applicant_birth",),
    "address": ("address",),
    "child": ("child_birth",),
    "phone": ("phone",),
}
"""Of which fields an item needs one."""


def _identity(cases: Cases) -> Iterator[Fault]:
    """What proves who a caller is can be asked for, is asked for once, and is more than one thing.

    A proof that nobody can give would turn everybody away; one of a single thing is none.
    """
    rule, place = cases.identity, ("cases", "identity")
    if rule is None:
        return
    roles = {row.role for row in cases.fields}
    for key, items in (("needed", rule.needed), ("besides", rule.besides)):
        for number, item in enumerate(items):
            if item in items[:number] or (key == "besides" and item in rule.needed):
                yield Fault((*place, key), f"「{item}」が二度書かれています。")
            if not roles.intersection(_ITEM_ROLES[item]):
                yield Fault((*place, key), f"「{item}」にあたる申請項目がありません。")
    if rule.count > len(rule.besides):
        yield Fault((*place, "count"), f"besides は {len(rule.besides)} 項目しかありません。")
    if len(rule.needed) + rule.count < 2:
        yield Fault((*place, "needed"), "本人確認には二つ以上の項目が要ります。")
