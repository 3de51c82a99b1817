"""What a caller tells proves who they are, however it is written, and nothing less does."""

from __future__ import annotations

import pytest

from cases.document import Document
from cases.identity import Item, Proof, Told, fitting
from cases.keys_of import Roles
from tests.unit.cases.applications import CHILD, OFFICE_WORKER, schema

pytestmark = pytest.mark.unit

DOCUMENT = Document(values=dict(OFFICE_WORKER), children=[dict(CHILD)])
NAME, BIRTH = "たかはしはなこ", "1988年5月14日"


def fits(**told: str) -> set[Item]:
    return set(fitting(Told(**told), DOCUMENT, Roles(schema())))


@pytest.mark.parametrize(
    ("told", "items"),
    [
        ({"name": "髙橋花子"}, {Item.NAME}),
        ({"name": "ﾀｶﾊｼ ﾊﾅｺ"}, {Item.NAME}),
        ({"name": NAME, "birth": BIRTH}, {Item.NAME, Item.BIRTH}),
        ({"birth": "１９８８/05/14"}, {Item.BIRTH}),
        ({"address": "北一条西２丁目"}, {Item.ADDRESS}),
        ({"phone": "０９０-1234-5678"}, {Item.PHONE}),
        ({"child_name": CHILD["child_kana"], "child_birth": CHILD["child_birth"]}, {Item.CHILD}),
    ],
)
def test_what_fits_is_said_item_by_item(told: dict[str, str], items: set[Item]) -> None:
    assert fits(**told) == items


@pytest.mark.parametrize(
    "told",
    [
        {},
        {"name": "高橋"},
        {"name": "   "},
        {"birth": "1988-05-15"},
        {"birth": "五月"},
        {"address": "中央区"},
        {"address": "北区北九条"},
        {"phone": "5678"},
        {"child_name": CHILD["child_name"]},
        {"child_birth": CHILD["child_birth"]},
    ],
)
def test_a_part_a_guess_or_nothing_fits_nothing(told: dict[str, str]) -> None:
    assert fits(**told) == set()


def test_name_birth_date_and_one_thing_more_are_proof() -> None:
    assert Proof().is_given(frozenset({Item.NAME, Item.BIRTH, Item.CHILD}))
    assert not Proof().is_given(frozenset({Item.NAME, Item.BIRTH}))
    assert not Proof().is_given(frozenset({Item.NAME, Item.ADDRESS, Item.PHONE, Item.CHILD}))


def test_a_campaign_may_ask_for_other_things() -> None:
    proof = Proof(needed=(Item.BIRTH,), besides=(Item.ADDRESS, Item.CHILD, Item.PHONE), count=2)
    assert proof.is_given(frozenset({Item.BIRTH, Item.CHILD, Item.PHONE}))
    assert not proof.is_given(frozenset({Item.NAME, Item.BIRTH, Item.PHONE}))
