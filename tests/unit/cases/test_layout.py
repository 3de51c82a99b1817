"""Headers against the form: every column that is unknown, missing or doubled is named."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cases.document import Document
from cases.layout import Layout, cells_of, header_of, lay_out
from cases.schema import Channel, Role
from tests.unit.cases.applications import application, schema

pytestmark = pytest.mark.unit

FIELDS = schema().on(Channel.ONLINE)


def layout(header: list[str], **more: object) -> Layout | list[str]:
    return lay_out(schema(), FIELDS, header, **more)  # type: ignore[arg-type]


def test_the_header_has_the_labels_in_the_forms_order_and_numbers_for_children() -> None:
    header = header_of(schema(), FIELDS, 2)
    assert header[:3] == ["申請ID", "申請日時", "申請日"]
    assert header[12:14] == ["児童カナ氏名1", "児童漢字氏名1"]
    assert header[18] == "児童カナ氏名2"
    assert len(header) == 2 + 18 + 2 * 6


@pytest.mark.parametrize("children", [1, 2, 20])
def test_a_row_comes_back_as_the_document_that_was_written(children: int) -> None:
    kids = [{"child_kana": f"タカハシ　{number}"} for number in range(children)]
    document = application(kids=kids)
    header = header_of(schema(), FIELDS, children)
    found = layout(header)
    assert isinstance(found, Layout)
    row = ["A-1", "2026-03-02 10:00", *cells_of(document, FIELDS, children)]
    assert found.document(row) == document
    assert (found.id_at, found.received_at, found.action_at) == (0, 1, None)


def test_columns_may_stand_in_any_order() -> None:
    header = header_of(schema(), FIELDS, 1)
    row = ["A-1", "", *cells_of(application(), FIELDS, 1)]
    found = layout(header[::-1])
    assert isinstance(found, Layout)
    assert found.document(row[::-1]) == application()


def test_empty_blocks_are_no_children() -> None:
    found = layout(header_of(schema(), FIELDS, 3))
    assert isinstance(found, Layout)
    row = ["A-1", "", *cells_of(application(), FIELDS, 3)]
    assert len(found.document(row).children) == 1


def test_wrong_headings_are_all_named_at_once() -> None:
    header = header_of(schema(), FIELDS, 2)
    header[2] = "申請者電話番号"
    header.remove("児童性別2")
    header[header.index("口座名義")] = "口座名義人"
    header.append("")
    assert layout(header) == [
        "知らない見出し「口座名義人」があります。「口座名義」ではありませんか。",
        "見出しのない列があります。",
        "見出し「申請者電話番号」が 2 回あります。",
        "見出し「申請日」がありません。",
        "見出し「児童性別2」がありません。",
        "見出し「口座名義」がありません。",
    ]


def test_a_file_without_children_or_id_is_told_so() -> None:
    found = layout([each.label for each in FIELDS if not each.per_child])
    assert isinstance(found, list)
    assert found[0] == "見出し「申請ID」がありません。"
    assert "見出し「児童カナ氏名1」がありません。" in found


def test_f_r7_the_papers_own_choice_is_unknown_online() -> None:
    found = layout([*header_of(schema(), FIELDS, 1), "振込先口座の種類"])
    assert found == ["知らない見出し「振込先口座の種類」があります。"]


def test_a_partial_file_needs_only_some_roles_and_shrinks_the_form() -> None:
    header = ["児童カナ氏名1", "児童生年月日1", "申請者カナ氏名"]
    needs = (Role.CHILD_KANA, Role.CHILD_BIRTH)
    found = layout(header, needs=needs)
    assert isinstance(found, Layout)
    assert [each.id for each in found.schema.fields] == [
        "applicant_kana",
        "child_kana",
        "child_birth",
    ]
    assert found.document(["ア　イ", "2020-01-01", "ウ　エ"]) == Document(
        {"applicant_kana": "ウ　エ"}, [{"child_kana": "ア　イ", "child_birth": "2020-01-01"}]
    )
    assert layout(["児童カナ氏名1", "申請者カナ氏名"], needs=needs) == [
        "見出し「児童生年月日1」がありません。"
    ]


def test_f_r12_a_reordered_form_reorders_the_file() -> None:
    turned = replace(schema(), fields=schema().fields[::-1])
    assert header_of(turned, turned.on(Channel.ONLINE), 1)[2] == "口座名義"
