"""What must hold between the keys of a campaign's reports."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import get_args

from config.campaign_file import CampaignFile
from config.case_file import FieldRow, Status
from config.life_file import Life
from config.problem import Fault, did_you_mean
from config.report_file import PeopleTable
from config.validation import Rule


def report_rules() -> list[Rule[CampaignFile]]:
    """List what must hold between the keys."""
    return [
        Rule(("reports",), _once),
        Rule(("reports", "cases"), _people),
        Rule(("reports", "categories"), _divisions),
    ]


def _people(file: CampaignFile) -> Iterator[Fault]:
    """SET-II-1-3: what is counted is a field of the form, its values and its stages."""
    people = file.reports.people
    if people is None:
        for number, form in enumerate(file.reports.forms):
            if "people" in form.parts:
                keys = ("reports", "forms", number, "parts")
                yield Fault(keys, "[reports.people] がありません。", "数える項目を書いてください。")
        return
    if people.field is None:
        yield from _as_a_whole(file, people)
        return
    fields = {each.id: each for each in file.cases.fields} if file.cases else {}
    field = fields.get(people.field)
    if field is None:
        message = f"項目「{people.field}」は cases.fields にありません。"
        hint = did_you_mean(people.field, fields)
        yield Fault(("reports", "people", "field"), message, hint)
        return
    yield from _counted(people, field)
    yield from _staged(people, file.cases.life if file.cases else None)


def _as_a_whole(file: CampaignFile, people: PeopleTable) -> Iterator[Fault]:
    """SHJ-概-3: where no field divides the persons, one row tells of all."""
    if file.cases is None:
        yield Fault(("reports", "people"), "この業務に申請（[cases]）はありません。")
        return
    if len(people.rows) > 1:
        keys = ("reports", "people", "rows", 1)
        hint = "field に、行を分ける項目の id を書いてください。"
        yield Fault(keys, "field のない [reports.people] の行は一つだけです。", hint)
    yield from _staged(people, file.cases.life)


def _counted(people: PeopleTable, field: FieldRow) -> Iterator[Fault]:
    for number, row in enumerate(people.rows):
        if field.choices and row.value not in field.choices:
            message = f"「{row.value}」は項目「{field.label}」の選択肢にありません。"
            keys = ("reports", "people", "rows", number, "value")
            yield Fault(keys, message, did_you_mean(row.value, field.choices))


def _staged(people: PeopleTable, life: Life | None) -> Iterator[Fault]:
    known = {*get_args(Status), *(each.id for each in (life.stages if life else ()))}
    for stage in people.stages:
        if stage not in known:
            place = ("reports", "people", "stages")
            yield Fault(place, f"段階「{stage}」はありません。", did_you_mean(stage, known))


def _once(file: CampaignFile) -> Iterator[Fault]:
    counts = Counter(each.kind for each in file.reports.forms)
    for number, form in enumerate(file.reports.forms):
        if counts[form.kind] > 1:
            keys = ("reports", "forms", number, "kind")
            yield Fault(keys, f"「{form.kind}」の報告書が二つあります。")
        if form.month_day is not None and form.due != "next_month":
            keys = ("reports", "forms", number, "month_day")
            yield Fault(keys, 'month_day は due = "next_month" の報告書だけに書けます。')
        if "cases" in form.parts and file.cases is None:
            keys = ("reports", "forms", number, "parts")
            yield Fault(keys, "この業務に申請（[cases]）はありません。")
        if len(set(form.parts)) < len(form.parts):
            yield Fault(("reports", "forms", number, "parts"), "同じ部分が二度あります。")


def _divisions(file: CampaignFile) -> Iterator[Fault]:
    """SUI-1-3: what is divided has its parts, each once, and a category belongs to one of them."""
    ids = [each.id for each in file.reports.divisions]
    for number, id_ in enumerate(ids):
        if id_ in ids[:number]:
            yield Fault(("reports", "divisions", number, "id"), "同じ id が二度書かれています。")
    for number, category in enumerate(file.categories):
        if category.division is not None and category.division not in ids:
            message = f"業務区分「{category.division}」は reports.divisions にありません。"
            hint = did_you_mean(category.division, ids)
            yield Fault(("categories", number, "division"), message, hint)
    if not ids:
        for number, form in enumerate(file.reports.forms):
            if "by_division" in form.parts:
                keys = ("reports", "forms", number, "parts")
                hint = "業務区分を書いてください。"
                yield Fault(keys, "[[reports.divisions]] がありません。", hint)
