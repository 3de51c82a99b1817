"""Articles, offices and open questions on both databases: only what was confirmed is shown."""

from __future__ import annotations

import asyncio
import dataclasses
from datetime import date

import pytest

from desk import articles, help, referrals
from desk.article import Kind, State, Writing
from desk.articles import Answer, Flawed, Moved, Place
from desk.desk import Desk
from desk.referrals import ListFile
from desk.rules import Category, Rules
from storage import knowledge
from storage.audit import Actor, entries
from storage.engine import transaction
from tests.integration.desk.people import newcomer

pytestmark = pytest.mark.integration

SV = Actor(who="s-1", origin="192.0.2.1")
WRITING = Writing(title="申請の期限はいつですか", text="5月29日です。", words="締切 しめきり")
YES = Answer(confirmer="手当給付係 佐藤", on=date(2026, 1, 30), reference="確認書 第1号")
NO = dataclasses.replace(YES, wanted="必着か消印かを書いてください。")
RULES = Rules(
    categories=(
        Category(id="apply", name="申請方法", children=(Category(id="papers", name="必要書類"),)),
    )
)


@pytest.fixture
def desk(desk: Desk) -> Desk:
    return dataclasses.replace(desk, rules=RULES)


def placed(done: Place | Flawed | Moved | None) -> Place:
    assert isinstance(done, Place), done
    return done


async def published(desk: Desk, writing: Writing = WRITING, kind: Kind = Kind.FAQ) -> Place:
    place = placed(await articles.begin(desk, SV, kind, writing))
    place = placed(await articles.hand_in(desk, SV, place))
    place = placed(await articles.answered(desk, SV, place, YES))
    return placed(await articles.publish(desk, SV, place))


async def titles(desk: Desk, text: str) -> list[str]:
    return [each.title for each in (await help.search(desk, text)).entries]


@pytest.mark.clause("SPR-V-2-1", "SUI-11-1-キ", "SUI-11-2-キ", "SUI-11-9-エ-ア")
async def test_a_version_is_shown_only_when_confirmed_and_the_former_one_until_then(
    desk: Desk,
) -> None:
    place = placed(await articles.begin(desk, SV, Kind.FAQ, WRITING))
    assert await articles.publish(desk, SV, place) == Moved()
    place = placed(await articles.hand_in(desk, SV, place))
    better = dataclasses.replace(WRITING, text="5月29日（消印有効）です。")
    assert await articles.save(desk, Kind.FAQ, place, better) == Moved()
    place = placed(await articles.answered(desk, SV, place, NO))
    assert await titles(desk, "期限") == []
    second = placed(await articles.revise(desk, SV, place.article))
    assert (second.n, await articles.revise(desk, SV, place.article)) == (2, second)
    second = placed(await articles.save(desk, Kind.FAQ, second, better))
    second = placed(await articles.hand_in(desk, SV, second))
    second = placed(await articles.answered(desk, SV, second, YES))
    second = placed(await articles.publish(desk, SV, second))
    third = placed(await articles.revise(desk, SV, place.article))
    worse = dataclasses.replace(WRITING, text="いつでも申請できます。")
    third = placed(await articles.save(desk, Kind.FAQ, third, worse))
    shown = await help.read(desk, place.article)
    assert shown is not None
    assert (shown.text, shown.version) == (better.text, 2)
    third = placed(await articles.hand_in(desk, SV, third))
    third = placed(await articles.answered(desk, SV, third, YES))
    third = placed(await articles.publish(desk, SV, third))
    async with transaction(desk.engine) as session:
        states = [each.state for each in await knowledge.versions_of(session, place.article)]
    assert states == [State.PUBLISHED, State.ENDED, State.RETURNED]
    placed(await articles.take_down(desk, SV, third))
    assert await help.read(desk, place.article) is None
    noted = [each.action for each in await entries(desk.engine, last=99, subject=place.article)]
    assert noted.count("article_published") == 2
    assert noted[-1] == "article_ended"


async def test_of_two_people_who_take_a_step_one_is_told_that_it_moved(desk: Desk) -> None:
    place = placed(await articles.begin(desk, SV, Kind.FAQ, WRITING))
    done = await asyncio.gather(*(articles.hand_in(desk, SV, place) for _ in range(2)))
    assert sorted(isinstance(each, Moved) for each in done) == [False, True]


async def test_japanese_is_found_by_words_of_two_letters_and_by_sound(desk: Desk) -> None:
    await published(desk)
    await published(desk, Writing(title="振込日", text="口座に振り込みます。"))
    asked = ("期限", "締切", "シメキリ", "ｼﾒｷﾘ", "申請　いつ", "５月２９日")
    for text in (*asked, "いつまでに申請すればよいですか。期限を教えて"):
        assert await titles(desk, text) == [WRITING.title], text


async def test_signs_of_the_databases_own_search_are_letters(desk: Desk) -> None:
    await published(desk)
    await published(desk, Writing(title="割合", text="100%_です。"))
    assert await titles(desk, "%") == ["割合"]
    assert await titles(desk, "0%_で") == ["割合"]
    assert await titles(desk, "' OR 1=1") == []
    assert await titles(desk, "　") == []


async def test_the_script_is_the_categorys_own_or_the_one_above(desk: Desk) -> None:
    wide = dataclasses.replace(WRITING, title="申請方法の案内", category="apply")
    own = dataclasses.replace(WRITING, title="書類の案内", category="papers")
    await published(desk, wide, Kind.SCRIPT)
    assert [each.title for each in await help.script_for(desk, "papers")] == [wide.title]
    await published(desk, own, Kind.SCRIPT)
    assert [each.title for each in await help.script_for(desk, "papers")] == [own.title]
    assert [each.title for each in await help.script_for(desk, "apply")] == [wide.title]
    assert await help.script_for(desk, "x") == []


def listed(*lines: list[str], header: tuple[str, ...] = ("制度", "窓口", "電話番号")) -> ListFile:
    rows = list(enumerate(lines, start=2))
    return ListFile(name="list.csv", data=repr(rows).encode(), header=header, rows=rows)


@pytest.mark.clause("SPR-II-3-2-6")
async def test_a_list_is_in_force_from_its_day_and_those_before_stay(desk: Desk) -> None:
    old = listed(["児童手当", "中央区役所", "011-000-0001"])
    new = listed(["児童手当", "中央区保健センター", "011-000-0002"])
    rehearsed = await referrals.take(desk, SV, old, valid_from=date(2026, 1, 1), dry_run=True)
    assert (rehearsed.rows, rehearsed.id) == (1, None)
    await referrals.take(desk, SV, old, valid_from=date(2026, 1, 1), dry_run=False)
    await referrals.take(desk, SV, new, valid_from=date(2026, 2, 3), dry_run=False)
    found = await help.search(desk, "児童")
    assert [each.office for each in found.offices] == ["中央区役所"]
    tomorrow = dataclasses.replace(desk, clock=lambda: desk.machine_clock().replace(day=3, hour=2))
    found = await help.search(tomorrow, "児童")
    assert [each.office for each in found.offices] == ["中央区保健センター"]
    async with transaction(desk.engine) as session:
        assert len(await knowledge.referral_lists(session)) == 2


WRONG = [
    (listed(["a", "b"], header=("制度", "窓口")), 0, "電話番号"),
    (listed(["a", "b", "c", "d"], header=("制度", "窓口", "電話番号", "FAX")), 0, "FAX"),
    (listed(["児童手当", "", "011"]), 2, "空"),
    (listed(["児童手当", "中央区"]), 2, "列"),
    (listed(["児童手当", "中央区", "字" * 201]), 2, "長すぎ"),
    (listed(["a", "b", "c"], ["a", "b", "c"]), 3, "2 行目"),
    (listed(), 0, "一件も"),
]


async def test_a_wrong_list_changes_nothing_and_says_where(desk: Desk) -> None:
    for file, line, word in WRONG:
        done = await referrals.take(desk, SV, file, valid_from=date(2026, 1, 1), dry_run=False)
        assert done.id is None
        assert any(each.line == line and word in each.text for each in done.problems)
    assert await help.directory(desk) is None


@pytest.mark.clause("SUI-11-1-キ", "SUI-11-2-キ", "SUI-11-9-エ-ア")
async def test_what_was_not_found_stands_on_the_list_until_an_article_is_begun(desk: Desk) -> None:
    person = await newcomer(desk)
    who = await person.who(await person.first_sign_in())
    assert await help.not_found(desk, who, "双子の場合", category="apply", call="c1")
    assert not await help.not_found(desk, who, "123456789018", category="", call=None)
    async with transaction(desk.engine) as session:
        ((asked, name),) = await knowledge.open_questions(session)
    assert (asked.asked, name, asked.call) == ("双子の場合", "札幌 花子", "c1")
    await articles.begin(desk, SV, Kind.FAQ, WRITING, question=asked.id)
    async with transaction(desk.engine) as session:
        assert await knowledge.open_questions(session) == []
    assert asked.id is not None
    assert not await help.close_question(desk, SV, asked.id)
