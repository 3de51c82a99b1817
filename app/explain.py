"""A campaign told in plain Japanese: when it is open, who serves, what a citizen meets, and when.

Written for the author of a campaign and for the client, who read no TOML. Seats and lines are those
of the contract: what a supervisor changed for today is none of it, and stands on the board.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from typing import Final

from callcenter import lines
from callcenter.campaign import Campaign, OpenDay, OverLine, SeatCap, Told
from callcenter.guidance import Facts
from callcenter.opening import Opening, Verdict
from callcenter.reception import closing_flow
from ivr_flows.loader import Loaded
from ivr_flows.nodes.code import Code
from ivr_flows.nodes.transfer import Transfer
from ivr_flows.rehearsal import Line, Rehearsal
from ivr_flows.schema import Flow

WEEKDAYS: Final = "月火水木金土日"
MEETS: Final = {
    Verdict.OPEN: "受付時間内です。",
    Verdict.NOT_YET: "運営開始の前です。",
    Verdict.OVER: "運営終了の後です。",
    Verdict.HOLIDAY: "休業日です。",
    Verdict.CLOSED_DAY: "定休日です。",
    Verdict.BEFORE_OPENING: "受付開始の前です。",
    Verdict.AFTER_CLOSING: "受付終了の後です。",
}

LANGUAGES: Final = {"en": "英語"}
TOLD: Final = {
    Told.PROMPT: "、相手が録音の案内を聞いてから",
    Told.SEAT: "、席が口頭で告げてから",
    Told.BEFOREHAND: "、書面で告知済みとして、出たときから",
}
_AFTER_ENGLISH = re.compile(r"(?<=[a-z0-9][.])(?=[^\x00-\x7f])")
"""Where Japanese follows an English sentence."""


def explain(campaign: Campaign, flows: Loaded) -> Iterator[str]:
    """Tell the whole contract, line by line."""
    yield f"{campaign.name}（{campaign.id}）"
    yield ""
    yield "【期間】"
    yield f"  {spoken_day(campaign.operation_from)} から {spoken_day(campaign.operation_to)} まで。"
    yield "【受付時間】"
    yield from _hours(campaign.open_days)
    if campaign.ready_by is not None:
        yield f"  {_clock(campaign.ready_by)} から、席が足りなければ警告します。"
    for service in campaign.services:
        yield f"  業務「{service.name}」"
        yield from (f"  {line}" for line in _hours(service.open_days))
    yield "【休業日】"
    yield from _holidays(campaign)
    yield "【席と回線】"
    yield from _capacity(campaign)
    yield "【市民が聞くもの】"
    yield from _heard(campaign, flows)


def moment(campaign: Campaign, flows: Loaded, at: datetime) -> Iterator[str]:
    """Tell what a citizen meets who calls at an instant."""
    opening = Opening(campaign)
    local = at.astimezone(opening.zone)
    verdict = opening.judge(at)
    yield f"{spoken_day(local.date())} {_clock(local.time())} に電話をかけた人は:"
    yield f"  {MEETS[verdict]}"
    facts = Facts(
        verdict=verdict,
        next_opening=opening.next_opening(at),
        agreed=campaign.agreed,
        services={each.id: opening.judge_service(each.id, at) for each in campaign.services},
    )
    if verdict is Verdict.OPEN:
        row = lines.row_of(campaign, local.date())
        yield f"  この日は {row.seats} 席、{row.lines} 回線です。"
        yield from _says("  空いている席があれば", campaign.flows.welcome, flows, facts)
        yield from _says("  空いている席がなければ", campaign.flows.all_busy, flows, facts)
        yield f"  {row.lines + 1} 人目からは、{_over_line(campaign)}"
        for service in campaign.services:
            if opening.judge_service(service.id, at) is not Verdict.OPEN:
                yield f"  ただし業務「{service.name}」は受付時間外です。"
    else:
        yield from _says("  案内", closing_flow(campaign.flows, verdict), flows, facts)
        yield "  案内が終わると、電話は切れます。"


def _hours(days: Sequence[OpenDay]) -> Iterator[str]:
    """Tell the usual hours of each weekday, weekdays with the same ones together."""
    usual: dict[int, tuple[time, time]] = {}
    for weekday in range(7):
        spans = Counter((each.opens, each.closes) for each in days if each.day.weekday() == weekday)
        if spans:
            usual[weekday] = spans.most_common(1)[0][0]
    for span in dict.fromkeys(usual.values()):
        weekdays = [weekday for weekday, hours in usual.items() if hours == span]
        count = sum(each.day.weekday() in weekdays for each in days)
        names = "・".join(WEEKDAYS[each] for each in weekdays)
        yield f"  {names} {_clock(span[0])}〜{_clock(span[1])}（期間中に {count} 日）"
    for each in days:
        if (each.opens, each.closes) != usual[each.day.weekday()]:
            yield f"  {spoken_day(each.day)} は {_clock(each.opens)}〜{_clock(each.closes)}"


def _holidays(campaign: Campaign) -> Iterator[str]:
    for first, last in _runs(sorted(campaign.holidays)):
        until = "" if first == last else f" から {spoken_day(last)}"
        yield f"  {spoken_day(first)}{until}"
    if not campaign.holidays:
        yield "  ありません。"


def _runs(days: Sequence[date]) -> Iterator[tuple[date, date]]:
    """Put days that follow each other together."""
    begun: date | None = None
    for number, day in enumerate(days):
        begun = begun or day
        if number + 1 == len(days) or days[number + 1] != day + timedelta(days=1):
            yield begun, day
            begun = None


def _capacity(campaign: Campaign) -> Iterator[str]:
    for row in campaign.capacity:
        yield f"  {spoken_day(row.start)} から {row.seats} 席、{row.lines} 回線"
    bounds = "席数を超えては応対しません。" if campaign.seat_cap is SeatCap.CONTRACT else ""
    yield f"  回線がすべて使われているときは、{_over_line(campaign)}{bounds}"
    yield f"  待ち時間の上限は {campaign.wait_limit_s / 60:g} 分です。"
    yield f"  {_recorded(campaign)}"
    yield from _languages(campaign)


def _languages(campaign: Campaign) -> Iterator[str]:
    """Tell who serves those who choose another language (SUI-11-1-エ)."""
    anybody = next((each.after_s for each in campaign.relaxation if each.min_level == 0), None)
    then = "" if anybody is None else f"{anybody:g} 秒待っても空かなければ、どの席でも応対します。"
    for language, skill in campaign.languages.items():
        desks = [each.id for each in campaign.desks if skill in each.skills]
        yield (
            f"  {LANGUAGES[language]}を選んだ人は、できる席（{'、'.join(desks)}）につながります。"
            f"{then}"
        )


def _recorded(campaign: Campaign) -> str:
    if not campaign.record:
        return "通話は録音しません。"
    if campaign.record_on_demand:
        return "席が「録音を始める」を押した通話を、押したときから録音します。"
    return f"通話は録音します。こちらからかけた通話は{TOLD[campaign.outbound.told]}録音します。"


def _over_line(campaign: Campaign) -> str:
    if campaign.over_line is OverLine.ANNOUNCE:
        return "満線の案内を流して切ります。"
    return "話し中の音になります。"


def _heard(campaign: Campaign, flows: Loaded) -> Iterator[str]:
    given = campaign.flows
    facts = Facts(agreed=campaign.agreed, waited_s=campaign.wait_limit_s)
    for when, name in (
        ("空いている席があるとき", given.welcome),
        ("空いている席がないとき", given.all_busy),
        ("つながる前に一度", given.notice),
        ("こちらからかけた相手が出たとき", given.calling),
        ("待っている間", given.waiting),
        ("待ち時間の上限", given.give_up),
        ("受付時間の外", given.after_hours),
        ("休業日", given.holiday),
        ("運営開始の前", given.not_yet_open),
        ("運営終了の後", given.ended),
        ("緊急に閉じたとき", given.emergency),
    ):
        yield from _says(f"  {when}", name, flows, facts)
        yield from _reached_by_code(campaign, name, flows)


def _reached_by_code(campaign: Campaign, name: str | None, flows: Loaded) -> Iterator[str]:
    """Tell whom a flow connects with who knows a code, which nobody is offered (OTR-6-6-ウ)."""
    flow = next((each for each in flows.flows if each.name == name), None)
    nodes = flow.nodes if flow is not None else {}
    asked = [each for each in nodes.values() if isinstance(each, Code)]
    for to in dict.fromkeys(to for each in asked for to in each.codes.values()):
        node = nodes.get(to)
        if isinstance(node, Transfer):
            called = campaign.transfer_names.get(node.to, node.to)
            yield f"    コードを押した人は、{called}につながります（案内では触れません）。"


def _says(when: str, name: str | None, flows: Loaded, facts: Facts) -> Iterator[str]:
    flow = next((each for each in flows.flows if each.name == name), None)
    if flow is None:
        yield f"{when}: 何も流れません。"
        return
    said = "".join(each.text for each in _gone_through(flow, facts) if each.what == "say")
    yield f"{when}: 「{_AFTER_ENGLISH.sub(' ', said)}」"


def spoken_day(day: date) -> str:
    """Write a day with its weekday."""
    return f"{day.year}年{day.month}月{day.day}日（{WEEKDAYS[day.weekday()]}）"


def _clock(clock: time) -> str:
    return f"{clock.hour}:{clock.minute:02}"


def _gone_through(flow: Flow, facts: Facts) -> Iterator[Line]:
    """Be a caller who presses nothing."""
    rehearsal = Rehearsal(flow, facts)
    lines = rehearsal.begin()
    while lines:
        yield from lines
        lines = rehearsal.let_happen()
