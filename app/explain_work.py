"""A campaign's work told in plain Japanese: who may see what, what is kept how long, what is
reported when, and how its cases go on. The other half of `explain`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from agent_ui.access import ROLES
from agent_ui.routes import ROUTES
from app.checked import Checked
from app.explain import spoken_day
from cases.life import By, Step
from cases.lifecycle import Status
from cases.plan import Plan
from desk.roles import Role
from desk.rules import Numbers
from metrics.due import Rule, Terms, dues
from metrics.report_plan import Form
from metrics.words import HEADINGS
from recordings.rules import Period

ROLE_WORDS: Final = {
    Role.AGENT: "OP（オペレーター）",
    Role.SUPERVISOR: "SV（管理者）",
    Role.MANAGER: "MG（部門責任者）",
    Role.CLIENT: "委託者",
    Role.ADMIN: "システム管理者",
}
PLACES: Final = {
    "/call": "着信した人の申請（本人確認まで伏せ字）",
    "/records": "自分の問合せ記録",
    "/inquiries": "すべての問合せ記録",
    "/cases": "申請・対象者",
    "/recordings": "録音",
    "/reports": "報告書",
    "/help": "FAQ・応対の手引き",
    "/work": "仕事の一覧（OP は自分の分）",
    "/day": "一日の締め",
    "/client/records": "委託者の画面（問合せ記録・苦情・質問・報告書を読むだけ）",
}
"""Pages that tell of callers and cases, by their address."""

DUE_WORDS: Final = {
    Rule.NEXT_WEEK: "翌週の第一営業日",
    Rule.NEXT_BUSINESS_DAY: "翌営業日",
    Rule.NEXT_MONTH: "翌月",
    Rule.NONE: "求められたとき",
}
BY_WORDS: Final = {
    By.AGENT: "担当者",
    By.SUPERVISOR: "管理者",
    By.CLIENT: "委託者の差分ファイル",
}
SHOWN = 2
"""So many due days are named of each report."""


def work(found: Checked) -> Iterator[str]:
    """Tell it, line by line; a line in 【】 is a heading."""
    yield "【だれが何を見られるか】"
    yield from _who(found)
    yield "【サインインと、録音・ログの保管】"
    yield from _kept(found)
    if found.reports.milestones:
        yield "【契約の節目】"
        yield from (f"  {spoken_day(day)} {name}" for day, name in found.reports.milestones)
    yield "【報告書】"
    definition = found.reports.definition
    aim = definition.target_percent
    target = "目標はありません。" if aim is None else f"目標は {aim}％以上です。"
    yield f"  応答率の定義: 「{definition.name}」（{definition.id}）。{target}"
    yield from _reports(found)
    if found.cases is not None:
        yield "【申請・対象者】"
        yield from _cases(found.cases)
    yield "【確かめていない想定】"
    yield from (f"  {key}" for key in found.unconfirmed or ["ありません。"])


def grouped(lines: Iterable[str]) -> dict[str, list[str]]:
    """Put lines together by their headings, for programs; what comes before the first is ""."""
    told: dict[str, list[str]] = {}
    heading = ""
    for line in lines:
        if line.startswith("【"):
            heading = line.strip("【】")
        elif line.strip():
            told.setdefault(heading, []).append(line.strip())
    return told


def _who(found: Checked) -> Iterator[str]:
    access = {route.path: route.access for route in ROUTES if route.method == "GET"}
    for path, what in PLACES.items():
        if path == "/cases" and found.cases is None:
            continue
        roles = [role for role in Role if role in ROLES[access[path]]]
        if path == "/recordings":
            roles = [role for role in roles if _hears(found, role)]
        yield f"  {what}: {'、'.join(ROLE_WORDS[role] for role in roles)}"
    yield "  責任者対応（DV 等）の方の内容は、SV と MG だけが見られます。"
    yield "  申請を見たことは、だれがいつ見たかをすべて記録します。"
    if found.cases is not None and found.cases.sealed:
        yield "  書き出すデータは、暗号化した書庫にします。パスワードは別の機会に渡します。"
    yield f"  委託者が問合せ記録で見る個人の情報: {'、'.join(_client_sees(found)) or 'なし'}"
    yield from _closing(found)


def _client_sees(found: Checked) -> Iterator[str]:
    sees = found.desk.client
    if sees.numbers is not Numbers.NONE:
        yield "電話番号" if sees.numbers is Numbers.WHOLE else "電話番号の下四桁"
    shown = ((sees.staff, "応対者"), (sees.cases, "受付番号"), (sees.digits, "本文の数字"))
    yield from (word for is_seen, word in shown if is_seen)


def _closing(found: Checked) -> Iterator[str]:
    alarms = found.desk.alarms
    yield f"  受付終了の {alarms.close_remind_s / 60:g} 分後から、一日の締めを促します。"
    if alarms.close_s:
        yield f"  {alarms.close_s / 60:g} 分後に締めていなければ、警報を出します。"
    if alarms.imports:
        times = "、".join(f"{each:%H:%M}" for each in alarms.imports)
        yield f"  営業日の {times} までにオンライン申請を取り込みます。まだなら促します。"


def _hears(found: Checked, role: Role) -> bool:
    own = {Role.AGENT: found.sound.agents_hear_own, Role.CLIENT: found.sound.client_hears}
    return own.get(role, True)


def _kept(found: Checked) -> Iterator[str]:
    rules = found.desk.sign_in
    factor = "パスワードと認証アプリの二つ" if rules.second_factor else "パスワード"
    yield f"  サインインには{factor}が要ります。"
    yield f"  {rules.idle_lock_s / 60:g} 分操作がなければ、画面をロックします。"
    if not found.campaign.record:
        yield "  通話は録音しません。"
    for period in found.sound.periods if found.campaign.record else ():
        yield f"  {period.name}: {_until(period)}"
    logs = found.sound.logs_until
    until = "は消しません" if logs is None else f"は {spoken_day(logs)} まで消せません"
    yield f"  ログ{until}。監査証跡（だれが何を見て何をしたか）は消しません。"


def _until(period: Period) -> str:
    if period.days is not None:
        return f"通話の日から {period.days} 日間保管します。"
    if period.days_after_end is not None:
        return f"運営の終わりから {period.days_after_end} 日間保管します。"
    return "消去の承認まで保管します。"


def _reports(found: Checked) -> Iterator[str]:
    for form in found.reports.forms:
        yield f"  {form.title}: {_due(found, form)}"
        yield f"    内容: {'、'.join(_heading(found, form))}"


def _heading(found: Checked, form: Form) -> Iterator[str]:
    for part in form.parts:
        yield found.reports.headings.get(part, HEADINGS[part])


def _due(found: Checked, form: Form) -> str:
    plan, campaign = found.reports, found.campaign
    if not form.hand_in or form.rule is Rule.NONE:
        return "求められたときに提出します。"
    day = form.month_day or plan.month_day
    terms = Terms(
        zone=ZoneInfo(campaign.zone), open_days=campaign.open_days, at=plan.due, month_day=day
    )
    when = DUE_WORDS[form.rule] + (f"の {day} 日" if form.rule is Rule.NEXT_MONTH else "")
    if form.only_with_complaints:
        return f"苦情のあった日の、{when}の {plan.due:%H:%M} までに提出します。"
    days = [each.at for each in dues(form.kind, form.rule, terms)]
    named = "、".join(spoken_day(each.date()) for each in days[:SHOWN])
    return f"{when}の {plan.due:%H:%M} までに提出します。初めは {named}、終わりは {_last(days)}。"


def _last(days: list[datetime]) -> str:
    return spoken_day(days[-1].date()) if days else "ありません"


def _cases(plan: Plan) -> Iterator[str]:
    life = plan.life
    yield f"  項目: {'、'.join(each.label for each in plan.schema.fields)}"
    yield f"  はじめの段階: {life.word(life.starts_at)}"
    if life.push_starts_at != life.starts_at:
        yield f"  委託者の一覧で届いた人の、はじめの段階: {life.word(life.push_starts_at)}"
    labels = {each.id: each.label for each in plan.schema.fields}
    for step in life.steps:
        yield f"  {_step(plan, step, labels)}"
    if Status.DELIVERED.value in life.reached():
        words = "、".join(f"「{each}」" for each in life.decisions)
        ends = any(each.on and each.to == Status.GRANTED.value for each in life.steps)
        where = "委託者の一覧と、上の期日" if ends else "委託者の一覧"
        yield f"  支給の決定は、{where}だけで行います。一覧の言葉: {words}"
    if plan.payment is not None:
        yield "  振込データを作ります。"
    for each in plan.lists:
        yield f"  一覧「{each.title}」（madoguchi cases list {each.id}）"
    if plan.sheets is not None:
        yield f"  月ごとの票「{plan.sheets.title}」（madoguchi cases sheets）"


def _step(plan: Plan, step: Step, labels: dict[str, str]) -> str:
    life = plan.life
    before = "・".join(life.word(each) for each in step.before)
    by = f"{_eve(step.on)}を過ぎたら自動で" if step.on else BY_WORDS[step.by]
    told = f"「{step.name}」: {before} → {life.word(step.to)}（{by}）"
    if step.only_if is not None:
        told += f"。{labels[step.only_if.field]}が「{step.only_if.value}」のときだけ"
    if step.unless is not None:
        told += f"。{labels[step.unless.field]}が「{step.unless.value}」のときを除く"
    if step.asks:
        told += f"。記入するもの: {'、'.join(labels[each] for each in step.asks)}"
    if step.fills is not None:
        fills = step.fills
        told += f"。{labels[fills.field]}は、{labels[fills.after]}の {fills.months} か月後"
    return told


def _eve(day: date) -> str:
    return spoken_day(day - timedelta(days=1))
