"""What must hold between the keys of a campaign's reports."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from config.campaign_file import CampaignFile
from config.problem import Fault
from config.validation import Rule


def report_rules() -> list[Rule[CampaignFile]]:
    """List what must hold between the keys."""
    return [Rule(("reports",), _once)]


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
