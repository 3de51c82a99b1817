"""What must hold between the keys of a campaign, one small rule a piece.

Each rule is a generator of faults over a file whose shape is right. The clause that wants a rule
stands in its docstring.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from datetime import timedelta
from itertools import pairwise
from typing import Any

from config.calendar_rules import calendar_rules
from config.campaign_file import CampaignFile, CapacityPeriod
from config.forecast_file import forecast_faults
from config.problem import Fault, did_you_mean
from config.quality_file import quality_faults
from config.recording_file import sound_faults
from config.validation import Rule
from ivr_flows.toml_lines import Keys
from japan.phone import E164, national


def rules(flows: Collection[str], tree: dict[str, Any]) -> list[Rule[CampaignFile]]:
    """List all rules; `flows` are the names that exist, `tree` is the file as it was read."""
    return [
        *calendar_rules(),
        Rule(("capacity",), _rows),
        Rule(("capacity", "operation"), _covered),
        Rule(("capacity", "desks"), _staffed),
        Rule(("lines", "caller_id", "line_pattern"), _numbers),
        Rule(("lines", "caller_id", "client"), _clients_number),
        Rule(("lines", "desks"), _skills),
        Rule(("languages", "desks"), _languages),
        Rule(("relaxation",), _relaxation),
        Rule(("flows",), lambda file: _flows(file, flows)),
        Rule(("transfers",), _codes),
        Rule(("reasons", "categories"), _desk),
        Rule(("alarms", "cases"), _imports),
        Rule(
            ("calls", "recordings"),
            lambda file: sound_faults(file.recordings, is_recorded=file.calls.record),
        ),
        Rule(("calls", "outbound", "flows"), _told),
        Rule(("quality",), lambda file: quality_faults(file.quality)),
        Rule(
            ("reports", "reasons"),
            lambda file: forecast_faults(file.reports.forecast, [each.id for each in file.reasons]),
        ),
        Rule(("assumed",), lambda file: _assumed(file, tree)),
        Rule(("assumed", "confirmed"), _confirmed),
    ]


def _imports(file: CampaignFile) -> Iterator[Fault]:
    """Whoever is reminded can do what they are reminded of: a file is awaited between two times."""
    times = file.alarms.imports
    for number, (before, after) in enumerate(pairwise(times), start=1):
        if after <= before:
            place = ("alarms", "imports", number)
            yield Fault(
                place, f"{after:%H:%M} が前の時刻より後ではありません。", "早い順に書いてください。"
            )
    if times and (file.cases is None or not file.cases.online):
        message = "オンライン申請のない業務では、取り込みの時刻を決められません。"
        yield Fault(("alarms", "imports"), message, "imports = [] にしてください。")


def _told(file: CampaignFile) -> Iterator[Fault]:
    """Nobody is recorded who does not know of it, whoever called whom."""
    calls = file.calls
    if calls.record_on_demand and not calls.record:
        yield Fault(
            ("calls", "record_on_demand"),
            "record = false の業務では、席が録音を始めることもできません。",
            "record = true にするか、record_on_demand を消してください。",
        )
    flows = file.flows
    is_heard = bool(flows.welcome or flows.notice) or calls.told == "beforehand"
    if calls.record and not calls.record_on_demand and not is_heard:
        yield Fault(
            ("flows", "notice"),
            "かけてきた相手に録音を告げる案内がありません。",
            "flows.welcome か flows.notice に、録音を告げる案内の名前を書いてください。"
            '書面で告知済みなら、calls.told を "beforehand" にしてください。',
        )
    is_said = file.outbound.told == "prompt" and not calls.record_on_demand
    if calls.record and is_said and file.flows.calling is None:
        yield Fault(
            ("flows", "calling"),
            "こちらからかけた相手に録音を告げる案内がありません。",
            'flows.calling に案内の名前を書くか、outbound.told を "seat" にしてください。',
        )


def _rows(file: CampaignFile) -> Iterator[Fault]:
    """SPR-II-3-1-イ-②: each row is sound in itself, and no day has two."""
    for number, row in enumerate(file.capacity):
        if row.last < row.first:
            yield Fault(("capacity", number, "to"), "終わりの日が始まりの日より前です。")
        if row.lines < row.seats:
            message = f"回線数 {row.lines} が席数 {row.seats} より少なくなっています。"
            yield Fault(("capacity", number, "lines"), message, "席数と回線数を確かめてください。")
    for (_, before), (number, row) in pairwise(_ascending(file)):
        if row.first <= before.last:
            message = f"{row.first} は {before.first} からの行と重なっています。"
            yield Fault(
                ("capacity", number, "from"), message, "期間が重ならないようにしてください。"
            )


def _covered(file: CampaignFile) -> Iterator[Fault]:
    """SPR-II-3-1-イ-②, A-06: every day of operation, an early start's too, has its row."""
    day, last = file.operation.opens, file.operation.ends
    if any(row.last < row.first for row in file.capacity):
        return
    for number, row in _ascending(file):
        if day < row.first and day <= last:
            until = min(row.first - timedelta(days=1), last)
            message = f"{day} から {until} までの席数・回線数がありません。"
            yield Fault(("capacity", number, "from"), message, "行を足すか、日を直してください。")
        day = max(day, row.last + timedelta(days=1))
    if day <= last:
        message = f"{day} から {last} までの席数・回線数がありません。"
        yield Fault(("capacity",), message, "[[capacity]] の行を足してください。")


def _staffed(file: CampaignFile) -> Iterator[Fault]:
    """A month cannot have more seats than there are desks that take calls."""
    calling = file.outbound.skill
    desks = sum(any(each != calling for each in skills) for skills in file.desks.values())
    for number, row in enumerate(file.capacity):
        if row.seats > desks:
            message = f"{row.seats} 席に対して、着信を受ける席が {desks} しかありません。"
            keys = ("capacity", number, "seats")
            yield Fault(keys, message, "desks に席を足すか、席数を直してください。")


def _numbers(file: CampaignFile) -> Iterator[Fault]:
    """SPR-II-3-1-イ-①: numbers shown to citizens have the contract's form and stand once."""
    seen: set[str] = set()
    for keys, number in _shown(file):
        if not re.search(file.line_pattern, national(E164(number))):
            message = f"契約の番号の形（line_pattern {file.line_pattern}）に合いません。"
            yield Fault(keys, message, "市外局番を確かめてください。")
        if number in seen and keys[0] == "lines":
            yield Fault(keys, "同じ番号が二度書かれています。")
        seen.add(number)


def _clients_number(file: CampaignFile) -> Iterator[Fault]:
    """The client's own telephone must never be answered or shown by us."""
    for keys, number in _shown(file):
        if number == file.client.phone:
            message = "委託者自身の電話番号です（client.phone）。"
            yield Fault(keys, message, "この業務のために用意した番号を書いてください。")


def _skills(file: CampaignFile) -> Iterator[Fault]:
    known = {skill for skills in file.desks.values() for skill in skills}
    for number, line in enumerate(file.lines):
        if line.skill not in known:
            message = f"技能「{line.skill}」を持つ席が desks にありません。"
            yield Fault(("lines", number, "skill"), message, did_you_mean(line.skill, known))
    calling = file.outbound.skill
    if calling and calling not in known:
        message = f"架電の技能「{calling}」を持つ席が desks にありません。だれも架電できません。"
        yield Fault(("outbound", "skill"), message, did_you_mean(calling, known))


def _languages(file: CampaignFile) -> Iterator[Fault]:
    """SUI-11-1-エ: somebody must speak it."""
    known = {skill for skills in file.desks.values() for skill in skills}
    for language, skill in file.languages.items():
        if skill not in known:
            message = f"技能「{skill}」を持つ席が desks にありません。"
            yield Fault(("languages", language), message, did_you_mean(skill, known))


def _relaxation(file: CampaignFile) -> Iterator[Fault]:
    rows = file.relaxation
    if rows[0].after_s != 0:
        yield Fault(("relaxation", 0, "after_s"), "最初の行は after_s = 0 にしてください。")
    for number, (before, row) in enumerate(pairwise(rows), start=1):
        if row.after_s <= before.after_s:
            keys = ("relaxation", number, "after_s")
            yield Fault(keys, "after_s は前の行より大きくしてください。")


def _flows(file: CampaignFile, known: Collection[str]) -> Iterator[Fault]:
    for key, name in file.flows:
        if name is not None and name not in known:
            message = f"案内「{name}」がありません。"
            yield Fault(("flows", key), message, did_you_mean(name, known))


def _codes(file: CampaignFile) -> Iterator[Fault]:
    """OTR-6-6-ウ: a code leads to one number."""
    seen: set[str] = set()
    for name, row in file.transfers.items():
        if row.code and row.code in seen:
            hint = "番号ごとに別のコードにしてください。"
            yield Fault(("transfers", name, "code"), "同じ code が二度書かれています。", hint)
        seen.add(row.code)


def _desk(file: CampaignFile) -> Iterator[Fault]:
    """SPR-II-3-4-ア: the record's categories are a tree, each with an id of its own."""
    for table in ("reasons", "categories"):
        seen: set[str] = set()
        for number, row in enumerate(getattr(file, table)):
            if row.id in seen:
                yield Fault((table, number, "id"), "同じ id が二度書かれています。")
            under = getattr(row, "under", None)
            if under is not None and under not in seen:
                message = f"上の分類「{under}」がこの行より前にありません。"
                yield Fault((table, number, "under"), message, did_you_mean(under, seen))
            seen.add(row.id)


def _assumed(file: CampaignFile, tree: dict[str, Any]) -> Iterator[Fault]:
    """Requirements 2.2: an assumption that names no key would vouch for nothing."""
    known = {key: None for key in tree if key != "assumed"}
    for table, content in tree.items():
        if isinstance(content, dict):
            known |= {f"{table}.{key}": None for key in content}
    for number, name in enumerate(file.assumed):
        if name not in known:
            message = f"「{name}」という項目はこのファイルにありません。"
            yield Fault(("assumed", number), message, did_you_mean(name, known))


def _confirmed(file: CampaignFile) -> Iterator[Fault]:
    """Requirements 2.2: what is confirmed is one of the assumptions, once."""
    seen: set[str] = set()
    for number, row in enumerate(file.confirmed):
        keys = ("confirmed", number, "key")
        if row.key not in file.assumed:
            message = f"「{row.key}」は assumed にありません。"
            yield Fault(keys, message, did_you_mean(row.key, file.assumed))
        elif row.key in seen:
            yield Fault(keys, f"「{row.key}」が二度書かれています。")
        seen.add(row.key)


def _shown(file: CampaignFile) -> Iterator[tuple[Keys, str]]:
    """Give every number of the campaign that citizens see."""
    for number, line in enumerate(file.lines):
        yield ("lines", number, "number"), line.number
    yield ("caller_id",), file.caller_id


def _ascending(file: CampaignFile) -> list[tuple[int, CapacityPeriod]]:
    """Give the capacity rows in the order of their days, with their numbers in the file."""
    return sorted(enumerate(file.capacity), key=lambda each: each[1].first)
