"""F-01 to F-24 and F-R1 to F-R12, each right and wrong, online and on paper (requirements 3.1)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from cases import banks
from cases.document import Document
from cases.findings import Code, Finding
from cases.rules import Form
from cases.schema import Channel, Field, Kind, Severity
from tests.unit.cases.applications import (
    CHILD,
    OFFICE_WORKER,
    RECEIVED,
    application,
    form,
    schema,
)

pytestmark = pytest.mark.unit

CHANNELS = (Channel.ONLINE, Channel.POST, Channel.CLIENT)

RIGHT: list[tuple[str, str, dict[str, Any]]] = [
    *(("F-01", "applied_on", {"applied_on": each}) for each in ("2026/3/1", "2026年3月1日")),
    ("F-01", "applied_on", {"applied_on": "2026-02-02"}),
    ("F-01", "applied_on", {"applied_on": "2026-03-02"}),
    ("F-02", "applicant_kana", {"applicant_kana": "タカハシ ハナコ"}),
    ("F-02", "applicant_kana", {"applicant_kana": "マリー　アン　ヴァイス"}),
    ("F-03", "applicant_name", {"applicant_name": "𠮷﨑\ue000 花子"}),
    ("F-04", "applicant_sex", {"applicant_sex": "男"}),
    ("F-05", "applicant_birth", {"applicant_birth": "2000/2/29"}),
    ("F-06", "applicant_kind", {"applicant_kind": "公務員", "office": "札幌市"}),
    ("F-07", "address", {"address": "札幌市北区北二十四条西５－１－２０３"}),
    (
        "F-08",
        "address_september",
        {"applicant_kind": "公務員", "office": "札幌市", "address_september": "小樽市花園１丁目"},
    ),
    *(("F-09", "phone", {"phone": each}) for each in ("0112113944", "05012345678")),
    ("F-10", "office", {"applicant_kind": "公務員", "office": "北海道庁"}),
    ("F-11", "child_kana", {"child_kana": "タカハシ　ジョー"}),
    ("F-12", "child_name", {"child_name": "髙橋　じょう"}),
    ("F-13", "child_sex", {"child_sex": "女"}),
    *(("F-14", "child_birth", {"child_birth": each}) for each in ("2007-04-02", "2026-03-31")),
    ("F-15", "child_living", {"child_living": "別居", "child_address": "小樽市花園２丁目"}),
    ("F-16", "child_address", {"child_living": "別居", "child_address": "旭川市六条通９丁目"}),
    ("F-17", "children", {"children": "2", "kids": [{}, {"child_kana": "タカハシ　ソラ"}]}),
    *(
        ("F-18", "bank_name", {"bank_name": each})
        for each in ("北洋", "北洋銀行", "株式会社北洋銀行")
    ),
    (
        "F-19",
        "bank_code",
        {
            "bank_code": "1003",
            "bank_name": "室蘭信用金庫",
            "branch_code": "001",
            "branch_name": "本店",
        },
    ),
    ("F-20", "branch_name", {"branch_name": "本店営業部"}),
    ("F-21", "branch_code", {"branch_code": "028"}),
    ("F-22", "account_kind", {"account_kind": "当座"}),
    ("F-23", "account_number", {"account_number": "0000001"}),
    ("F-24", "account_holder", {"account_holder": "タカハシ　ハナコ（ソラ）"}),
]

WRONG: list[tuple[str, str, str, set[Code]]] = [
    ("F-01", "applied_on", "2026-02-30", {Code.DATE}),
    ("F-01", "applied_on", "令和8年3月1日", {Code.DATE}),
    ("F-01", "applied_on", "2026-02-01", {Code.DATE_EARLY}),
    ("F-01", "applied_on", "2026-03-03", {Code.DATE_LATE}),
    ("F-02", "applicant_kana", "ﾀｶﾊｼ ﾊﾅｺ", {Code.WIDTH}),
    ("F-02", "applicant_kana", "ﾀｶﾊｼﾊﾅｺ", {Code.WIDTH, Code.NAME_SPACE}),
    ("F-02", "applicant_kana", "たかはし　はなこ", {Code.KANA}),
    ("F-02", "applicant_kana", "タカハシハナコ", {Code.NAME_SPACE}),
    ("F-03", "applicant_name", "髙橋花子", {Code.NAME_SPACE}),
    ("F-03", "applicant_name", "Maria　Silva", {Code.WIDTH}),
    ("F-04", "applicant_sex", "女性", {Code.CHOICE}),
    ("F-05", "applicant_birth", "1990-13-01", {Code.DATE}),
    ("F-05", "applicant_birth", "2026-03-03", {Code.DATE_LATE}),
    ("F-06", "applicant_kind", "会社員", {Code.CHOICE}),
    ("F-07", "address", "札幌市中央区北1条西2丁目", {Code.WIDTH}),
    ("F-07", "address", "札幌市中央区\n北一条", {Code.WIDTH}),
    ("F-08", "address_september", "小樽市花園１丁目", {Code.UNEXPECTED}),
    ("F-09", "phone", "090-1234-5678", {Code.DIGIT}),
    ("F-09", "phone", "０９０１２３４５６７８", {Code.DIGIT}),
    ("F-09", "phone", "090 1234 5678", {Code.DIGIT}),
    ("F-09", "phone", "090123456", {Code.LENGTH}),
    ("F-09", "phone", "090123456789", {Code.LENGTH}),
    ("F-09", "phone", "90123456789", {Code.PREFIX}),
    ("F-10", "office", "札幌市", {Code.UNEXPECTED}),
    ("F-11", "child_kana", "タカハシリク", {Code.NAME_SPACE}),
    ("F-11", "child_kana", "ﾀｶﾊｼ　リク", {Code.WIDTH}),
    ("F-11", "child_kana", "高橋　リク", {Code.KANA}),
    ("F-12", "child_name", "髙橋陸", {Code.NAME_SPACE}),
    ("F-12", "child_name", "ﾀｶﾊｼ　陸", {Code.WIDTH}),
    ("F-13", "child_sex", "男子", {Code.CHOICE}),
    ("F-14", "child_birth", "2020-02-31", {Code.DATE}),
    ("F-14", "child_birth", "2026-04-01", {Code.DATE_LATE}),
    ("F-14", "child_birth", "2007-04-01", {Code.DATE_EARLY}),
    ("F-15", "child_living", "同棲", {Code.CHOICE}),
    ("F-16", "child_address", "小樽市花園２丁目", {Code.UNEXPECTED}),
    ("F-17", "children", "一", {Code.DIGIT}),
    ("F-17", "children", "２", {Code.DIGIT}),
    ("F-18", "bank_name", "北海道", {Code.BANK_NAME}),
    ("F-18", "bank_name", "ﾎｸﾖｳ", {Code.WIDTH, Code.BANK_NAME}),
    ("F-19", "bank_code", "501", {Code.LENGTH}),
    ("F-19", "bank_code", "０５０１", {Code.DIGIT}),
    ("F-19", "bank_code", "9999", {Code.BANK_UNKNOWN}),
    ("F-20", "branch_name", "大通", {Code.BANK_NAME}),
    ("F-21", "branch_code", "28", {Code.LENGTH}),
    ("F-21", "branch_code", "0２8", {Code.DIGIT}),
    ("F-21", "branch_code", "999", {Code.BANK_UNKNOWN}),
    ("F-22", "account_kind", "貯蓄", {Code.CHOICE}),
    ("F-23", "account_number", "12345", {Code.LENGTH}),
    ("F-23", "account_number", "12345678", {Code.LENGTH}),
    ("F-23", "account_number", "１２３４５６７", {Code.DIGIT}),
    ("F-23", "account_number", "123-456", {Code.DIGIT}),
    ("F-24", "account_holder", "髙橋花子", {Code.KANA}),
    ("F-24", "account_holder", "ﾀｶﾊｼ ﾊﾅｺ", {Code.WIDTH}),
    ("F-24", "account_holder", "タカハシ　ヰチ", {Code.BANK_LETTERS}),
    ("F-24", "account_holder", "ガ" * 16, {Code.BANK_LETTERS}),
]

PUBLIC = {"applicant_kind": "公務員", "office": "札幌市"}
MOVED = {"address_september": "小樽市花園１丁目"}
TWINS = [{}, {"child_kana": "タカハシ・リク　"}]
CONDITIONS: list[tuple[str, dict[str, Any], set[tuple[str, Code]]]] = [
    ("F-R2", {"children": "2"}, {("children", Code.CHILD_COUNT)}),
    ("F-R2", {"children": "2", "kids": [{}, {"child_kana": "タカハシ　ソラ"}]}, set()),
    ("F-R3", {**PUBLIC, **MOVED}, set()),
    ("F-R3", PUBLIC, set()),
    ("F-R3", MOVED, {("address_september", Code.UNEXPECTED)}),
    (
        "F-R3",
        {**PUBLIC, "address_september": OFFICE_WORKER["address"]},
        {("address_september", Code.SAME)},
    ),
    ("F-R3", {**PUBLIC, "address_september": "小樽1"}, {("address_september", Code.WIDTH)}),
    ("F-R4", {"applicant_kind": "公務員"}, {("office", Code.MISSING)}),
    ("F-R4", {"office": "札幌市"}, {("office", Code.UNEXPECTED)}),
    ("F-R4", {"applicant_kind": "公務員", "office": "ｻｯﾎﾟﾛ"}, {("office", Code.WIDTH)}),
    ("F-R5", {"child_living": "別居"}, {("child_address", Code.MISSING)}),
    ("F-R5", {"child_address": "小樽市"}, {("child_address", Code.UNEXPECTED)}),
    (
        "F-R5",
        {"child_living": "別居", "child_address": "小樽1"},
        {("child_address", Code.WIDTH)},
    ),
    ("F-R5", {"child_living": "別居", "child_address": "小樽市"}, set()),
]

_ON_CONDITION = ("address_september", "office", "child_address")
REQUIRED = [each.id for each in schema().fields if each.required and not each.only_if]

MISSING = [each.id for each in schema().on(Channel.ONLINE) if each.id not in _ON_CONDITION]
"""What has to be written whatever else is; 21 of the 24."""


def found(document: Document, channel: Channel = Channel.ONLINE) -> set[tuple[str, Code]]:
    findings = form(channel).check(document, RECEIVED)
    return {(each.field, each.code) for each in findings}


def _named(value: object) -> str:
    """Name a case the same in every process: a set has no order."""
    if isinstance(value, set):
        return " ".join(sorted(map(str, value)))
    return str(value)[:40]


def test_every_row_of_the_contracts_table_is_shown_right_and_wrong() -> None:
    every = [f"F-{number:02d}" for number in range(1, 25)]
    assert sorted({row for row, *_ in RIGHT}) == every
    assert sorted({row for row, *_ in WRONG}) == every


@pytest.mark.parametrize("channel", CHANNELS)
def test_a_right_application_has_no_finding(channel: Channel) -> None:
    assert found(application(channel), channel) == set()


@pytest.mark.parametrize("channel", CHANNELS)
@pytest.mark.parametrize(("row", "field", "changed"), RIGHT, ids=lambda each: str(each)[:40])
def test_a_right_value_is_taken(
    row: str, field: str, changed: dict[str, Any], channel: Channel
) -> None:
    assert schema().field(field) is not None
    assert found(application(channel, **changed), channel) == set()


@pytest.mark.parametrize("channel", CHANNELS)
@pytest.mark.parametrize(("row", "field", "value", "codes"), WRONG, ids=_named)
def test_a_wrong_value_is_found_and_kept_as_it_was(
    row: str, field: str, value: str, codes: set[Code], channel: Channel
) -> None:
    document = application(channel, **{field: value})
    assert found(document, channel) == {(field, code) for code in codes}
    if Kind.DATE is not _field(field).kind:
        assert document.at(field, 1 if field in CHILD else 0) == value


@pytest.mark.parametrize("blank", ["", " ", "\u3000", "\n"])
@pytest.mark.parametrize("field", [*REQUIRED, *("bank_name", "bank_code", "account_holder")])
def test_a_required_field_left_blank_is_missing(field: str, blank: str) -> None:
    channel = Channel.POST if _field(field).paper_only else Channel.ONLINE
    document = application(channel, **{field: blank})
    assert (field, Code.MISSING) in found(document, channel)


@pytest.mark.clause("SPR-III-5-2-ア")
def test_21_of_the_24_fields_are_required_and_3_on_condition() -> None:
    online = schema().on(Channel.ONLINE)
    assert [each.no for each in online] == [str(number) for number in range(1, 25)]
    conditional = {
        each.no for each in online if each.only_if and each.only_if.field != "payee_account"
    }
    assert conditional == {"8", "10", "16"}
    assert sum(each.kind in (Kind.DATE, Kind.CHOICE, Kind.COUNT) for each in online) == 9


@pytest.mark.clause("SPR-III-5-2-ア-※1")
def test_f_r1_each_of_five_children_is_judged_by_its_own_rules() -> None:
    kids = [
        {"child_kana": f"タカハシ　{name}"} for name in ("リク", "ソラ", "ウミ", "モリ", "ユキ")
    ]
    kids[3]["child_sex"] = "?"
    findings = form(Channel.ONLINE).check(application(children="5", kids=kids), RECEIVED)
    assert findings == [Finding("child_sex", Code.CHOICE, 4, value="*")]


def test_f_r1_more_children_than_the_form_takes_are_told() -> None:
    small = replace(schema(), max_children=1)
    document = application(children="2", kids=[{}, {"child_kana": "タカハシ　ソラ"}])
    findings = Form(small, Channel.ONLINE).check(document, RECEIVED)
    assert [(each.field, each.code) for each in findings] == [("children", Code.TOO_MANY)]


@pytest.mark.clause("SPR-III-5-2-ア-※1")
@pytest.mark.parametrize("channel", CHANNELS)
@pytest.mark.parametrize(("count", "kids"), [("2", 1), ("0", 0), ("1", 2), ("0", 1)])
def test_f_r2_the_number_of_children_is_that_of_the_blocks(
    count: str, kids: int, channel: Channel
) -> None:
    names = ("リク", "ソラ")
    blocks = [{"child_kana": f"タカハシ　{names[each]}"} for each in range(kids)]
    assert found(application(channel, children=count, kids=blocks), channel) == {
        ("children", Code.CHILD_COUNT)
    }


@pytest.mark.parametrize("channel", CHANNELS)
def test_f_r3_the_address_of_september_is_for_public_servants_who_moved(channel: Channel) -> None:
    public = {"applicant_kind": "公務員", "office": "札幌市"}
    moved = "小樽市花園１丁目"
    field = "address_september"
    assert found(application(channel, **public, address_september=moved), channel) == set()
    assert found(application(channel, **public), channel) == set()
    assert found(application(channel, address_september=moved), channel) == {
        (field, Code.UNEXPECTED)
    }
    same = application(channel).at("address")
    assert found(application(channel, **public, address_september=same), channel) == {
        (field, Code.SAME)
    }
    assert found(application(channel, **public, address_september="小樽1"), channel) == {
        (field, Code.WIDTH)
    }


@pytest.mark.parametrize("channel", CHANNELS)
def test_f_r4_the_office_is_filled_by_public_servants_and_nobody_else(channel: Channel) -> None:
    assert found(application(channel, applicant_kind="公務員"), channel) == {
        ("office", Code.MISSING)
    }
    assert found(application(channel, office="札幌市"), channel) == {("office", Code.UNEXPECTED)}
    wrong = application(channel, applicant_kind="公務員", office="ｻｯﾎﾟﾛ")
    assert found(wrong, channel) == {("office", Code.WIDTH)}


@pytest.mark.parametrize("channel", CHANNELS)
def test_f_r5_the_childs_address_is_filled_if_it_lives_elsewhere(channel: Channel) -> None:
    assert found(application(channel, child_living="別居"), channel) == {
        ("child_address", Code.MISSING)
    }
    assert found(application(channel, child_address="小樽市"), channel) == {
        ("child_address", Code.UNEXPECTED)
    }
    wrong = application(channel, child_living="別居", child_address="小樽1")
    assert found(wrong, channel) == {("child_address", Code.WIDTH)}


@pytest.mark.clause("SPR-III-3-3-ア")
def test_f_r6_an_attachment_is_needed_as_the_campaign_says() -> None:
    """SPR-III-3-3-ア: lacking No.22 and the bank book's copy is exactly two deficiencies."""
    copy = Field(id="bank_book", label="通帳の写し", kind=Kind.ATTACHMENT)
    needing = Form(replace(schema(), fields=(*schema().fields, copy)), Channel.ONLINE)
    document = application(account_kind="", bank_book="")
    assert {(each.field, each.code) for each in needing.check(document, RECEIVED)} == {
        ("account_kind", Code.MISSING),
        ("bank_book", Code.ATTACHMENT),
    }
    assert needing.check(application(bank_book="tsucho.jpg"), RECEIVED) == []


@pytest.mark.clause("SPR-III-5-2-ア-※3")
def test_f_r7_the_public_account_exists_on_paper_alone_and_skips_the_bank() -> None:
    assert all(each.id != "payee_account" for each in schema().on(Channel.ONLINE))
    bank = {each.id: "" for each in schema().fields if each.no in map(str, range(18, 25))}
    chosen = application(Channel.POST, payee_account="公金受取口座", **bank)
    assert found(chosen, Channel.POST) == set()
    both = application(Channel.POST, payee_account="公金受取口座")
    assert found(both, Channel.POST) == {(each, Code.UNEXPECTED) for each in bank}


def test_f_r8_widening_keeps_the_raw_value() -> None:
    wide = Form(replace(schema(), widen=True), Channel.ONLINE)
    document = application(applicant_kana="ﾀｶﾊｼ ﾊﾅｺ", address="札幌市北1条")
    assert wide.check(document, RECEIVED) == []
    assert document.at("applicant_kana") == "タカハシ　ハナコ"
    assert document.at("address") == "札幌市北１条"
    assert document.raw == {"applicant_kana": "ﾀｶﾊｼ ﾊﾅｺ", "address": "札幌市北1条"}


def test_f_r8_a_space_of_half_width_is_brought_to_form_with_its_trace() -> None:
    document = application(child_kana=" タカハシ  リク ")
    assert found(document) == set()
    assert document.at("child_kana", 1) == "タカハシ　リク"
    assert document.raw == {"child_kana.1": " タカハシ  リク "}


def test_f_r9_account_data_are_never_widened_or_narrowed() -> None:
    wide = Form(replace(schema(), widen=True), Channel.ONLINE)
    document = application(account_number="１２３４５６７")
    assert [each.code for each in wide.check(document, RECEIVED)] == [Code.DIGIT]
    assert document.at("account_number") == "１２３４５６７"


@pytest.mark.parametrize("channel", CHANNELS)
def test_f_r10_a_name_without_its_space_is_told_an_account_holders_is_none(
    channel: Channel,
) -> None:
    names = ("applicant_kana", "applicant_name", "child_kana", "child_name")
    for name in names:
        whole = application(channel).at(name, 1 if name in CHILD else 0)
        joined = application(channel, **{name: whole.replace("\u3000", "")})
        assert found(joined, channel) == {(name, Code.NAME_SPACE)}
    assert found(application(channel, account_holder="タカハシハナコ"), channel) == set()


def test_f_r11_the_same_child_twice_is_found_however_it_is_written() -> None:
    kids = [{}, {"child_kana": "タカハシ・リク　"}]
    findings = form(Channel.ONLINE).check(application(children="2", kids=kids), RECEIVED)
    assert Finding("child_kana", Code.CHILD_TWICE, 2) in findings
    other_day = [{}, {"child_birth": "2021-01-01"}]
    assert found(application(children="2", kids=other_day)) == set()


@pytest.mark.clause("SPR-III-5-2-ア")
def test_f_r12_a_removed_and_a_moved_field_change_the_rules_alone() -> None:
    """SPR-III-5-2-ア."""
    fields = tuple(each for each in reversed(schema().fields) if each.no != "10")
    other = Form(replace(schema(), fields=fields), Channel.ONLINE, banks.shipped())
    assert other.check(application(applicant_kind="公務員"), RECEIVED) == []


@pytest.mark.clause("SPR-I-6-2")
def test_a_26_a_child_out_of_range_is_a_question_to_the_client() -> None:
    document = application(child_birth="2026-04-01")
    [finding] = form(Channel.ONLINE).check(document, RECEIVED)
    assert finding.severity is Severity.QUESTION


def test_no_finding_shows_a_letter_of_what_was_written() -> None:
    document = application(phone="090-1234-5678", applicant_kana="たかはし　はなこ")
    shown = " ".join(each.value for each in form(Channel.ONLINE).check(document, RECEIVED))
    assert shown == "●●●●□●●● ***-****-****"


def _field(field: str) -> Field:
    found = schema().field(field)
    assert found is not None
    return found
