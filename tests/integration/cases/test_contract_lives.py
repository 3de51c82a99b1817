"""The cases of the later contracts, from the city's file to what is handed back, on both databases.

Nothing here is code of a contract: each test reads a shipped campaign's file.
"""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, date, datetime

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.case_deadlines import look
from cases import person_sheets
from cases.banks import shipped
from cases.catalogue import Catalogue
from cases.errors import CaseRefused, FileRefused, IllegalMove, MyNumberTyped
from cases.files import Kind
from cases.paying import Payments
from cases.person_sheets import Month
from cases.runs import RunKind, files_of
from cases.store import case_numbered
from cases.timeline import timeline
from storage.case_tables import Case, CaseChange, CaseRunItem
from storage.engine import transaction
from storage.inquiry_tables import Inquiry, InquiryCase, InquiryMatter
from storage.staff_tables import Staff
from tests.integration.cases.contract_office import ZONE, Office, decide, office

pytestmark = pytest.mark.integration


ACCOUNT = {
    "金融機関名": "北洋銀行",
    "金融機関番号": "0501",
    "支店名": "本店営業部",
    "支店番号": "028",
    "口座分類": "普通",
    "口座番号": "0012345",
    "口座名義": "オタル　ハナコ",
}
ASKED = {
    **{"bank_name": "北洋銀行", "bank_code": "0501", "branch_name": "本店営業部"},
    **{"branch_code": "028", "account_kind": "普通", "account_number": "0099999"},
    **{"account_holder": "オタル　ハナコ"},
}


def citizen(n: int, **more: str) -> dict[str, str]:
    """A person of the city's list: type 1, forced, 30,000 yen."""
    kana = "アイウエオカキクケコ"[n] * 3
    return {
        "区分": "追加",
        "宛名番号": f"{n:06}",
        "カナ氏名": f"{kana}　ハナコ",
        "氏名": "小樽\ue000　花子",
        "生年月日": f"1970-01-{n + 1:02}",
        "住所": "小樽市花園２丁目",
        "プッシュ区分": "強制",
        "給付の種類": "不足額給付1",
        "本来の給付額": "90000",
        "当初調整給付額": "60000",
        "支給の方法": "口座振込",
        **ACCOUNT,
        "口座番号": f"{n:07}",
        **more,
    }


TYPE_2 = {"プッシュ区分": "非強制", "給付の種類": "不足額給付2"} | dict.fromkeys(
    ("本来の給付額", "当初調整給付額"), ""
)


@pytest.mark.clause("OTR-6-0")
async def test_where_there_is_no_online_form_its_file_is_refused(engine: AsyncEngine) -> None:
    desk = office(engine, "otaru", datetime(2025, 7, 28, 1, 0, tzinfo=UTC))
    with pytest.raises(FileRefused, match="オンラインの申請はありません"):
        await desk.take(Kind.ONLINE, [citizen(1)])


@pytest.mark.clause("OTR-6-5-2", "OTR-6-5-特-1", "OTR-6-5-データ-1", "OTR-6-2-ウ", "OTR-4-1-イ")
async def test_otarus_list_and_its_differences_are_applied_once(engine: AsyncEngine) -> None:
    desk = office(engine, "otaru", datetime(2025, 7, 28, 1, 0, tzinfo=UTC))
    assert [each[:4] for each in desk.plan.criteria] == ["令和6年", "税制度上", "低所得世"]
    first = await desk.take(Kind.PUSH, [citizen(n) for n in range(5)])
    assert (first.added, first.refused) == (5, 0)
    delta = [
        *(citizen(8), citizen(9)),
        *(citizen(n, 住所="小樽市稲穂３丁目") | {"区分": "更新"} for n in (0, 1, 2)),
        citizen(4) | {"区分": "削除"},
    ]
    found = await desk.take(Kind.PUSH, delta)
    assert (found.added, found.changed, found.removed, found.refused) == (2, 3, 1, 0)
    again = await desk.take(Kind.PUSH, delta)
    assert (again.added, again.changed, again.removed, again.same) == (0, 0, 0, 6)
    assert (await desk.stages())["000004"] == "withdrawn"
    async with transaction(engine) as session:
        changes = list(await session.exec(select(CaseChange)))
    old = {desk.shelf.vault.open(each.old, row=row_of(each)) for each in changes}
    assert (len(changes), old) == (3, {"小樽市花園２丁目"})
    assert "push_type" not in {each.id for each in desk.plan.schema.typed}


def row_of(change: CaseChange) -> str:
    return f"change:{change.case}:{change.revision}:{change.field}"


@pytest.mark.clause(
    *("OTR-4-1-ア", "OTR-4-3-ア", "OTR-4-3-イ", "OTR-4-4", "OTR-5"),
    *("OTR-6-1-ウ", "OTR-6-3-イ", "OTR-6-5-特-2", "OTR-6-5-データ-4", "SPR-II-3-2-3"),
)
async def test_otarus_benefits_from_the_citys_list_to_the_bank(engine: AsyncEngine) -> None:
    desk = office(engine, "otaru", datetime(2025, 7, 28, 1, 0, tzinfo=UTC))
    people = [
        *(citizen(0), citizen(1), citizen(2), citizen(3, 支店番号="999")),
        citizen(5) | TYPE_2 | {"令和6年1月1日の居住": "国外"},
        citizen(6) | TYPE_2 | {"令和6年1月1日の居住": "国内", "支給の方法": "窓口現金"},
        citizen(7, 当初調整給付額="90000"),
    ]
    await desk.take(Kind.PUSH, people)
    hidden = {"カナ氏名": "ククク　ハナコ", "生年月日": "1970-01-08"}
    await desk.take(Kind.PROTECTED, [hidden])

    for n in (0, 1, 2, 3, 5, 6):
        await desk.step(f"{n:06}", "send", sent_on="2025-07-28")
    await desk.step("000007", "send", chief=True, sent_on="2025-07-28")
    await desk.step("000001", "refuse", "辞退届")
    with pytest.raises(CaseRefused, match="消印日"):
        await desk.step("000002", "account_changed", values=ASKED)
    await desk.step("000002", "account_changed", values=ASKED | {"postmark": "2025-08-08"})
    with pytest.raises(CaseRefused, match="範囲より後"):
        await desk.step("000005", "paper_back", postmark="2025-11-01", method="口座振込")
    await desk.step("000005", "paper_back", postmark="2025-10-31", method="口座振込")
    made, sheets = await desk.listed("reminder")
    assert made.left_out == 1
    assert [row[1:3] for row in sheets["手続勧奨通知の対象.csv"]] == [
        ["小樽\ue000　花子", "小樽市花園２丁目"]
    ] * 3

    assert await desk.end(date(2025, 8, 8)) == []
    desk.at = datetime(2025, 8, 9, 1, 0, tzinfo=UTC)
    (ended,) = await desk.end(date(2025, 8, 9))
    assert (ended.step, ended.moved) == ("push_decided", 2)
    assert ended.lacking == (await desk.number("000003"),)
    assert await desk.stages() == {
        **{"000000": "granted", "000001": "refused", "000002": "received"},
        **{"000003": "informed", "000005": "received"},
        **{"000006": "informed", "000007": "granted"},
    }
    await desk.step("000006", "paper_back", postmark="2025-10-30", method="窓口現金")
    await decide(desk, ["000002", "000005", "000006"], "支給決定")
    assert await paid(desk) == {"000000": 30_000, "000002": 30_000, "000005": 30_000}
    await _told_to_agents(desk)
    _, cash = await desk.listed("cash")
    numbers = [row[0] for row in cash["窓口での現金支給の一覧.csv"]]
    assert numbers == [await desk.number("000006")]


@pytest.mark.clause("OTR-6-1-特-1", "OTR-6-5-データ-2")
async def test_what_came_back_is_sent_again_and_its_way_is_kept(engine: AsyncEngine) -> None:
    desk = office(engine, "otaru", datetime(2025, 7, 28, 1, 0, tzinfo=UTC))
    await desk.take(Kind.PUSH, [citizen(0), citizen(1)])
    for n in (0, 1):
        await desk.step(f"{n:06}", "send", sent_on="2025-07-28")
    await desk.step("000000", "came_back", "宛先不明")
    back, _ = await desk.listed("undelivered")
    assert back.cases == {"書類不着の一覧.csv": 1}
    await desk.step("000000", "send", sent_on="2025-07-31")
    with pytest.raises(CaseRefused, match="理由"):
        await desk.step("000000", "send_again", sent_on="2025-08-04")
    for why, sent_on in (("電話 1234 5678 9018", "2025-08-04"), ("電話", "1234 5678 9018")):
        with pytest.raises(MyNumberTyped):
            await desk.step("000000", "send_again", why, sent_on=sent_on)
    await desk.step("000000", "send_again", "電話での依頼", sent_on="2025-08-04")
    assert await desk.moves("000000") == ["send", "came_back", "send", "send_again"]


async def test_a_running_office_sees_to_the_day_by_itself(engine: AsyncEngine) -> None:
    desk = office(engine, "otaru", datetime(2025, 8, 8, 1, 0, tzinfo=UTC))
    await desk.take(Kind.PUSH, [citizen(0)])
    await desk.step("000000", "send", sent_on="2025-07-28")
    for day, stage in ((8, "informed"), (9, "granted")):
        await look(engine, desk.shelf, datetime(2025, 8, day, 1, 0, tzinfo=UTC), ZONE)
        assert await desk.stages() == {"000000": stage}


async def _told_to_agents(desk: Office) -> None:
    """Who is paid has day and sum in the line of time, who gets cash has none."""
    told = {name: await told_of(desk, name) for name in ("000000", "000006")}
    assert [[each for each in told[name] if "支給日" in each] for name in told] == [
        ["振込データ F-0001（支給日 2025-08-28、30,000 円）"],
        [],
    ]


async def told_of(desk: Office, name: str) -> list[str]:
    """Give the line of time that agents read."""
    catalogue = Catalogue(desk.plan.schema, desk.plan.deficiencies, desk.plan.life)
    async with transaction(desk.engine) as session:
        case = await case_numbered(session, await desk.number(name))
        found = await timeline(session, catalogue, case, zone=ZONE, with_sights=False)
    return [each.what for each in found]


async def paid(desk: Office) -> dict[str, int]:
    """Make a payment run; tell who got what, and that nobody without a sum is in it."""
    assert desk.plan.payment is not None
    payments = Payments(desk.engine, desk.shelf, shipped(), desk.plan.payment)
    outcome = await payments.make(date(2025, 8, 28), desk.actor)
    assert outcome.wrong == []
    assert [each.number for each in outcome.unpaid] == [await desk.number("000007")]
    async with transaction(desk.engine) as session:
        done = select(Case).where(col(Case.status) == "payment_made")
        items = {each.case: each.amount for each in await session.exec(select(CaseRunItem))}
        rows = (await session.exec(done)).all()
    found = {each.external_id or "": items[each.seq] for each in rows}
    assert (outcome.totals.records, outcome.totals.amount) == (len(found), sum(found.values()))
    return found


@pytest.mark.clause(
    *("SUI-11-5-ウ-イ", "SUI-11-5-ウ-ウ", "SUI-11-4-カ-1", "SUI-11-5-ウ-オ-1", "SUI-11-6-ウ-オ"),
)
async def test_suitas_cards_go_from_arrival_to_the_citizen(engine: AsyncEngine) -> None:
    desk = office(engine, "suita", datetime(2024, 9, 2, 1, 0, tzinfo=UTC))
    ways = ("交付時来庁", "交付時来庁", "申請時来庁", "交付時来庁")
    sorts = ("通常", "通常", "通常", "所持あり")
    cards = [
        {"区分": "追加", "管理番号": f"2024-{n}", "交付の方式": way, "仕分け": sort}
        | {"カードの有効期限": "", "申請の経路": "市民の申請"}
        for n, (way, sort) in enumerate(zip(ways, sorts, strict=True), start=1)
    ]
    report = await desk.take(Kind.ONLINE, cards)
    assert (report.added, report.deficient) == (4, 0)
    by_sort, _ = await desk.listed("sorted")
    assert by_sort.cases == {"仕分けごとのカード_所持あり.csv": 1, "仕分けごとのカード_通常.csv": 3}
    for n in (1, 2, 3):
        await desk.step(f"2024-{n}", "prepare", shelf=f"A-{n}")
    assert (await desk.take(Kind.ONLINE, [each | {"区分": "更新"} for each in cards])).same == 4
    with pytest.raises(CaseRefused):
        await desk.step("2024-3", "guide", guided_on="2024-09-02")
    await desk.step("2024-3", "mailed")
    for n in (1, 2):
        await desk.step(f"2024-{n}", "guide", guided_on="2024-09-02")
        await desk.step(f"2024-{n}", "book", visit_on="2024-09-14")
    _, files = await desk.listed("booked")
    assert [row[1:] for row in files["来庁予約のカード_2024-09-14.csv"]] == [
        *(["A-1", "2024-09-14"], ["A-2", "2024-09-14"])
    ]
    await desk.step("2024-1", "issue")
    await desk.step("2024-2", "missed")
    with pytest.raises(CaseRefused, match="管理者"):
        await desk.step("2024-4", "stop", "転出")
    await desk.step("2024-4", "stop", "転出", chief=True)
    assert await desk.stages() == {
        **{"2024-1": "issued", "2024-2": "no_show"},
        **{"2024-3": "issued", "2024-4": "not_issuable"},
    }
    kept, _ = await desk.listed("kept")
    assert sum(kept.cases.values()) == 2
    with pytest.raises(IllegalMove, match="カード交付完了"):
        await desk.step("2024-1", "issue")


@pytest.mark.clause(
    *(
        "SET-I-1",
        "SET-I-6",
        "SET-II-1-0",
        "SET-II-1-1-①",
        "SET-II-1-1-②",
        "SET-II-1-2-⑥",
        "SET-II-3-1",
        "SET-II-2",
    ),
)
async def test_setagayas_persons_have_a_sheet_a_month_by_their_office(engine: AsyncEngine) -> None:
    desk = office(engine, "setagaya", datetime(2026, 4, 10, 1, 0, tzinfo=UTC))
    programs = ("生活困窮者自立相談支援", "被保護者就労支援", "住居確保給付金")
    offices = ("世田谷", "砧", "砧")
    people = [
        {
            **{"区分": "追加", "対象者番号": f"p{n}", "カナ氏名": "セタ　アイ", "氏名": "世田　愛"},
            **{"生年月日": "1990-04-01", "業務": program, "管轄の総合支所": place},
            **{"対象者の別": "対象者", "電話番号": "", "配慮すること": ""},
        }
        for n, (program, place) in enumerate(zip(programs, offices, strict=True), start=1)
    ]
    assert (await desk.take(Kind.ONLINE, people)).added == 3
    with pytest.raises(CaseRefused, match="自己理解"):
        await desk.step("p1", "assess", situation="離職")
    for name in ("p1", "p2"):
        await desk.step(name, "assess", situation="離職", self_view="几帳面", market_view="事務")
    with pytest.raises(CaseRefused):
        await desk.step("p2", "plan", goal="短時間から", planned_on="2026-04-10")
    await desk.step("p1", "plan", goal="フルタイム", planned_on="2026-04-10")
    await desk.step("p2", "search_welfare", goal="短時間から")
    async with transaction(engine) as session:
        session.add(
            Staff(
                id="s1",
                login="op-01",
                name="支援　一郎",
                role="agent",
                password_hash="x",
                password_at=desk.at,
                created_at=desk.at,
            )
        )
        await session.flush()
        for n, (number, name) in enumerate(((4, "p1"), (4, "p1"), (4, "p2"), (5, "p3"))):
            await spoken(session, desk, f"i{n}", date(2026, number, 15), name)
    month = Month(date(2026, 4, 1), {"interview": "面談"}, {"closed": "完結"})
    async with transaction(engine) as session:
        made = await person_sheets.make(
            session, desk.shelf, desk.plan, month, desk.actor, zone=ZONE
        )
        files = await files_of(session, desk.shelf, RunKind.SHEETS, made.run)
    assert (made.sheets, made.missing) == ({"世田谷": 1, "砧": 1}, 1)
    with zipfile.ZipFile(io.BytesIO(files["支援状況報告書_2026-04_世田谷.xlsx"])) as book:
        words = book.read("xl/sharedStrings.xml").decode()
    assert all(each in words for each in ("フルタイム", "面談", "通院と両立", "プラン策定済"))
    assert "被保護者就労支援" not in words


@pytest.mark.clause("SET-II-1-1-⑥")
async def test_retention_ends_three_months_after_the_work_began(engine: AsyncEngine) -> None:
    desk = office(engine, "setagaya", datetime(2026, 4, 10, 1, 0, tzinfo=UTC))
    person = {
        **{"区分": "追加", "カナ氏名": "セタ　アイ", "氏名": "世田　愛", "生年月日": "1990-04-01"},
        **{"業務": "被保護者就労支援", "管轄の総合支所": "砧", "対象者の別": "対象者"},
        **{"電話番号": "", "配慮すること": ""},
    }
    began = {"p1": "2026-05-31", "p2": "2026年11月30日"}
    await desk.take(Kind.ONLINE, [{**person, "対象者番号": each} for each in began])
    for name, day in began.items():
        await desk.step(name, "assess", situation="離職", self_view="几帳面", market_view="事務")
        await desk.step(name, "search_welfare", goal="短時間から")
        await desk.step(name, "employed", employed_on=day)
    _, files = await desk.listed("retention")
    (rows,) = files.values()
    assert [row[3] for row in rows] == ["2026-08-31", "2027-02-28"]


async def spoken(session: AsyncSession, desk: Office, id_: str, day: date, name: str) -> None:
    """Write a closed record of an interview about a person."""
    case = (await session.exec(select(Case).where(col(Case.external_id) == name))).one()
    session.add(
        Inquiry(
            id=id_,
            staff="s1",
            business_date=day,
            language="ja",
            begun_at=desk.at,
            saved_at=desk.at,
            closed_at=desk.at,
        )
    )
    await session.flush()
    session.add(
        InquiryMatter(inquiry=id_, n=1, category="interview", result="closed", text="通院と両立")
    )
    session.add(InquiryCase(inquiry=id_, case=case.seq, at=desk.at, by="s1"))


@pytest.mark.clause("SHJ-概-3", "SHJ-委-2", "SHJ-委-4", "SHJ-受-2")
async def test_the_ward_alone_decides_on_shinjukus_applications(engine: AsyncEngine) -> None:
    desk = office(engine, "shinjuku", datetime(2023, 5, 8, 1, 0, tzinfo=UTC))
    assert desk.plan.sealed, "nothing leaves in the open [SHJ-受-6]"
    row = {
        **{"申請番号": "1", "申請日時": "2023-05-08T09:00:00+09:00", "カナ氏名": "シン　アイ"},
        **{"氏名": "新　愛", "生年月日": "1990-04-01", "お子さまの生年月日": "2020-05-01"},
        **{"住所": "新宿区歌舞伎町", "電話番号": "0312345678", "メールアドレス": "a@example.jp"},
        **ACCOUNT,
        "相談内容": "",
    }
    report = await desk.take(Kind.ONLINE, [row])
    assert (report.added, report.deficient) == (1, 0)
    with pytest.raises(IllegalMove):
        await desk.step("1", "notify")
    number = await desk.number("1")
    early = {"受付番号": number, "決定": "交付決定", "決定日": "2023-05-08"}
    assert (await desk.take(Kind.DECISIONS, [early])).refused == 1
    wrong = await desk.take(Kind.DECISIONS, [early | {"決定": "支給"}])
    assert "「交付決定」か「不交付決定」" in wrong.problems[0].why
    await decide(desk, ["1"], "交付決定")
    _, files = await desk.listed("notices")
    assert files["決定通知書の送付先.csv"] == [[number, "新　愛", "新宿区歌舞伎町", "交付決定"]]
    await desk.step("1", "notify")
    assert await desk.stages() == {"1": "notified"}
    catalogue = Catalogue(desk.plan.schema, desk.plan.deficiencies, desk.plan.life)
    async with transaction(engine) as session:
        case = await case_numbered(session, number)
        told = await timeline(session, catalogue, case, zone=ZONE, with_sights=False)
    assert "決定通知書の送付 → 通知発送済" in [each.what for each in told]
