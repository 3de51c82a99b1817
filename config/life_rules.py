"""What must hold between the stages, steps, lists and amounts of a campaign's cases."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import get_args

from config.campaign_file import CampaignFile
from config.case_file import Cases, Status
from config.life_file import OnlyIf, Step
from config.problem import Fault, did_you_mean
from config.validation import Rule
from ivr_flows.toml_lines import Keys

OURS = frozenset(get_args(Status))
"""The statuses that the software knows."""

_DECIDED = ("granted", "rejected")
_STEPS = ("cases", "life", "steps")


def life_rules() -> list[Rule[CampaignFile]]:
    """List the rules; a campaign without applications has none to break."""
    checks = (_once, _steps, _reached, _words, _lists, _amounts, _personal, _stagnation)
    return [Rule(("cases",), partial(_faults, check=check)) for check in checks]


def _faults(file: CampaignFile, check: Callable[[Cases], Iterator[Fault]]) -> Iterator[Fault]:
    if file.cases is not None:
        yield from check(file.cases)


def _once(cases: Cases) -> Iterator[Fault]:
    tables: list[tuple[Keys, list[str]]] = [
        (("cases", "life", "stages"), [each.id for each in cases.life.stages]),
        (("cases", "life", "steps"), [each.id for each in cases.life.steps]),
        (("cases", "lists"), [each.id for each in cases.lists]),
    ]
    for table, ids in tables:
        for number, id_ in enumerate(ids):
            if id_ in ids[:number]:
                yield Fault((*table, number, "id"), f"「{id_}」が二度あります。")


def _steps(cases: Cases) -> Iterator[Fault]:
    """Every step leads from a stage to a stage; nobody here decides for the client (A-31)."""
    known = OURS | {each.id for each in cases.life.stages}
    for number, step in enumerate(cases.life.steps):
        place = (*_STEPS, number)
        yield from _known(step.before, known, (*place, "from"))
        yield from _known([step.to], known, (*place, "to"))
        yield from _asked(cases, step, (*place, "asks"))
        yield from _filled(cases, step, (*place, "fills"))
        for key, condition in (("only_if", step.only_if), ("unless", step.unless)):
            yield from _condition(cases, condition, (*place, key))
        yield from _by(step, place)


def _known(stages: Iterable[str], known: frozenset[str], place: Keys) -> Iterator[Fault]:
    for stage in stages:
        if stage not in known:
            hint = did_you_mean(stage, known)
            yield Fault(place, f"段階「{stage}」がありません。", hint)


def _asked(cases: Cases, step: Step, place: Keys) -> Iterator[Fault]:
    fields = {each.id: each for each in cases.fields if not each.per_child}
    for id_ in step.asks:
        if id_ not in fields:
            yield Fault(place, f"項目「{id_}」がありません。")
        elif fields[id_].by_client:
            yield Fault(place, f"「{fields[id_].label}」は委託者だけが定める項目です。")


def _filled(cases: Cases, step: Step, place: Keys) -> Iterator[Fault]:
    """SET-II-1-1-⑥: a day is reckoned from a day that the step asks."""
    if step.fills is None:
        return
    days = {each.id for each in cases.fields if each.kind == "date" and not each.by_client}
    if step.fills.after not in days & set(step.asks):
        yield Fault(place, f"after「{step.fills.after}」は、asks にある日付の項目にしてください。")
    if step.fills.field not in days - set(step.asks):
        yield Fault(place, f"field「{step.fills.field}」は、asks にない日付の項目にしてください。")


def _by(step: Step, place: Keys) -> Iterator[Fault]:
    by_hand = step.by in ("agent", "supervisor")
    if by_hand and step.to in _DECIDED:
        message = "支給と却下の決定は委託者だけが行います。by には書けません。[A-31]"
        yield Fault((*place, "to"), message)
    if (step.on is not None) != (step.by == "deadline"):
        yield Fault((*place, "on"), 'on は by = "deadline" の段取りに、必ず書きます。')
    if step.by == "client" and step.to != "withdrawn":
        yield Fault((*place, "to"), '差分ファイルの削除は to = "withdrawn" にします。')
    if not by_hand and (step.asks or step.needs_reason):
        yield Fault((*place, "by"), "asks と needs_reason は、人が行う段取りだけに書けます。")


def _reached(cases: Cases) -> Iterator[Fault]:
    """A stage that nobody comes to is a slip of the pen."""
    life = cases.life
    known = OURS | {each.id for each in life.stages}
    for key in ("starts_at", "push_starts_at"):
        if getattr(life, key) not in known:
            yield Fault(("cases", "life", key), f"段階「{getattr(life, key)}」がありません。")
    ends = {life.starts_at, life.push_starts_at, *(each.to for each in life.steps)}
    for number, stage in enumerate(life.stages):
        if stage.id not in ends | OURS:
            message = f"段階「{stage.name}」へ至る段取りがありません。"
            yield Fault(("cases", "life", "stages", number, "id"), message)


def _words(cases: Cases) -> Iterator[Fault]:
    said = set(cases.life.decisions.values())
    if said != {"granted", "rejected"}:
        message = "decisions には granted と rejected の言葉が、それぞれ要ります。"
        yield Fault(("cases", "life", "decisions"), message)


def _lists(cases: Cases) -> Iterator[Fault]:
    known = OURS | {each.id for each in cases.life.stages}
    fields = {each.id for each in cases.fields if not each.per_child}
    asked = [(("cases", "lists", number), row) for number, row in enumerate(cases.lists)]
    for place, row in asked:
        yield from _condition(cases, row.only_if, (*place, "only_if"))
        if row.split_by and row.split_by not in fields:
            yield Fault((*place, "split_by"), f"項目「{row.split_by}」がありません。")
    if cases.sheets is not None and cases.sheets.split_by not in fields:
        yield Fault(
            ("cases", "sheets", "split_by"), f"項目「{cases.sheets.split_by}」がありません。"
        )
    stages: list[tuple[Keys, list[str]]] = [
        ((*place, "stages"), row.stages) for place, row in asked
    ]
    if cases.sheets is not None:
        stages.append((("cases", "sheets", "stages"), cases.sheets.stages))
    for keys, names in stages:
        yield from _known(names, known, keys)


def _amounts(cases: Cases) -> Iterator[Fault]:
    """OTR-4-2: what is paid is said by one rule or another, and by fields that are there."""
    payment = cases.payment
    if payment is None:
        return
    if bool(payment.amounts) == (payment.amount_per_child is not None):
        message = "amount_per_child か amounts の、どちらか一方を書いてください。"
        yield Fault(("cases", "payment", "amount_per_child"), message)
    yield from _condition(cases, payment.only_if, ("cases", "payment", "only_if"))
    digits = {each.id for each in cases.fields if each.kind == "digits"}
    for number, rule in enumerate(payment.amounts):
        place = ("cases", "payment", "amounts", number)
        if sum(each is not None for each in (rule.flat, rule.per_child, rule.difference)) != 1:
            yield Fault(place, "flat、per_child、difference の、どれか一つを書いてください。")
        for condition in rule.only_if:
            yield from _condition(cases, condition, (*place, "only_if"))
        for id_ in (rule.difference.due, rule.difference.given) if rule.difference else ():
            if id_ not in digits:
                yield Fault((*place, "difference"), f"数字の項目「{id_}」がありません。")


def _personal(cases: Cases) -> Iterator[Fault]:
    """SHJ-委-2, SHJ-特-3: only the agreed items are held, and each for a written purpose."""
    if not cases.personal_items:
        return
    for number, row in enumerate(cases.fields):
        place = ("cases", "fields", number)
        if row.item is None:
            message = f"「{row.label}」に当たる情報項目を書いてください。"
            yield Fault((*place, "item"), message, '個人情報でなければ item = "" とします。')
        elif row.item and row.item not in cases.personal_items and not row.approval:
            message = f"「{row.item}」は合意した情報項目にありません。"
            yield Fault((*place, "item"), message, "承認の文書があれば approval に書きます。")
        if row.item and not row.purpose:
            yield Fault((*place, "purpose"), f"「{row.label}」の利用目的を書いてください。")


def _stagnation(cases: Cases) -> Iterator[Fault]:
    known = OURS | {each.id for each in cases.life.stages}
    yield from _known(cases.stagnation_days, known, ("cases", "stagnation_days"))


def _condition(cases: Cases, condition: OnlyIf | None, place: Keys) -> Iterator[Fault]:
    """See that a condition names a field that there is, and one of its choices."""
    if condition is None:
        return
    field = next((each for each in cases.fields if each.id == condition.field), None)
    if field is None or field.per_child:
        hint = did_you_mean(condition.field, [each.id for each in cases.fields])
        yield Fault(place, f"項目「{condition.field}」がありません。", hint)
    elif field.choices and condition.value not in field.choices:
        hint = did_you_mean(condition.value, field.choices)
        yield Fault(place, f"「{condition.value}」は「{field.label}」の選択肢にありません。", hint)
