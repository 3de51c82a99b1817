"""A campaign's own stages and steps, and what is paid: the values of the shipped contracts."""

from __future__ import annotations

from datetime import date

import pytest

from app.case_form import plan_named
from cases.document import Document
from cases.findings import Code
from cases.life import By, Life
from cases.lifecycle import Status
from cases.plan import Payment, Plan
from cases.rules import Form
from cases.schema import Channel

pytestmark = pytest.mark.unit


def plan(name: str) -> Plan:
    found = plan_named(name)
    assert found is not None
    return found


def payment() -> Payment:
    found = plan("otaru").payment
    assert found is not None
    return found


def test_a_campaign_without_stages_of_its_own_has_the_life_that_we_know() -> None:
    assert Life().reached() == tuple(each.value for each in Status)
    assert plan("sapporo").life == Life()


def test_a_card_has_a_number_and_a_stage_and_nobodys_name() -> None:
    found = plan("suita")
    assert [each.id for each in found.schema.fields if each.role is not None] == []
    assert found.life.reached() == (
        *("arrived", "prepared", "guided", "booked", "issued", "no_show", "not_issuable"),
        "withdrawn",
    )


@pytest.mark.clause("SET-I-4", "SET-II-3-1")
def test_who_lives_on_welfare_has_no_plan() -> None:
    life = plan("setagaya").life
    welfare = Document({"program": "被保護者就労支援"})
    needy = Document({"program": "生活困窮者自立相談支援"})

    def after_assessment(person: Document) -> list[str]:
        return [each.to for each in life.steps_from("assessed") if each.fits(person)]

    assert after_assessment(needy) == ["planned", "stopped", "withdrawn"]
    assert after_assessment(welfare) == ["searching", "stopped", "withdrawn"]


@pytest.mark.clause("SHJ-概-3", "SHJ-委-4", "SHJ-受-2")
def test_nobody_of_ours_grants_in_any_contract() -> None:
    for name in ("otaru", "suita", "setagaya", "shinjuku"):
        by_hand = [each for each in plan(name).life.steps if each.by in (By.AGENT, By.SUPERVISOR)]
        assert not {each.to for each in by_hand} & {"granted", "rejected"}
    assert plan("shinjuku").life.decisions == {"交付決定": "granted", "不交付決定": "rejected"}


@pytest.mark.clause("OTR-4-1-ア", "OTR-4-2")
@pytest.mark.parametrize(
    ("written", "yen"),
    [
        ({"benefit": "不足額給付1", "due": "90000", "initial": "60000"}, 30_000),
        ({"benefit": "不足額給付1", "due": "60000", "initial": "60000"}, 0),
        ({"benefit": "不足額給付1", "due": "50000", "initial": "60000"}, -10_000),
        ({"benefit": "不足額給付1", "due": "90000"}, None),
        ({"benefit": "不足額給付2", "abroad": "国内"}, 40_000),
        ({"benefit": "不足額給付2", "abroad": "国外"}, 30_000),
        ({"benefit": "不足額給付2"}, None),
        ({}, None),
    ],
)
def test_the_amount_is_a_difference_or_one_of_two_sums(
    written: dict[str, str], yen: int | None
) -> None:
    assert payment().amount(Document(written)) == yen


@pytest.mark.clause("OTR-4-2", "SPR-I-3")
def test_the_first_contract_pays_so_much_a_child() -> None:
    found = plan("sapporo").payment
    assert found is not None
    assert found.amount(Document({}, [{}, {}])) == 40_000


@pytest.mark.clause("SHJ-概-2")
@pytest.mark.parametrize(
    ("received", "born", "is_early"),
    [
        ("2023-05-01", "2017-04-01", True),
        ("2023-05-01", "2017-04-02", False),
        ("2024-03-29", "2017-04-02", False),
        ("2024-04-01", "2017-04-02", True),  # the contract rolled over
        ("2024-04-01", "2018-04-01", True),
        ("2024-04-01", "2018-04-02", False),
    ],
)
def test_a_child_is_served_until_the_end_of_the_fiscal_year_in_which_it_becomes_six(
    received: str, born: str, is_early: bool
) -> None:
    form = Form(plan("shinjuku").schema, Channel.POST)
    found = form.check(Document({"child_birth": born}), date.fromisoformat(received))
    codes = [each.code for each in found if each.field == "child_birth"]
    assert codes == ([Code.DATE_EARLY] if is_early else [])
